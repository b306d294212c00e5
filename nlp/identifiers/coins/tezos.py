"""Tezos addresses: accounts by the curve of their key, and contracts."""

from typing_extensions import override

from core.mentions import EntityKind
from nlp.identifiers.coins.base58check import is_hash_address
from nlp.identifiers.coins.scan import Address

_VERSIONS = frozenset(
    {
        b"\x06\xa1\x9f",  # tz1, Ed25519
        b"\x06\xa1\xa1",  # tz2, secp256k1
        b"\x06\xa1\xa4",  # tz3, P-256
        b"\x06\xa1\xa6",  # tz4, BLS
    }
)
_CONTRACT = b"\x02\x5a\x79"


class Tezos(Address):
    """A Tezos address, ``tz1`` to ``tz4`` or ``KT1``.

    References:
        Octez's ``base58.ml``, prefixes of hashes.
    """

    kind = EntityKind.XTZ
    specificity = 0.9
    first = frozenset("tK")

    @override
    def validate(self, value: str) -> bool:
        if value.startswith("KT1"):
            return is_hash_address(value, frozenset({_CONTRACT}))
        return value.startswith("tz") and is_hash_address(value, _VERSIONS)
