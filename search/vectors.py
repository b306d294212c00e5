"""Vectors as bytes, exactly as the encoder gave them."""

import base64
import struct
from collections.abc import Sequence

BYTES_PER_NUMBER = 4


def pack_vector(vector: Sequence[float]) -> str:
    """Return a float32 vector as base64 of its little-endian bytes."""
    return base64.b64encode(struct.pack(f"<{len(vector)}f", *vector)).decode()


def unpack_vector(packed: str) -> list[float]:
    """Return the vector that was packed."""
    raw = base64.b64decode(packed)
    return list(struct.unpack(f"<{len(raw) // BYTES_PER_NUMBER}f", raw))
