"""Dogecoin addresses of the main network."""

from typing_extensions import override

from core.mentions import EntityKind
from nlp.identifiers.coins.base58check import is_hash_address
from nlp.identifiers.coins.scan import Address

_VERSIONS = frozenset({b"\x1e", b"\x16"})
"""P2PKH ("D…") and P2SH ("9…", "A…")."""


class Dogecoin(Address):
    """A Dogecoin address.

    References:
        Dogecoin Core's chain parameters.
    """

    kind = EntityKind.DOGE
    specificity = 0.9
    first = frozenset("DA9")

    @override
    def validate(self, value: str) -> bool:
        return value[:1] in self.first and is_hash_address(value, _VERSIONS)
