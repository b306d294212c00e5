"""The tasks: each reads its message, calls one function and lets no error escape."""
