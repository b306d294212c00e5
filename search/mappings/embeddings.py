"""Vectors by text and model, so that no text is embedded twice."""

from search.mappings.kinds import KEYWORD, Mapping


def embeddings() -> Mapping:
    """Return the fields of one text's vector."""
    return {
        "text_hash": KEYWORD,
        "model_version": KEYWORD,
        # Little-endian float32, exactly as the encoder gave it.
        "vector": {"type": "binary"},
    }
