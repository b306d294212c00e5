"""Telephone numbers that no messenger's name stands beside."""

import re
from collections.abc import Iterator

from typing_extensions import override

from core.mentions import EntityKind
from nlp.identifiers.base import Found, Identifier
from nlp.identifiers.dialling import number_from
from nlp.identifiers.messengers.numbers import numbers_by_use

_SCORE = 0.9
_SPELT = re.compile(r"(?:tel:)?[+0-9][0-9 ().-]{6,24}", re.ASCII)


class Phone(Identifier):
    """A telephone number; its value is in E.164, and some numbering plan has it."""

    kind = EntityKind.PHONE
    specificity = 0.85

    @override
    def find(self, text: str) -> Iterator[Found]:
        for number, use in numbers_by_use(text):
            if use is self.kind:
                span = (number.start, number.end)
                yield self.found(span, number.value, score=_SCORE)

    @override
    def normalise(self, raw: str) -> str:
        raw = raw.strip()
        spelt = _SPELT.fullmatch(raw)
        return (number_from(raw.removeprefix("tel:")) if spelt else None) or raw

    @override
    def validate(self, value: str) -> bool:
        return value.startswith("+") and number_from(value) == value

    @override
    def recognise(self, query: str) -> str | None:
        # Digits without a prefix are an order, a price or a date as well.
        return self.canonical(query) if query.startswith(("+", "00", "tel:+")) else None
