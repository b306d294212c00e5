"""Harbour: table layout, and a login before anything is shown."""
