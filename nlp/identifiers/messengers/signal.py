"""Signal accounts: links, numbers and user names beside the messenger's name."""

import re
from collections.abc import Iterator
from itertools import islice

from typing_extensions import override

from core.mentions import EntityKind
from nlp.identifiers.base import Found, Identifier
from nlp.identifiers.context import holds_any
from nlp.identifiers.dialling import number_from
from nlp.identifiers.messengers.labelled import LabelledNames
from nlp.identifiers.messengers.numbers import numbers_by_use

_DOT = r"(?: ?\. ?| ?[\[({] ?(?:dot|\.) ?[\])}] ?)"
_LINK = re.compile(
    rf"(?<![A-Za-z0-9.@-])(?:(?:h(?:tt|xx)ps?|sgnl)://)?signal{_DOT}me/?#p/(?P<number>\+[1-9][0-9]{{6,14}})(?![0-9])",
    re.IGNORECASE | re.ASCII,
)
_NAME = r"[A-Za-z_][A-Za-z0-9_]{2,31}\.[0-9]{2,9}"
_VALUE = re.compile(r"[a-z_][a-z0-9_]{2,31}\.[0-9]{2,9}", re.ASCII)
_SPELT = re.compile(
    rf"signal ?: ?@?(?P<id>{_NAME}|\+[0-9 ().-]{{7,24}})", re.IGNORECASE | re.ASCII
)
_LINKED, _LABELLED = 0.99, 0.95
_MOST_LINKS = 2_000

_NAMES = LabelledNames(
    "signal", r"(?:signal|сигнал)", _NAME, stems=("signal", "сигнал")
)


class Signal(Identifier):
    """An account of Signal: a telephone number in E.164, or a user name with its digits (``name.01``)."""

    kind = EntityKind.SIGNAL
    specificity = 0.85

    @override
    def find(self, text: str) -> Iterator[Found]:
        if not holds_any(text, ("signal", "сигнал")):
            return
        for link in islice(_LINK.finditer(text), _MOST_LINKS):
            linked = number_from(link["number"])
            if linked is not None:
                yield self.found(link.span(), linked, score=_LINKED)
        for number, use in numbers_by_use(text):
            if use is self.kind:
                span = (number.start, number.end)
                yield self.found(span, number.value, score=_LABELLED)
        for name in _NAMES.find(text):
            value = name.name.lower()
            if self.validate(value):
                yield self.found((name.start, name.end), value, score=_LABELLED)

    @override
    def normalise(self, raw: str) -> str:
        raw = raw.strip()
        match = _LINK.fullmatch(raw)
        spelt = _SPELT.fullmatch(raw)
        account = match["number"] if match else spelt["id"] if spelt else raw
        account = account.removeprefix("@")
        return (number_from(account) if account[:1] == "+" else None) or account.lower()

    @override
    def validate(self, value: str) -> bool:
        if value.startswith("+"):
            return number_from(value) == value
        name, _, digits = value.rpartition(".")
        # Signal gives out 01 and up; a number never begins with two noughts.
        return _VALUE.fullmatch(value) is not None and bool(name) and digits != "00"

    @override
    def recognise(self, query: str) -> str | None:
        # "file.01" is no account without the messenger's name.
        is_spelt = _LINK.fullmatch(query) or _SPELT.fullmatch(query)
        return self.canonical(query) if is_spelt else None
