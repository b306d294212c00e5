"""The addresses of the API, one noun a module."""

PREFIX = "/api/v1"
"""Every router carries the whole of its address, so that a route knows its own."""
