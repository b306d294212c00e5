"""A world of vendors and listings made from a seed, with known truth."""
