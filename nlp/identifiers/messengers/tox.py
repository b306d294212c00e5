"""Tox ids: public key, nospam and a checksum of two bytes."""

import re
from collections.abc import Iterator

from typing_extensions import override

from core.mentions import EntityKind
from nlp.identifiers.base import Found, Identifier
from nlp.identifiers.coins.scan import runs_of

_WHOLE = re.compile(r"[0-9A-F]{76}", re.ASCII)
_CHARS = 76


class Tox(Identifier):
    """An address of the Tox messenger.

    References:
        The Tox protocol specification, "Tox ID".
    """

    kind = EntityKind.TOX
    specificity = 0.95

    @override
    def find(self, text: str) -> Iterator[Found]:
        for run in runs_of(text):
            if len(run.text) == _CHARS:
                value = self.canonical(run.text)
                if value is not None:
                    yield self.found((run.start, run.end), value)

    @override
    def normalise(self, raw: str) -> str:
        return raw.strip().removeprefix("tox:").upper()

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
