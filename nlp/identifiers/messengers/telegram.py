"""Telegram handles: links, ``@`` names near the messenger's name, labelled names."""

import re
from collections.abc import Iterator

from typing_extensions import override

from core.mentions import EntityKind
from nlp.identifiers.base import Found, Identifier
from nlp.identifiers.context import holds_any
from nlp.identifiers.messengers.labelled import LabelledNames

_NAME = r"[A-Za-z][A-Za-z0-9_]{4,31}"
_VALUE = re.compile(r"[a-z][a-z0-9_]{4,31}", re.ASCII)
_DOT = r"(?: ?\. ?| ?[\[({] ?(?:dot|punkt|\.) ?[\])}] ?| dot )"
_LINK = re.compile(
    r"(?<![A-Za-z0-9.@-])(?:h(?:tt|xx)ps?(?:://|\[:\]//))?(?:www\.)?"
    rf"(?:(?:t|telegram){_DOT}(?:me|dog) ?/ ?(?:s/)?@?|tg://resolve\?domain=)"
    rf"(?P<name>{_NAME})(?![A-Za-z0-9_])(?!/\d*\w*-)",
    re.IGNORECASE | re.ASCII,
)
_SPELT = re.compile(
    rf"(?:@|(?:telegram|tg) ?: ?@?)(?P<name>{_NAME})", re.IGNORECASE | re.ASCII
)
_NO_HANDLES = frozenset(
    """
    addemoji addlist addstickers addtheme boost confirmphone contact giftcode invoice
    joinchat login proxy setlanguage share socks
    """.split()  # noqa: SIM905  (a paragraph of words is easier to keep than a column)
)
"""Paths of Telegram's link service that are no accounts."""
_LINKED, _LABELLED, _LOOSE = 0.99, 0.9, 0.75
_LINK_STEMS = ("me/", "me /", "dog/", "dog /", "tg://")

_NAMES = LabelledNames(
    "telegram",
    r"(?:telegramm?|tg|tele|телеграмм?|телега)",
    _NAME,
    stems=("tele", "tg", "теле"),
)


class Telegram(Identifier):
    """A public name on Telegram: a person, a group or a channel."""

    kind = EntityKind.TELEGRAM
    specificity = 0.8

    @override
    def find(self, text: str) -> Iterator[Found]:
        if holds_any(text, _LINK_STEMS):
            yield from self._links(text)
        for name in _NAMES.find(text):
            value = name.name.lower()
            if self.validate(value):
                score = _LABELLED if name.is_explicit else _LOOSE
                yield self.found((name.start, name.end), value, score=score)

    def _links(self, text: str) -> Iterator[Found]:
        for link in _LINK.finditer(text):
            value = self.canonical(link["name"])
            if value is not None:
                yield self.found(link.span(), value, score=_LINKED)

    @override
    def normalise(self, raw: str) -> str:
        match = _LINK.fullmatch(raw.strip()) or _SPELT.fullmatch(raw.strip())
        return (match["name"] if match else raw).lower()

    @override
    def validate(self, value: str) -> bool:
        return _VALUE.fullmatch(value) is not None and value not in _NO_HANDLES

    @override
    def recognise(self, query: str) -> str | None:
        # A bare word would make every search a handle.
        is_spelt = _LINK.fullmatch(query) or _SPELT.fullmatch(query)
        return self.canonical(query) if is_spelt else None
