"""Bitcoin addresses of the main network: base58check, bech32 and bech32m."""

import re
from collections.abc import Iterator

import base58
from typing_extensions import override

from core.mentions import EntityKind
from nlp.identifiers.base import Found, Identifier

_CANDIDATE = re.compile(
    r"(?<![A-Za-z0-9])"
    r"(?:[13][1-9A-HJ-NP-Za-km-z]{25,34}|(?:bc1|BC1)[02-9A-Za-z]{8,87})"
    r"(?![A-Za-z0-9])",
    re.ASCII,
)
_SEGWIT_PREFIX = "bc"
_HASH_VERSIONS = frozenset({0x00, 0x05})
"""Version bytes of P2PKH and P2SH on the main network."""
_HASH_SIZE = 21
_LONGEST_SEGWIT = 90
"""BIP-173: a bech32 string has at most 90 characters."""


class Bitcoin(Identifier):
    """A Bitcoin address.

    References:
        BIP-13, BIP-173 and BIP-350.
    """

    kind = EntityKind.BTC
    specificity = 0.9

    @override
    def find(self, text: str) -> Iterator[Found]:
        for candidate in _CANDIDATE.finditer(text):
            value = self.canonical(candidate[0])
            if value is not None:
                yield self.found(candidate.span(), value)

    @override
    def normalise(self, raw: str) -> str:
        # Bech32 may be all upper case (QR codes are); mixed case is an error.
        return raw.lower() if raw.startswith("BC1") and raw.isupper() else raw

    @override
    def validate(self, value: str) -> bool:
        if value.startswith(f"{_SEGWIT_PREFIX}1"):
            return _is_segwit(value)
        return value[:1] in {"1", "3"} and _is_hash_address(value)


def _is_hash_address(value: str) -> bool:
    try:
        payload = base58.b58decode_check(value)
    except ValueError:
        return False
    return len(payload) == _HASH_SIZE and payload[0] in _HASH_VERSIONS


def _is_segwit(value: str) -> bool:
    # Loading bip_utils takes half a second: only when an address may be there.
    from bip_utils.bech32 import Bech32ChecksumError, SegwitBech32Decoder

    if len(value) > _LONGEST_SEGWIT or not value.islower():
        return False
    try:
        SegwitBech32Decoder.Decode(_SEGWIT_PREFIX, value)
    except (Bech32ChecksumError, ValueError):
        return False
    return True
