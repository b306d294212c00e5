"""Near-duplicate listings: found by MinHash bands, confirmed by their words and vectors."""
