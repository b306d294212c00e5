"""Find and validate identifiers: values that name one holder.

One class a kind, one file a class. Nothing here loads spaCy or torch, so that the API can use it as well.
"""

from nlp.identifiers.registry import canonical_value, find_identifiers, identify

__all__ = ["canonical_value", "find_identifiers", "identify"]
