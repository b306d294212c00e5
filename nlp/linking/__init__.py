"""Accounts that one person may hold: candidates, comparison, weight, explanation."""
