"""Pages that are there already, read without any network: imports and second readings."""
