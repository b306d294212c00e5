"""Telephone numbers in a text, in the one spelling that E.164 gives them."""

import re
from collections.abc import Iterator
from functools import lru_cache
from itertools import islice
from typing import NamedTuple

from nlp.identifiers.context import WordsBefore, context_words, holds_any
from nlp.identifiers.regions import region_beside

_INTERNATIONAL = re.compile(
    r"(?<![\w+.])(?P<prefix>\+ ?|00 ?)\(?[1-9](?:[ ().-]{0,3}+\d){6,14}+", re.ASCII
)
_NATIONAL = re.compile(
    r"(?<![\w+.,#/:=$€£-])\(?\d(?:[ ().\-/]{0,2}+\d){6,14}+", re.ASCII
)
_AMERICAN = re.compile(
    r"(?:1[ .-])?(?:\(\d{3}\) ?|\d{3}[.-]| ?\d{3} )\d{3}[ .-]\d{4}", re.ASCII
)
"""How North America writes a number; nobody else groups one so."""
_SAYS = context_words(
    [
        r"(?:tele)?phones?(?: ?(?:no|nr|number))?", r"tel(?:efon|efoon|[eé]fono|éphone)?(?:nummer)?",
        "call(?: me| us| now)?", "cell(?:phone)?", "mobiles?", "mobil(?:nummer)?", "handy(?:nummer)?", "gsm",
        "whats ?app", "sms", "text (?:me|us)", "ruf(?:nummer)?", "anruf(?:en)?", "num[eé]ro", "número",
        "portable", "m[oó]vil", "celular", "cellulare", "telefoonnummer", "telefono", "телефон", "тел", "номер",
    ]
)  # fmt: skip
_SAYS_STEMS = (
    "phone", "tel", "call", "cell", "mobi", "móvil", "movil", "handy", "gsm", "whats", "sms", "text", "ruf",
    "num", "núm", "portable", "celul", "тел", "номер",
)  # fmt: skip
_MASKED = re.compile(r"[ -]?(?:[*•#?_…]|[xX]{2})|\.{2}")
_AMOUNT = re.compile(
    r" ?(?:[€$£¥%‰]|(?:usd|eur|gbp|btc|xmr|eth|dollars?|euros?|k?g|mg|ug|ml|oz|lbs?|pcs|pills?|tabs?|mm|cm|km"
    r"|hits|views|likes|followers|sales|reviews?|points?)(?![A-Za-z]))",
    re.IGNORECASE,
)
_GLUED = re.compile(r"[\w/%€$£]|[.,:-]\d")
_MOST = 2_000
"""Candidates that are read of one text, of either spelling; each costs a look into the numbering plans."""
_NEAREST_CHARS = 24
"""Between a word for a telephone and a national number."""


class Number(NamedTuple):
    """A telephone number in a clean text."""

    start: int
    end: int
    value: str
    """In E.164: ``+`` and digits."""


@lru_cache(maxsize=2)
def find_numbers(text: str) -> tuple[Number, ...]:
    """Return the telephone numbers of a clean text, in order.

    International spellings count everywhere (with 00 only beside a word for a telephone, or grouped as numbers are); national
    ones only shortly after such a word, and where a country stands beside them or their grouping tells it. Masked numbers and
    numbers that no numbering plan has are none.
    """
    found: list[Number] = []
    if holds_any(text, ("+", "00")):
        found += _international(text)
    if holds_any(text, _SAYS_STEMS):
        taken = {number.end for number in found}
        national = _national(text)
        found += (number for number in national if number.end not in taken)
    return tuple(sorted(found))


def number_from(raw: str, region: str | None = None) -> str | None:
    """Return a number in E.164, ``None`` when no numbering plan has it.

    Args:
        raw: Digits and separators; with ``+`` or ``00`` when no region is given.
        region: ISO 3166 code of the country whose national spelling it is.
    """
    digits = re.sub(r"[^0-9+]", "", raw)
    if region is None and not digits.startswith("+"):
        digits = f"+{digits.removeprefix('00')}" if digits.startswith("00") else ""
    # Some write the trunk prefix as well: +49 (0) 151.
    if digits.startswith("+") and "(0)" in raw:
        digits = re.sub(r"[^0-9+]", "", raw.replace("(0)", ""))
    return _in_plan(digits, region) if digits else None


@lru_cache(maxsize=4096)
def _in_plan(digits: str, region: str | None) -> str | None:
    # Importing the numbering plans takes a while: only behind a candidate.
    from phonenumbers import (
        NumberParseException,
        PhoneNumberFormat,
        format_number,
        is_valid_number,
        parse,
    )

    try:
        number = parse(digits, region)
    except NumberParseException:
        return None
    if not is_valid_number(number):
        return None
    return format_number(number, PhoneNumberFormat.E164)


def _international(text: str) -> Iterator[Number]:
    for match in islice(_INTERNATIONAL.finditer(text), _MOST):
        span = _whole(text, *match.span())
        if span is None:
            continue
        raw = text[slice(*span)]
        if match["prefix"][0] == "0" and not _is_grouped(raw):
            continue
        value = number_from(raw)
        if value is not None:
            yield Number(*span, value)


def _national(text: str) -> Iterator[Number]:
    candidates = list(islice(_NATIONAL.finditer(text), _MOST))
    words = WordsBefore(text, _SAYS) if candidates else None
    for match in candidates:
        word = words.nearest(match.start()) if words else None
        if word is None:
            continue
        gap = text[word.end() : match.start()]
        if len(gap) > _NEAREST_CHARS or any(char in "\n0123456789" for char in gap):
            continue
        span = _whole(text, *match.span())
        if span is not None:
            yield from _of_region(text, *span)


def _of_region(text: str, start: int, end: int) -> Iterator[Number]:
    raw = text[start:end]
    region = region_beside(text, start, end)
    if region is None and _AMERICAN.fullmatch(raw):
        region = "US"
    if region is None and not raw.startswith("00"):
        return
    value = number_from(raw, None if raw.startswith("00") else region)
    if value is not None:
        yield Number(start, end, value)


def _whole(text: str, start: int, end: int) -> tuple[int, int] | None:
    """Return where a number ends; ``None`` when it is masked or an amount.

    The digits of "24/7" or "100€" behind a number are not its own.
    """
    if _GLUED.match(text, end):
        last_blank = text.rfind(" ", start + 1, end)
        if last_blank < 0:
            return None
        return start, last_blank
    if _MASKED.match(text, end) or _AMOUNT.match(text, end):
        return None
    return start, end


def _is_grouped(raw: str) -> bool:
    return re.search(r"\d[ ().-]+\d", raw[2:].strip()) is not None
