"""Cardano addresses of the main network: Shelley's and Byron's."""

import zlib

from typing_extensions import override

from core.mentions import EntityKind
from nlp.identifiers.coins import base58check
from nlp.identifiers.coins.bech32 import Variant, decode_bytes
from nlp.identifiers.coins.scan import Address

_MAIN = 1
"""The network's half byte."""
_KEY_AND_STAKE, _KEY_AND_POINTER, _KEY = range(4), range(4, 6), range(6, 8)
_STAKE = range(14, 16)
_ONE_HASH, _TWO_HASHES = 29, 57
"""Bytes of header and one or two hashes of 28 bytes."""
_POINTER_NUMBERS = 3
_HIGH_BIT = 0x80
_BYRON_CHARS = range(55, 125)
_BYRON_HEAD = b"\x82\xd8\x18\x58"
"""CBOR: a pair whose first is encoded CBOR, as a byte string with its size in one byte."""
_BYRON_ROOT = b"\x83\x58\x1c"
"""CBOR: a triple whose first is a hash of 28 bytes."""
_BYRON_ATTRIBUTES = 31
"""Where the attributes begin: after that hash."""
_MAIN_ATTRIBUTES = (b"\xa0", b"\xa1\x01")
"""None, or the encrypted path alone; test networks add their number under 2."""
_WORD = b"\x1a"
"""CBOR: a number of four bytes follows."""
_WORD_BYTES = 5


class Cardano(Address):
    """A Cardano address: ``addr1``, ``stake1``, ``Ae2`` or ``DdzFF``.

    References:
        CIP-19.
    """

    kind = EntityKind.ADA
    specificity = 0.9
    first = frozenset("aAsSD")
    bech32_prefixes = ("addr1", "stake1")

    @override
    def validate(self, value: str) -> bool:
        if value.startswith("addr1"):
            return _is_payment(decode_bytes("addr", value, Variant.BECH32))
        if value.startswith("stake1"):
            return _is_stake(decode_bytes("stake", value, Variant.BECH32))
        return (
            value.startswith(("Ae2", "Ddz"))
            and len(value) in _BYRON_CHARS
            and _is_byron(base58check.decode(value, with_checksum=False))
        )


def _is_payment(content: bytes | None) -> bool:
    if not content or content[0] & 15 != _MAIN:
        return False
    kind = content[0] >> 4
    if kind in _KEY_AND_POINTER:
        return _is_pointer(content[_ONE_HASH:])
    size = len(content)
    return (kind in _KEY_AND_STAKE and size == _TWO_HASHES) or (
        kind in _KEY and size == _ONE_HASH
    )


def _is_stake(content: bytes | None) -> bool:
    return (
        content is not None
        and len(content) == _ONE_HASH
        and content[0] & 15 == _MAIN
        and content[0] >> 4 in _STAKE
    )


def _is_pointer(content: bytes) -> bool:
    """Whether bytes are three numbers whose every byte but the last has its high bit."""
    lasts = [byte < _HIGH_BIT for byte in content]
    return sum(lasts) == _POINTER_NUMBERS and lasts[-1]


def _is_byron(content: bytes | None) -> bool:
    if content is None or not content.startswith(_BYRON_HEAD):
        return False
    begin = len(_BYRON_HEAD) + 1
    end = begin + content[begin - 1]
    inner, checksum = content[begin:end], content[end:]
    return (
        len(checksum) == _WORD_BYTES
        and checksum == _WORD + zlib.crc32(inner).to_bytes(4, "big")
        and inner.startswith(_BYRON_ROOT)
        and inner.startswith(_MAIN_ATTRIBUTES, _BYRON_ATTRIBUTES)
    )
