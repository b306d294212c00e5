"""Identifiers that stand up to real checks, made from seeded random numbers."""
