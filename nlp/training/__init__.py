"""Training: from annotated texts to the weights of the named entity recognition."""
