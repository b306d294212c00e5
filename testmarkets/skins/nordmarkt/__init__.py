"""Nordmarkt: German, in windows-1252, with HTML that nobody checked."""
