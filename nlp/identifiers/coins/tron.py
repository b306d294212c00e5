"""Tron addresses of the main network."""

from typing_extensions import override

from core.mentions import EntityKind
from nlp.identifiers.coins.base58check import is_hash_address
from nlp.identifiers.coins.scan import Address

_VERSIONS = frozenset({b"\x41"})


class Tron(Address):
    """A Tron address, "T…": also where Tether of TRC-20 is paid to.

    References:
        Tron's developer documentation, "Account", address format.
    """

    kind = EntityKind.TRX
    specificity = 0.9
    first = frozenset("T")

    @override
    def validate(self, value: str) -> bool:
        return value[:1] == "T" and is_hash_address(value, _VERSIONS)
