"""F4Jumble: the unkeyed permutation that spreads each bit of a unified address over all.

References:
    ZIP-316, "Jumbling".
"""

from hashlib import blake2b

_BLOCK_BYTES = 64
"""What BLAKE2b gives at most."""
_SHORTEST = 38


def unjumble(message: bytes) -> bytes | None:
    """Return the message that was jumbled, ``None`` when it is too short for that."""
    if len(message) < _SHORTEST:
        return None
    left_bytes = min(_BLOCK_BYTES, len(message) // 2)
    left, right = message[:left_bytes], message[left_bytes:]
    for turn in (1, 0):
        left = _xor(left, _hash(turn, right, len(left)))
        right = _xor(right, _mask(turn, left, len(right)))
    return left + right


def _hash(turn: int, data: bytes, size: int) -> bytes:
    person = b"UA_F4Jumble_H" + bytes((turn, 0, 0))
    return blake2b(data, digest_size=size, person=person).digest()


def _mask(turn: int, data: bytes, size: int) -> bytes:
    blocks = range(-(-size // _BLOCK_BYTES))
    stream = b"".join(
        blake2b(
            data, person=b"UA_F4Jumble_G" + bytes((turn,)) + block.to_bytes(2, "little")
        ).digest()
        for block in blocks
    )
    return stream[:size]


def _xor(left: bytes, right: bytes) -> bytes:
    return bytes(one ^ other for one, other in zip(left, right, strict=True))
