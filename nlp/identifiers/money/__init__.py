"""Accounts and cards of banks."""
