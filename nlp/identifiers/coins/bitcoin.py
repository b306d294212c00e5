"""Bitcoin addresses of the main network: base58check, bech32 and bech32m."""

from typing_extensions import override

from core.mentions import EntityKind
from nlp.identifiers.coins.base58check import is_hash_address
from nlp.identifiers.coins.bech32 import is_segwit
from nlp.identifiers.coins.scan import Address

_VERSIONS = frozenset({b"\x00", b"\x05"})
"""P2PKH ("1…") and P2SH ("3…"). Bitcoin Cash and Litecoin once used the same; nothing tells them apart."""


class Bitcoin(Address):
    """A Bitcoin address.

    References:
        BIP-13, BIP-173 and BIP-350.
    """

    kind = EntityKind.BTC
    specificity = 0.9
    first = frozenset("13bB")
    bech32_prefixes = ("bc1",)

    @override
    def validate(self, value: str) -> bool:
        if value.startswith("bc1"):
            return is_segwit("bc", value)
        return value[:1] in {"1", "3"} and is_hash_address(value, _VERSIONS)
