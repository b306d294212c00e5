"""Dash addresses of the main network."""

from typing_extensions import override

from core.mentions import EntityKind
from nlp.identifiers.coins.base58check import is_hash_address
from nlp.identifiers.coins.scan import Address

_VERSIONS = frozenset({b"\x4c", b"\x10"})
"""P2PKH ("X…") and P2SH ("7…")."""


class Dash(Address):
    """A Dash address.

    References:
        Dash Core's chain parameters.
    """

    kind = EntityKind.DASH
    specificity = 0.9
    first = frozenset("X7")

    @override
    def validate(self, value: str) -> bool:
        return value[:1] in self.first and is_hash_address(value, _VERSIONS)
