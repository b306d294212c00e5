"""Tox ids: public key, nospam and a checksum of two bytes."""

import re
from collections.abc import Iterator

from typing_extensions import override

from core.mentions import EntityKind
from nlp.identifiers.base import Found, Identifier

_WHOLE = re.compile(r"[0-9A-F]{76}", re.ASCII)
_CANDIDATE = re.compile(
    rf"(?<![A-Z0-9])(?:{_WHOLE.pattern})(?![A-Z0-9])", re.IGNORECASE | re.ASCII
)


class Tox(Identifier):
    """An address of the Tox messenger.

    References:
        The Tox protocol specification, "Tox ID".
    """

    kind = EntityKind.TOX
    specificity = 0.95

    @override
    def find(self, text: str) -> Iterator[Found]:
        for candidate in _CANDIDATE.finditer(text):
            value = self.canonical(candidate[0])
            if value is not None:
                yield self.found(candidate.span(), value)

    @override
    def normalise(self, raw: str) -> str:
        return raw.upper()

    @override
    def validate(self, value: str) -> bool:
        # A row of one digit passes the checksum, but it is a drawing, not a key.
        if not _WHOLE.fullmatch(value) or len(set(value)) == 1:
            return False
        left = right = 0
        octets = bytes.fromhex(value)
        for first, second in zip(octets[0::2], octets[1::2], strict=True):
            left ^= first
            right ^= second
        return (left, right) == (0, 0)
