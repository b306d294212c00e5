"""Amounts in words and figures: how much, how pure, how dear. Loads no model."""
