"""Ed25519's curve: whether 32 bytes are one of its points.

References:
    RFC 8032, 5.1.3.
"""

from functools import lru_cache

_FIELD = 2**255 - 19
_D = -121665 * pow(121666, -1, _FIELD) % _FIELD
_KEY_BYTES = 32


@lru_cache(maxsize=1024)
def is_on_curve(key: bytes) -> bool:
    """Whether 32 bytes encode a point: half of all byte strings do not."""
    y = int.from_bytes(key, "little") & ((1 << 255) - 1)
    if len(key) != _KEY_BYTES or y >= _FIELD:
        return False
    # x squared is above / below; a quotient is a square when the product is.
    above, below = (y * y - 1) % _FIELD, (_D * y * y + 1) % _FIELD
    return pow(above * below, (_FIELD - 1) // 2, _FIELD) in {0, 1}
