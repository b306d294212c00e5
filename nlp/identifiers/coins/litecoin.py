"""Litecoin addresses of the main network: base58check, bech32 and bech32m."""

from typing_extensions import override

from core.mentions import EntityKind
from nlp.identifiers.coins.base58check import is_hash_address
from nlp.identifiers.coins.bech32 import Variant, decode, is_segwit, octets_of
from nlp.identifiers.coins.scan import Address

_VERSIONS = frozenset({b"\x30", b"\x32"})
"""P2PKH ("L…") and P2SH ("M…"). The older P2SH form "3…" is spelt as Bitcoin's and counts as one."""
_PUBLIC_KEY_BYTES = 33
_PUBLIC_KEY_SIGNS = frozenset({2, 3})
"""How a compressed public key begins."""


class Litecoin(Address):
    """A Litecoin address.

    References:
        Litecoin Core's chain parameters; BIP-173 and BIP-350 under the part ``ltc``; LIP-4 for ``ltcmweb``.
    """

    kind = EntityKind.LTC
    specificity = 0.9
    first = frozenset("LMl")
    bech32_prefixes = ("ltc1", "ltcmweb1")

    @override
    def validate(self, value: str) -> bool:
        if value.startswith("ltc1"):
            return is_segwit("ltc", value)
        if value.startswith("ltcmweb1"):
            return _is_stealth(value)
        return value[:1] in {"L", "M"} and is_hash_address(value, _VERSIONS)


def _is_stealth(value: str) -> bool:
    """Whether a value is version 0 and the two public keys of a stealth address."""
    decoded = decode("ltcmweb", value)
    if decoded is None or decoded.variant is not Variant.BECH32:
        return False
    keys = octets_of(decoded.words[1:])
    return (
        decoded.words[:1] == b"\0"
        and keys is not None
        and len(keys) == 2 * _PUBLIC_KEY_BYTES
        and {keys[0], keys[_PUBLIC_KEY_BYTES]} <= _PUBLIC_KEY_SIGNS
    )
