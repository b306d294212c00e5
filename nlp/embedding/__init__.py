"""Sentence embeddings, and the rule that no text is embedded twice."""
