"""Monero addresses of the main network: standard, integrated and sub-address."""

import re

from typing_extensions import override

from core.mentions import EntityKind
from nlp.identifiers.coins.curve import is_on_curve
from nlp.identifiers.coins.keccak import keccak256
from nlp.identifiers.coins.scan import Address

_ALPHABET = "123456789ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz"
_DIGITS = {char: digit for digit, char in enumerate(_ALPHABET)}
_WHOLE = re.compile(r"[48][1-9A-HJ-NP-Za-km-z]{94}(?:[1-9A-HJ-NP-Za-km-z]{11})?")
_BLOCK_CHARS = 11
_BLOCK_BYTES = {11: 8, 7: 5}
"""Bytes that a block of so many characters holds, for the lengths of addresses."""
_STANDARD, _INTEGRATED, _SUB_ADDRESS = 0x12, 0x13, 0x2A
_LENGTHS = {_STANDARD: 65, _SUB_ADDRESS: 65, _INTEGRATED: 73}
"""Bytes of network, two keys and, in an integrated address, the payment id."""
_CHECKSUM_BYTES = 4


class Monero(Address):
    """A Monero address, taken with its Keccak checksum and its curve points.

    References:
        Monero's documentation of standard, integrated and sub-addresses.
    """

    kind = EntityKind.XMR
    specificity = 0.95
    first = frozenset("48")

    @override
    def validate(self, value: str) -> bool:
        if not _WHOLE.fullmatch(value):
            return False
        content = _decode(value)
        if content is None:
            return False
        payload, checksum = content[:-_CHECKSUM_BYTES], content[-_CHECKSUM_BYTES:]
        return (
            len(payload) == _LENGTHS.get(payload[0])
            and keccak256(payload)[:_CHECKSUM_BYTES] == checksum
            and is_on_curve(payload[1:33])
            and is_on_curve(payload[33:65])
        )


def _decode(value: str) -> bytes | None:
    """Read blocks of eleven characters, ``None`` when one holds more than its bytes."""
    content = bytearray()
    for start in range(0, len(value), _BLOCK_CHARS):
        number = 0
        block = value[start : start + _BLOCK_CHARS]
        for char in block:
            number = number * 58 + _DIGITS[char]
        size = _BLOCK_BYTES[len(block)]
        if number >> (8 * size):
            return None
        content += number.to_bytes(size, "big")
    return bytes(content)
