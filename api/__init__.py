"""The investigator search API."""
