"""Payment cards: whole numbers, numbers masked in part, and their leading digits."""

import re
from collections.abc import Iterator

from typing_extensions import override

from core.mentions import EntityKind
from nlp.identifiers.base import Found, Identifier
from nlp.identifiers.context import context_words, has_context, holds_any
from nlp.identifiers.money.issuers import has_check_digit, lengths_of
from nlp.identifiers.money.masking import masked

_WHOLE = re.compile(
    r"(?<![\w.,+#$€£/-])[2-6]\d{3}(?:[ -]?\d){9,15}+(?![\w$€£]|[.,-]\d)", re.ASCII
)
_GROUPED = re.compile(
    r"\d{4}([ -])\d{4}\1\d{4}\1\d{4}|\d{4}([ -])\d{6}\2\d{5}", re.ASCII
)
_PARTLY = re.compile(
    r"(?<![\w.,+#-])(?P<bin>[2-6]\d{3}[ -]?\d{2})(?P<mask>(?:[ -]?[xX*•]){4,13}+)(?:[ -]?(?P<last>\d{4}))?(?![\w*•])",
    re.ASCII,
)
_BINS = re.compile(
    r"(?<!\w)(?:(?:card )?bins?(?: ?(?:number|code|list|no\.?|nr\.?))?|iin) ?[:=#-]{0,2} ?"
    r"(?P<bins>[2-6]\d{5}(?:\d{2})?(?:(?:[,;/| ]|, | / | \| ){1,2}[2-6]\d{5}(?:\d{2})?){0,40}+)(?![\w]|[.,]\d)",
    re.IGNORECASE | re.ASCII,
)
_DIGITS = re.compile(r"\d+", re.ASCII)
_VALUE = re.compile(
    r"(?P<bin>\d{6}|\d{8})|(?P<head>\d{6})(?P<mask>\*{3,9})\d{4}", re.ASCII
)
_CONTEXT = context_words(
    [
        "cards?", "cc", "ccs", "cvv2?", "cvc", "visa", "master ?cards?", "mc", "amex", "american express",
        "discover", "maestro", "debit", "credit", "fullz", "dumps?", "bins?", "pan", "track ?[12]", "exp(?:iry)?",
        "(?:kredit)?karten?", "tarjetas?", "cartes?", "карт[аы]",
    ]
)  # fmt: skip
_CHECKED, _GROUPED_ONLY, _MASKED, _NAMED = 0.95, 0.75, 0.85, 0.9
_BIN_DIGITS, _LAST_DIGITS = 6, 4


class Card(Identifier):
    """A payment card, as much of it as may be kept.

    A whole number is read only to check it: the value keeps the leading six digits and the last four, as PCI DSS (requirement 3.4)
    allows them to be shown, and stars for the rest; the mention's text is masked alike. Of a BIN the value is its digits.
    """

    kind = EntityKind.CARD
    specificity = 0.2

    @override
    def find(self, text: str) -> Iterator[Found]:
        yield from self._whole(text)
        if holds_any(text, ("xxxx", "x x", "x-x", "**", "* *", "*-*", "••", "• •")):
            yield from self._partly(text)
        if holds_any(text, ("bin", "iin")):
            yield from self._bins(text)

    def _whole(self, text: str) -> Iterator[Found]:
        for match in _WHOLE.finditer(text):
            value = self.canonical(match[0])
            if value is None or "*" not in value:
                continue
            if has_context(text, match.span(), _CONTEXT):
                yield self.found(match.span(), value, score=_CHECKED)
            elif _GROUPED.fullmatch(match[0]):
                yield self.found(match.span(), value, score=_GROUPED_ONLY)

    def _partly(self, text: str) -> Iterator[Found]:
        for match in _PARTLY.finditer(text):
            value = self.canonical(match[0])
            is_named = has_context(text, match.span(), _CONTEXT)
            if value is not None and (is_named or "*" in value):
                yield self.found(match.span(), value, score=_MASKED)

    def _bins(self, text: str) -> Iterator[Found]:
        for listed in _BINS.finditer(text):
            for digits in _DIGITS.finditer(text, *listed.span("bins")):
                if self.validate(digits[0]):
                    yield self.found(digits.span(), digits[0], score=_NAMED)

    @override
    def shown(self, text: str) -> str:
        return masked(text) if sum(map(str.isdigit, text)) > _BIN_DIGITS + 2 else text

    @override
    def normalise(self, raw: str) -> str:
        raw = raw.strip()
        partly = _PARTLY.fullmatch(raw)
        if partly:
            return _value_of(partly)
        digits = re.sub(r"[ -]", "", raw)
        is_whole = digits.isdigit() and len(digits) in lengths_of(digits)
        return masked(digits) if is_whole and has_check_digit(digits) else raw

    @override
    def validate(self, value: str) -> bool:
        match = _VALUE.fullmatch(value)
        if match is None:
            return False
        lengths = lengths_of(value)
        return bool(lengths) and (match["bin"] is not None or len(value) in lengths)

    @override
    def recognise(self, query: str) -> str | None:
        # Six digits alone are anything.
        return self.canonical(query) if "*" in self.normalise(query) else None


def _value_of(partly: re.Match[str]) -> str:
    """Return what a masked number shows: without its last digits, or with a wrong length, the BIN alone."""
    head = re.sub(r"[ -]", "", partly["bin"])
    stars = "*" * len(re.sub(r"[ -]", "", partly["mask"]))
    last = partly["last"]
    length = len(head) + len(stars) + _LAST_DIGITS
    return f"{head}{stars}{last}" if last and length in lengths_of(head) else head
