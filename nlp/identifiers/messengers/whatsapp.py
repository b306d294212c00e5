"""WhatsApp accounts: links with a number, numbers beside the messenger's name."""

import re
from collections.abc import Iterator

from typing_extensions import override

from core.mentions import EntityKind
from nlp.identifiers.base import Found, Identifier
from nlp.identifiers.context import holds_any
from nlp.identifiers.dialling import number_from
from nlp.identifiers.messengers.numbers import numbers_by_use

_DOT = r"(?: ?\. ?| ?[\[({] ?(?:dot|\.) ?[\])}] ?)"
_LINK = re.compile(
    r"(?<![A-Za-z0-9.@-])(?:h(?:tt|xx)ps?://)?(?:www\.)?"
    rf"(?:wa{_DOT}me ?/ ?|(?:api\.|web\.)?whatsapp{_DOT}com/send/?\?phone=|whatsapp://send/?\?phone=)"
    r"(?:\+|%2B)?(?P<number>[1-9][0-9]{6,14})(?![0-9])",
    re.IGNORECASE | re.ASCII,
)
_SPELT = re.compile(r"whats ?app ?: ?(?P<number>\+[0-9 ().-]{7,24})", re.IGNORECASE)
_LINKED, _LABELLED = 0.99, 0.95
_MOST_LINKS = 2_000


class WhatsApp(Identifier):
    """An account of WhatsApp: the telephone number that it was opened with, in E.164."""

    kind = EntityKind.WHATSAPP
    specificity = 0.85

    @override
    def find(self, text: str) -> Iterator[Found]:
        if holds_any(text, ("wa.me", "wa .", "wa.", "wa[", "wa (", "wa(", "phone=")):
            yield from self._links(text)
        for number, use in numbers_by_use(text):
            if use is self.kind:
                span = (number.start, number.end)
                yield self.found(span, number.value, score=_LABELLED)

    def _links(self, text: str) -> Iterator[Found]:
        for link, _ in zip(_LINK.finditer(text), range(_MOST_LINKS), strict=False):
            value = number_from(f"+{link['number']}")
            if value is not None:
                yield self.found(link.span(), value, score=_LINKED)

    @override
    def normalise(self, raw: str) -> str:
        raw = raw.strip()
        link = _LINK.fullmatch(raw)
        spelt = _SPELT.fullmatch(raw)
        digits = f"+{link['number']}" if link else spelt["number"] if spelt else raw
        return number_from(digits) or raw

    @override
    def validate(self, value: str) -> bool:
        return value.startswith("+") and number_from(value) == value

    @override
    def recognise(self, query: str) -> str | None:
        # A bare number is a telephone's first of all.
        is_spelt = _LINK.fullmatch(query) or _SPELT.fullmatch(query)
        return self.canonical(query) if is_spelt else None
