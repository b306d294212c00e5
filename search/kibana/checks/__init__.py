"""The rules for a file of saved objects, one module a kind."""
