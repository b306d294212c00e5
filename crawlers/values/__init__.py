"""Raw strings to typed values, one kind of value a file."""
