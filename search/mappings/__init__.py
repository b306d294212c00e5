"""What each index holds: one module per index, every mapping strict."""
