"""Threema ids: eight letters and digits beside the messenger's name."""

import re
from collections.abc import Iterator

from typing_extensions import override

from core.mentions import EntityKind
from nlp.identifiers.base import Found, Identifier
from nlp.identifiers.context import holds_any
from nlp.identifiers.messengers.labelled import LabelledNames

_NAME = r"[A-Z0-9*][A-Z0-9]{7}"
_VALUE = re.compile(_NAME, re.ASCII)
_LINK = re.compile(
    rf"(?:h(?:tt|xx)ps://)?threema ?\[?\.\]? ?id/(?P<name>{_NAME})(?!\w)", re.IGNORECASE
)
_SPELT = re.compile(rf"threema(?: ?id)? ?: ?(?P<name>{_NAME})", re.IGNORECASE)
_DIGIT = re.compile(r"[0-9*]")
_LINKED, _LABELLED, _LOOSE = 0.99, 0.9, 0.75

_NAMES = LabelledNames("threema", "threema", _NAME, stems=("threema",))


class Threema(Identifier):
    """An id of the Threema messenger; gateways' begin with ``*``."""

    kind = EntityKind.THREEMA
    specificity = 0.9

    @override
    def find(self, text: str) -> Iterator[Found]:
        if not holds_any(text, ("threema",)):
            return
        for link in _LINK.finditer(text):
            yield self.found(link.span(), link["name"].upper(), score=_LINKED)
        for name in _NAMES.find(text):
            value = self.canonical(name.name)
            # Eight letters alone are a word: "Threema: WHATEVER".
            if value is not None and _DIGIT.search(value):
                score = _LABELLED if name.is_explicit else _LOOSE
                yield self.found((name.start, name.end), value, score=score)

    @override
    def normalise(self, raw: str) -> str:
        raw = raw.strip()
        match = _LINK.fullmatch(raw) or _SPELT.fullmatch(raw)
        return (match["name"] if match else raw).upper()

    @override
    def validate(self, value: str) -> bool:
        return _VALUE.fullmatch(value) is not None

    @override
    def recognise(self, query: str) -> str | None:
        is_spelt = _LINK.fullmatch(query) or _SPELT.fullmatch(query)
        return self.canonical(query) if is_spelt else None
