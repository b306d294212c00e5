"""Bech32 and bech32m, and the witness programs that Bitcoin writes in them.

References:
    BIP-173, BIP-350.
"""

from enum import IntEnum
from functools import lru_cache
from typing import NamedTuple

CHARSET = "qpzry9x8gf2tvdw0s3jn54khce6mua7l"
_NO_WORD = 0xFF
_WORDS = bytes(
    CHARSET.index(chr(code)) if chr(code) in CHARSET else _NO_WORD
    for code in range(256)
)
_GENERATOR = (0x3B6A57B2, 0x26508E6D, 0x1EA119FA, 0x3D4233DD, 0x2A1462B3)


def _feedback(top: int) -> int:
    feedback = 0
    for bit, coefficient in enumerate(_GENERATOR):
        if top >> bit & 1:
            feedback ^= coefficient
    return feedback


_FEEDBACK = tuple(_feedback(top) for top in range(32))
"""What the checksum's five leaving bits put back; a table, since texts may be full of candidates."""
_WORD_BITS = 5
_CHECKSUM_WORDS = 6
_LONGEST_SEGWIT = 90
_SEGWIT_BYTES = range(2, 41)
_SEGWIT_0_BYTES = frozenset({20, 32})
_LATEST_WITNESS = 16


class Variant(IntEnum):
    """What the checksum must come to."""

    BECH32 = 1
    BECH32M = 0x2BC830A3


class Decoded(NamedTuple):
    """A value whose checksum is right."""

    variant: Variant
    words: bytes
    """Groups of five bits, prefix and checksum left out."""


def words_of(text: str) -> bytes | None:
    """Return lower-case characters as groups of five bits.

    Returns:
        ``None`` when a character is none of the 32.
    """
    if not text.isascii():
        return None
    words = text.encode("ascii").translate(_WORDS)
    return None if _NO_WORD in words else words


def octets_of(words: bytes) -> bytes | None:
    """Return groups of five bits as bytes.

    Returns:
        ``None`` when what is left over is not zero bits, or is a whole group.
    """
    number = 0
    for word in words:
        number = number << _WORD_BITS | word
    size, left_over = divmod(_WORD_BITS * len(words), 8)
    if left_over >= _WORD_BITS or number & ((1 << left_over) - 1):
        return None
    return (number >> left_over).to_bytes(size, "big")


def decode(prefix: str, value: str) -> Decoded | None:
    """Read a lower-case value of one human-readable part.

    Args:
        prefix: The human-readable part, without the separator ``1``.
        value: The whole value, of any length.

    Returns:
        ``None`` when the part is another, a character is wrong or the checksum is.
    """
    if not value.startswith(f"{prefix}1"):
        return None
    words = words_of(value[len(prefix) + 1 :])
    if words is None or len(words) < _CHECKSUM_WORDS:
        return None
    checksum = _polymod(_start(prefix), words)
    if checksum not in _VARIANTS:
        return None
    return Decoded(Variant(checksum), words[:-_CHECKSUM_WORDS])


def decode_bytes(prefix: str, value: str, variant: Variant) -> bytes | None:
    """Return the bytes that a value of one part and one variant holds."""
    decoded = decode(prefix, value)
    if decoded is None or decoded.variant is not variant:
        return None
    return octets_of(decoded.words)


def is_segwit(prefix: str, value: str) -> bool:
    """Whether a lower-case value is a witness program under the right checksum."""
    if len(value) > _LONGEST_SEGWIT:
        return False
    decoded = decode(prefix, value)
    if decoded is None or not decoded.words:
        return False
    version, program = decoded.words[0], octets_of(decoded.words[1:])
    if program is None or version > _LATEST_WITNESS:
        return False
    if version == 0:
        return decoded.variant is Variant.BECH32 and len(program) in _SEGWIT_0_BYTES
    return decoded.variant is Variant.BECH32M and len(program) in _SEGWIT_BYTES


_VARIANTS = frozenset(Variant)


@lru_cache(maxsize=16)
def _start(prefix: str) -> int:
    codes = prefix.encode("ascii")
    high, low = bytes(code >> 5 for code in codes), bytes(code & 31 for code in codes)
    return _polymod(1, high + b"\0" + low)


def _polymod(checksum: int, words: bytes) -> int:
    for word in words:
        checksum = (checksum & 0x1FFFFFF) << 5 ^ word ^ _FEEDBACK[checksum >> 25]
    return checksum
