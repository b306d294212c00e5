"""Amounts of money in a line: each number, the signs beside it, and the one that is the price."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from price_parser import Price

from core.errors import RecordError, shown
from nlp.amounts.currencies import COINS, MILS, PARTS, SHARED, SYMBOLS, code_of

MAX_LINE_CHARS = 500
_SIGN = "|".join(
    re.escape(sign) for sign in sorted((*SYMBOLS, *SHARED), key=len, reverse=True)
)
_UNIT = (
    rf"(?:[A-Z]{{3}}\s?[$€£¥]|[$€£¥]\s?[A-Z]{{3}}\b|{_SIGN}|[mM]Ƀ"
    r"|[^\W\d_]{3,9}(?![^\W\d_]))"
)
_GROUPED = r"\d{1,3}(?:[\u00a0\u202f '’]\d{3})+(?!\d)(?:[.,]\d{1,18})?"
_NUMBER = (
    rf"(?:{_GROUPED}|\d[\d.,]{{0,30}}[.,]\s\d\d(?![\d.,])"
    r"|\d(?:[\d.,'’]{0,30}\d)?|(?<![\d.,])[.,]\d{1,2}(?![\d.,]))"
)
_APART = re.compile(r"[\s'’]")
_THOUSAND, _MILLION = Decimal(1000), Decimal(1_000_000)
_SCALES = {
    **dict.fromkeys(("thousand", "tausend", "duizend", "тыс"), _THOUSAND),
    **dict.fromkeys(("millions?", "millionen", "miljoen", "millones", "mio", "mln", "млн"), _MILLION),
}  # fmt: skip
"""Words between a number and its currency that multiply it: patterns, matched whole."""
_AMOUNT = re.compile(
    rf"(?P<before>{_UNIT})?[\s:.)\]]{{0,2}}?(?P<number>{_NUMBER})"
    rf"(?:(?P<kilo>[kK](?![A-Za-z]))|\s?(?P<scale>(?i:{'|'.join(_SCALES)}))(?![^\W\d_])\.?)?"
    rf"(?:[.,][-–—])?\s?[(\[]?(?P<after>{_UNIT})?"
)
_MORE_DIGITS = re.compile(r"\s?\d")
_COUNTED_IN_COINS = re.compile(rf"\D{{0,20}}{_NUMBER}\s?[(\[/|≈~=]")
"""An amount without a currency, and the same in a coin after it."""
_CENTS = re.compile(r"[.,]\d{2}$")
_DOT_GROUPS = re.compile(r"\d{1,3}(?:\.\d{3})+")
_COMMA_GROUPS = re.compile(r"\d{1,3}(?:,\d{3})+")


@dataclass(frozen=True, slots=True)
class AmountOfMoney:
    """A number with its currency."""

    amount: Decimal
    currency: str
    """ISO 4217, or the code of a coin."""


@dataclass(frozen=True, slots=True)
class Numeral:
    """A number of a line, and the signs that stand with it."""

    number: str
    start: int
    end: int
    """Where the number itself stands in the line."""
    signs: tuple[str, ...]
    scale: Decimal
    """What it is multiplied by, as written behind it: "3.5k", "2 million"."""
    scale_end: int
    """Where that ends; the number's own end without one."""
    code: str | None

    def amount(self, code: str | None) -> Decimal | None:
        """Return the number, which reads otherwise in coins than in money."""
        plain = read_number(self.number, code)
        return None if plain is None else plain * self._factor()

    def _factor(self) -> Decimal:
        """Return what the number counts: thousands, or parts of a coin."""
        factor = self.scale
        for sign in self.signs:
            part = PARTS.get(sign.upper())
            if part is not None:
                factor *= part[1]
        return factor


def money_in(
    line: str, *, default_currency: str | None = None, currency: str | None = None
) -> AmountOfMoney:
    """Return the price that a line states.

    Of several amounts it is the first in the currency that is asked for, else the first that is not in a coin, else the first that
    shows a currency: ``0.0012 BTC / $34.50`` is 34.50 USD.

    Args:
        line: One line, such as ``1.234,50 €`` or ``USD 12``.
        default_currency: Of an amount that shows none, and what a shared sign such as
            ``$`` means here.
        currency: Where it is shown apart from the amount.

    Raises:
        RecordError: There is no amount, no currency, or one that is not known.
    """
    numerals = numerals_in(line, default_currency)
    if not numerals:
        raise RecordError(f"no amount in the price {shown(line)}")
    given = _given_code(currency, default_currency)
    found = _chosen(numerals, line, given, default_currency)
    code = given or found.code or default_currency
    if code is None:
        raise RecordError(
            f"price has no currency: {shown(line)}; give the market or the field a "
            "'currency', or add its sign to nlp/amounts/currencies.py"
        )
    amount = found.amount(code)
    if amount is None:
        raise RecordError(f"no amount in the price {shown(line)}")
    return AmountOfMoney(amount, code)


def numerals_in(line: str, default: str | None = None) -> list[Numeral]:
    """Return the numbers of a line in order, each with the signs that are its own."""
    line = line[:MAX_LINE_CHARS]
    numerals = []
    start = 0
    while match := _AMOUNT.search(line, start):
        start = match.end()
        if _is_cut(line, *match.span("number")):
            continue
        signs = [match[side] for side in ("before", "after") if match[side]]
        if len(signs) == 2 and _MORE_DIGITS.match(line, match.end("after")):
            # "BTC 0.0012 USD 34.50": the second sign belongs to the second amount.
            start = match.start("after")
            signs.pop()
        numerals.append(
            Numeral(
                match["number"],
                *match.span("number"),
                signs=tuple(signs),
                scale=_scale_of(match),
                scale_end=max(match.end(part) for part in ("number", "kilo", "scale")),
                code=_code(signs, default),
            )
        )
    return numerals


def _is_cut(line: str, start: int, end: int) -> bool:
    """Whether digits go on beside a number: it is part of a longer one than any price."""
    return line[max(0, start - 1) : start].isdigit() or line[end : end + 1].isdigit()


def _scale_of(match: re.Match[str]) -> Decimal:
    if match["kilo"]:
        return _THOUSAND
    word = (match["scale"] or "").lower()
    fitting = (scale for form, scale in _SCALES.items() if re.fullmatch(form, word))
    return next(fitting, Decimal(1))


def read_number(number: str, code: str | None) -> Decimal | None:
    """Return what a number with any separators says, ``None`` when it says nothing."""
    number = _APART.sub("", number)
    separator = _decimal_separator(number, code)
    if number[:1] in {".", ","}:
        # ".75" is less than one.
        number, separator = f"0{number}", number[0]
    amount: Decimal | None = Price.fromstring(
        number, decimal_separator=separator
    ).amount
    return None if amount is None or amount < 0 else amount


def _chosen(
    numerals: Sequence[Numeral], line: str, given: str | None, default: str | None
) -> Numeral:
    wanted = given or default
    named = [found for found in numerals if found.code]
    for found in named:
        if found.code == wanted:
            return found
    fiat = [found for found in named if found.code not in COINS]
    if fiat:
        return fiat[0]
    first = numerals[0]
    if named and default not in COINS and _is_in_coins_too(first, line, default):
        return first
    if not named and _stand_alone(numerals, line):
        raise RecordError(
            f"several amounts and no currency in the price {shown(line)}; point the "
            "field's selector or regex at one"
        )
    return named[0] if named else first


def _is_in_coins_too(found: Numeral, line: str, default: str | None) -> bool:
    """Return whether the first amount is the market's own: ``34.50 (0.0012 BTC)``."""
    plain = default is not None and found.code is None
    cents = _CENTS.search(found.number) is not None
    return plain and cents and _COUNTED_IN_COINS.match(line) is not None


def _stand_alone(numerals: Sequence[Numeral], line: str) -> bool:
    """Return whether two numbers stand with nothing between them, so that neither is the price."""
    if len(numerals) < 2:
        return False
    between = line[numerals[0].end : numerals[1].start]
    return between.isspace()


def _code(signs: Sequence[str], default: str | None) -> str | None:
    codes = [code for sign in signs if (code := code_of(sign, default))]
    if len(codes) == 2 and codes[1] in SHARED.get(signs[0], ()):
        # "$12 CAD": the code says which dollar it is.
        return codes[1]
    return codes[0] if codes else None


def _given_code(currency: str | None, default: str | None) -> str | None:
    if currency is None or not currency.strip():
        return None
    code = code_of(currency.strip(), default)
    if code is None:
        raise RecordError(f"not a known currency: {shown(currency)}")
    return code


def _decimal_separator(number: str, code: str | None) -> str | None:
    """Return what parts the decimals, or None where the library's rule is right."""
    if "." in number and "," in number:
        return max(".,", key=number.rfind)
    if (code in COINS or code in MILS) and number.count(".") + number.count(",") == 1:
        # Three decimals are common there: 0.125 BTC, never 125 BTC.
        return "." if "." in number else ","
    if _DOT_GROUPS.fullmatch(number):
        return ","
    if _COMMA_GROUPS.fullmatch(number):
        return "."
    return None
