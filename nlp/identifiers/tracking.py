"""Parcel numbers, of the carriers whose numbers have a check digit."""

import re
from collections.abc import Callable, Iterator, Mapping
from types import MappingProxyType

from typing_extensions import override

from core.mentions import EntityKind
from nlp.identifiers.base import Found, Identifier
from nlp.identifiers.carriers import is_dhl, is_fedex, is_s10, is_ups, is_usps
from nlp.identifiers.context import context_words, has_context, holds_any

_LETTERED = re.compile(
    r"(?<![A-Za-z0-9])(?:(?P<s10>[A-Z]{2} ?\d{3} ?\d{3} ?\d{2} ?\d ?[A-Z]{2})|(?P<ups>1Z(?: ?[0-9A-Z]){16}))(?![A-Za-z0-9])",
    re.ASCII,
)
_DIGITS = re.compile(
    r"(?<![\w+.,$€£#/-])\d(?: ?\d){9,21}+(?![\w$€£%]|[.,/-]\d)", re.ASCII
)
_CHECKS: Mapping[str, Callable[[str], bool]] = MappingProxyType(
    {"fedex": is_fedex, "usps": is_usps, "dhl": is_dhl}
)
_CARRIERS = context_words(
    ["(?P<fedex>fed ?ex)", "(?P<usps>usps|us mail|priority mail)", "(?P<dhl>dhl)"]
)
_SAYS = context_words(
    [
        "tracking",
        "track",
        "tracked",
        "trk",
        "parcel",
        "shipment",
        "sendungsnummer",
        "tn",
    ]
)
_STEMS = ("fedex", "fed ex", "usps", "us mail", "priority mail", "dhl", "track")
_NAMED = 0.85
_USPS_DIGITS = frozenset({20, 22})


class Tracking(Identifier):
    """The number of a parcel; numbers of digits alone count only beside their carrier's name."""

    kind = EntityKind.TRACKING
    specificity = 0.4

    @override
    def find(self, text: str) -> Iterator[Found]:
        for match in _LETTERED.finditer(text):
            value = self.canonical(match[0])
            if value is not None:
                yield self.found(match.span(), value)
        if not holds_any(text, _STEMS):
            return
        for match in _DIGITS.finditer(text):
            value = match[0].replace(" ", "")
            if _is_named(text, match.span(), value):
                yield self.found(match.span(), value, score=_NAMED)

    @override
    def normalise(self, raw: str) -> str:
        return re.sub(r"[ -]", "", raw).upper()

    @override
    def validate(self, value: str) -> bool:
        checks = (is_s10, is_ups, *_CHECKS.values())
        # A row of one digit is a placeholder.
        return len(set(value[2:])) > 1 and any(check(value) for check in checks)

    @override
    def recognise(self, query: str) -> str | None:
        # Ten or twelve digits are an order as well.
        value = self.canonical(query)
        return value if value is not None and not value.isdigit() else None


def _is_named(text: str, span: tuple[int, int], value: str) -> bool:
    """Whether the carrier whose check digit is right stands beside a number."""
    if len(set(value)) == 1:
        return False
    if len(value) in _USPS_DIGITS and is_usps(value):
        return has_context(text, span, _SAYS) or has_context(text, span, _CARRIERS)
    start, end = span
    words = [*_CARRIERS.finditer(text, max(0, start - 40), start)][-1:]
    words += _CARRIERS.finditer(text, end, end + 25)
    return any(_CHECKS[word.lastgroup or ""](value) for word in words)
