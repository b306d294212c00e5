"""Wickr names: only the messenger's name beside them tells them from words."""

import re
from collections.abc import Iterator

from typing_extensions import override

from core.mentions import EntityKind
from nlp.identifiers.base import Found, Identifier
from nlp.identifiers.messengers.labelled import LabelledNames

_NAME = r"[A-Za-z0-9][A-Za-z0-9._-]{0,30}[A-Za-z0-9]"
_VALUE = re.compile(r"[a-z0-9][a-z0-9._-]{1,30}[a-z0-9]", re.ASCII)
_SPELT = re.compile(
    rf"wickr(?: ?me)? ?: ?@?(?P<name>{_NAME})", re.IGNORECASE | re.ASCII
)
_LABELLED, _LOOSE = 0.9, 0.75

_NAMES = LabelledNames("wickr", r"wickr(?: ?(?:me|pro))?", _NAME, stems=("wickr",))


class Wickr(Identifier):
    """An account of the Wickr messenger."""

    kind = EntityKind.WICKR
    specificity = 0.8

    @override
    def find(self, text: str) -> Iterator[Found]:
        for name in _NAMES.find(text):
            value = name.name.lower()
            if self.validate(value):
                score = _LABELLED if name.is_explicit else _LOOSE
                yield self.found((name.start, name.end), value, score=score)

    @override
    def normalise(self, raw: str) -> str:
        match = _SPELT.fullmatch(raw.strip())
        return (match["name"] if match else raw.strip().removeprefix("@")).lower()

    @override
    def validate(self, value: str) -> bool:
        return _VALUE.fullmatch(value) is not None

    @override
    def recognise(self, query: str) -> str | None:
        # A bare word would make every search a name.
        return self.canonical(query) if _SPELT.fullmatch(query) else None
