"""Fetching and reading marketplaces."""
