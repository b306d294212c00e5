"""Synthetic marketplaces with known truth, and the replay of saved pages."""
