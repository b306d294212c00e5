"""Places as sellers and markets write them, in ISO codes. Loads no model."""
