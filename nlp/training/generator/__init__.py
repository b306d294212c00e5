"""Made-up texts for breadth in training: patterns with slots, filled from the lexicons."""

from nlp.training.generator.texts import WRITER, generate

__all__ = ["WRITER", "generate"]
