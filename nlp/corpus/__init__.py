"""The corpus: texts that this project wrote and annotated by hand, and how they are read."""
