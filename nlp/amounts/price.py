"""Any price string to an amount and a currency, with a hint from beside it. Never raises."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal
from itertools import chain

from price_parser import Price

from nlp.amounts.currencies import COINS, MILS, codes_of
from nlp.amounts.money import MAX_LINE_CHARS, Numeral, numerals_in

_BARE_SIGN = re.compile(r"[$€£¥₽](?:\s?[A-Z]{3}\b)?|\b[A-Z]{2,3}\s?[$€£¥]")
_LETTERED_SIGN = re.compile(r"(?<![^\W\d_])[A-Z]{1,3}\s?[$£]|\$[Ub](?![^\W\d_])")
"""A sign that letters make another currency's: "J$", "AU $", "$U"."""
_WORD = re.compile(r"[^\s\d,;:()\[\]*|]+")
_STUCK = re.compile(r"[^\W\d_]+")
_LATER = re.compile(
    r".*\b(?:now|jetzt|nu|maintenant|ahora|сейчас)\b",
    re.IGNORECASE | re.DOTALL,
)
_DATE = re.compile(
    r"\s*(?:\d{1,2}[./]\d{1,2}[./]\d{2,4}|\d{4}-\d\d-\d\d|\d\d-\d\d|[^\W\d_]{3,9},? (?:19|20)\d\d)\s*"
)
_NO_PRICE = re.compile(
    r"\d\s?(?:ft|cm|mm|km|kg|%|°)\s*$|[$€£]\s?\d+\+|(?:min|мин)\.? \w{3,10}:"
)
"""A length, a weight, a share; "orders over $49+"; the least that may be ordered."""
_SIGN_FOR_POINT = re.compile(r"\d€\s?\d")
"""The sign stands where the decimal point would: "35€ 99"."""
_RANGE = re.compile(
    r"(?P<first>\d[\d.,]{0,20})\s?(?:-|–|—|to|bis|tot|à|a|до)\s?$", re.IGNORECASE
)
_DOUBLE_POINT = re.compile(r"\.{2,}(?=\d)")


@dataclass(frozen=True, slots=True)
class PriceReading:
    """What a price string says; either side may be missing."""

    amount: Decimal | None
    currency: str | None
    """ISO 4217, or the code of a coin: the likeliest of ``candidates``."""
    candidates: tuple[str, ...] = ()
    """All that its sign may stand for, the likeliest first."""

    @property
    def is_sure(self) -> bool:
        """Whether amount and currency are read, and the sign means one currency."""
        return self.amount is not None and len(self.candidates) == 1


def read_price(text: str, hint: str | None = None) -> PriceReading:
    """Return the amount and the currency of a price as shops and markets write it.

    What stands with the number counts first, then a sign of the hint, last the rarer signs (``R``, ``lei``, ``Ft``), which are words
    elsewhere. A string of the right form without any currency gives the amount alone.

    Args:
        text: The price string.
        hint: What stood beside it: a sign, a code, a label, another price.
    """
    line = _one_line(text)
    numerals = numerals_in(line)
    chosen = _stated(line, numerals)
    candidates = _first_known(
        chain(
            _lettered_signs(line),
            _signs_of(chosen),
            _bare_signs(line),
            _sure_signs(hint),
            _rare_signs(line, chosen or next(iter(numerals), None)),
            _rare_signs(_one_line(hint or ""), None),
        )
    )
    currency = candidates[0] if candidates else None
    return PriceReading(_amount(line, chosen, currency), currency, candidates)


def _one_line(text: str) -> str:
    line = " ".join(text[: 4 * MAX_LINE_CHARS].split())[:MAX_LINE_CHARS]
    return _DOUBLE_POINT.sub(".", line)


def _stated(line: str, numerals: Sequence[Numeral]) -> Numeral | None:
    """Return the number that shows a currency: the reduced one, else the first, coins last."""
    named = [one for one in numerals if one.code]
    if not named:
        return None
    later = _LATER.search(line)
    if later:
        after = (one for one in named if one.start >= later.end())
        reduced = [one for one in after if one.amount(one.code)]
        named = reduced or named
    return next((one for one in named if one.code not in COINS), named[0])


def _amount(line: str, chosen: Numeral | None, currency: str | None) -> Decimal | None:
    if _NO_PRICE.search(line) or (chosen is None and _DATE.fullmatch(line)):
        return None
    parsed: Decimal | None = Price.fromstring(line).amount
    if chosen is None:
        numerals = numerals_in(line)
        has_own_decimals = currency in COINS or currency in MILS
        is_scaled = bool(numerals) and numerals[0].scale_end > numerals[0].end
        if is_scaled or (has_own_decimals and numerals):
            return numerals[0].amount(currency)
        return parsed
    if _SIGN_FOR_POINT.search(line) and parsed is not None:
        return parsed
    before = _RANGE.search(line[: chosen.start])
    return parsed if before else chosen.amount(currency)


def _first_known(signs: Iterator[str]) -> tuple[str, ...]:
    return next((codes for sign in signs if (codes := codes_of(sign))), ())


def _signs_of(chosen: Numeral | None) -> Iterator[str]:
    if chosen is None or chosen.code is None:
        return
    fitting = (sign for sign in chosen.signs if chosen.code in codes_of(sign))
    # "$12 CAD": what has one meaning tells more than what has several.
    yield from sorted(fitting, key=lambda sign: len(codes_of(sign)))
    yield chosen.code


def _lettered_signs(line: str) -> Iterator[str]:
    for found in _LETTERED_SIGN.finditer(line):
        yield from (found[0], found[0].replace(" ", ""))


def _bare_signs(line: str) -> Iterator[str]:
    return (found[0] for found in _BARE_SIGN.finditer(line))


def _sure_signs(hint: str | None) -> Iterator[str]:
    line = _one_line(hint or "")
    chosen = _stated(line, numerals_in(line))
    yield from _signs_of(chosen)
    if chosen is None:
        yield line.strip("()[] ")
    yield from _bare_signs(line)


def _rare_signs(line: str, numeral: Numeral | None) -> Iterator[str]:
    """Yield what stands around a number, the nearest first and the longest of it first."""
    if numeral is None:
        yield from _pieces(line)
        return
    after, before = line[numeral.scale_end :].strip(), line[: numeral.start].strip()
    yield from (after, before)
    yield from chain(_pieces(after), reversed(list(_pieces(before))))


def _pieces(text: str) -> Iterator[str]:
    for word in _WORD.findall(text):
        yield word
        yield word.rstrip(".-/–!")
        yield from (stuck for stuck in _STUCK.findall(word) if len(stuck) > 1)
