"""OpenPGP key ids: the end of a fingerprint, too short to tell holders apart."""

import re
from collections.abc import Iterator

from typing_extensions import override

from core.mentions import EntityKind
from nlp.identifiers.base import Found, Identifier
from nlp.identifiers.keys.armour import block_spans
from nlp.identifiers.keys.nearby import may_be_named, named_as

_CANDIDATE = re.compile(
    r"(?<![\w:-])(?P<mark>0x)?(?P<digits>[0-9A-F]{8}(?:[ ]?[0-9A-F]{8})?)(?![\w-]|[.:]\w|[ ][0-9A-F]{4}(?!\w))",
    re.IGNORECASE | re.ASCII,
)
_VALUE = re.compile(r"[0-9A-F]{8}(?:[0-9A-F]{8})?", re.ASCII)
_MARKED, _NAMED = 0.8, 0.7


class PgpKeyId(Identifier):
    """The id of an OpenPGP key, 16 or 8 hexadecimal digits.

    It counts only beside a word for a key. Colliding ids can be made at will, so equal ids never link accounts.

    References:
        RFC 9580, section 5.5.4.
    """

    kind = EntityKind.PGP_KEY_ID
    specificity = 0.3

    @override
    def find(self, text: str) -> Iterator[Found]:
        if not may_be_named(text):
            return
        blocks = block_spans(text)
        for candidate in _CANDIDATE.finditer(text):
            value = self.canonical(candidate[0])
            if value is None or not _is_mixed(value):
                continue
            names = named_as(text, candidate.span())
            marked = candidate["mark"] is not None
            if not (names & {"pgp", "id"} or (marked and names)):
                continue
            if not any(start <= candidate.start() < end for start, end in blocks):
                score = _MARKED if marked else _NAMED
                yield self.found(candidate.span(), value, score=score)

    @override
    def normalise(self, raw: str) -> str:
        return raw.replace(" ", "").upper().removeprefix("0X")

    @override
    def validate(self, value: str) -> bool:
        return _VALUE.fullmatch(value) is not None and len(set(value)) > 1

    @override
    def recognise(self, query: str) -> str | None:
        return self.canonical(query) if query[:2].lower() == "0x" else None


def _is_mixed(value: str) -> bool:
    """Whether digits stand among letters: eight digits are a date, eight letters a word."""
    return not value.isdigit() and not value.isalpha()
