"""Amounts of money: a number and the currency that stands with it."""

import re
from dataclasses import dataclass
from decimal import Decimal

from price_parser import Price

from core.errors import RecordError, shown
from core.records import Money
from crawlers.values.text import fold_whitespace, storable

MAX_RAW_CHARS = 200
MAX_SIGN_CHARS = 12
CRYPTO = frozenset(
    {"BTC", "XMR", "ETH", "LTC", "USDT", "USDC", "BCH", "ZEC", "DASH", "DOGE"}
)
_PARTS = {
    "MBTC": ("BTC", Decimal("0.001")),
    "MɃ": ("BTC", Decimal("0.001")),
    "UBTC": ("BTC", Decimal("0.000001")),
    "ΜBTC": ("BTC", Decimal("0.000001")),
    "SAT": ("BTC", Decimal("0.00000001")),
    "SATS": ("BTC", Decimal("0.00000001")),
    "SATOSHI": ("BTC", Decimal("0.00000001")),
    "SATOSHIS": ("BTC", Decimal("0.00000001")),
}
"""Parts of a coin that stand for a currency, in upper case."""
_CODES = frozenset(
    [
        "USD",
        "EUR",
        "GBP",
        "AUD",
        "CAD",
        "NZD",
        "CHF",
        "SEK",
        "NOK",
        "DKK",
        "PLN",
        "CZK",
        "HUF",
        "RON",
        "BGN",
        "RUB",
        "UAH",
        "TRY",
        "JPY",
        "CNY",
        "HKD",
        "SGD",
        "INR",
        "KRW",
        "BRL",
        "MXN",
        "ZAR",
        "ILS",
        "THB",
        "AED",
        "SAR",
        "IDR",
        "MYR",
        "PHP",
        "TWD",
        "VND",
        "ARS",
        "CLP",
        "COP",
        "EGP",
        "NGN",
        "KES",
        "ISK",
        "RSD",
        "GEL",
        "KZT",
        "BYN",
    ]
)
_WORDS = {
    "EURO": "EUR",
    "EUROS": "EUR",
    "DOLLAR": "USD",
    "DOLLARS": "USD",
    "POUNDS": "GBP",
    "BITCOIN": "BTC",
    "BITCOINS": "BTC",
    "XBT": "BTC",
    "MONERO": "XMR",
    "LITECOIN": "LTC",
    "ETHER": "ETH",
    "ETHEREUM": "ETH",
    "TETHER": "USDT",
    "RMB": "CNY",
    "РУБ": "RUB",
    "РУБЛЕЙ": "RUB",
    "РУБЛЯ": "RUB",
    "РУБЛЬ": "RUB",
    "ГРН": "UAH",
    "ГРИВЕН": "UAH",
    "ЕВРО": "EUR",
    "ДОЛЛАРОВ": "USD",
    "DÓLARES": "USD",
    "DOLARES": "USD",
    "ZŁOTYCH": "PLN",
    "KRONOR": "SEK",
    "FRANKEN": "CHF",
    "PFUND": "GBP",
    "FRANCS": "CHF",
    "LIVRES": "GBP",
}
_SYMBOLS = {
    "US$": "USD",
    "A$": "AUD",
    "AU$": "AUD",
    "C$": "CAD",
    "CA$": "CAD",
    "NZ$": "NZD",
    "HK$": "HKD",
    "S$": "SGD",
    "R$": "BRL",
    "MX$": "MXN",
    "€": "EUR",
    "£": "GBP",
    "₿": "BTC",
    "ɱ": "XMR",
    "Ξ": "ETH",
    "Ł": "LTC",
    "₮": "USDT",
    "₹": "INR",
    "₽": "RUB",
    "₴": "UAH",
    "₺": "TRY",
    "₩": "KRW",
    "₪": "ILS",
    "฿": "BTC",
    "Ƀ": "BTC",
    "zł": "PLN",
    "Kč": "CZK",
}
_SHARED = {
    "$": ("USD", "AUD", "CAD", "NZD", "HKD", "SGD", "MXN"),
    "¥": ("JPY", "CNY"),
    "kr": ("SEK", "NOK", "DKK"),
    "Fr": ("CHF",),
}
"""Signs of several currencies: the market's own wins, else the first of ``$``."""
_SIGN = "|".join(
    re.escape(sign) for sign in sorted((*_SYMBOLS, *_SHARED), key=len, reverse=True)
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
_AMOUNT = re.compile(
    rf"(?P<before>{_UNIT})?[\s:.)\]]{{0,2}}?(?P<number>{_NUMBER})"
    rf"(?P<kilo>[kK](?![A-Za-z]))?(?:[.,][-–—])?\s?[(\[]?(?P<after>{_UNIT})?"
)
_MORE_DIGITS = re.compile(r"\s?\d")
_COUNTED_IN_COINS = re.compile(rf"\D{{0,20}}{_NUMBER}\s?[(\[/|≈~=]")
"""An amount without a currency, and the same in a coin after it."""
_CENTS = re.compile(r"[.,]\d{2}$")
_DOT_GROUPS = re.compile(r"\d{1,3}(?:\.\d{3})+")
_COMMA_GROUPS = re.compile(r"\d{1,3}(?:,\d{3})+")


@dataclass(frozen=True, slots=True)
class _Found:
    """A number of a text, and the signs that stand with it."""

    number: str
    signs: tuple[str, ...]
    kilo: bool
    code: str | None


def parse_money(
    raw: str, *, default_currency: str | None = None, currency: str | None = None
) -> Money:
    """Read an amount of a text together with its currency.

    Of several it is the first in the currency that is asked for, else the first that is not in a coin, else the first that shows a
    currency: ``0.0012 BTC / $34.50`` is 34.50 USD.

    Args:
        raw: The text, such as ``1.234,50 €`` or ``USD 12``.
        default_currency: Of an amount that shows none, and what a shared sign such as
            ``$`` means on this market.
        currency: Where the page shows it apart from the amount.

    Raises:
        RecordError: There is no amount, no currency, or one that is not known.
    """
    line = fold_whitespace(raw)[:MAX_RAW_CHARS]
    amounts = _amounts(line, default_currency)
    if not amounts:
        raise RecordError(f"no amount in the price {shown(raw)}")
    given = _given_code(currency, default_currency)
    found = _chosen(amounts, line, given, default_currency)
    code = given or found.code or default_currency
    if code is None:
        raise RecordError(
            f"price has no currency: {shown(raw)}; give the market or the field a "
            "'currency', or add its sign to crawlers/values/money.py"
        )
    amount = _amount(found.number, code, raw) * _factor(found)
    return Money(raw=storable(line), amount=amount, currency=code)


def is_currency(text: str) -> bool:
    """Return whether a text is the sign, the code or the name of a currency, and nothing else."""
    sign = text.strip("()[] ")
    if len(text) > MAX_SIGN_CHARS or any(char.isdigit() for char in text):
        return False
    return sign in _SHARED or _known(sign, None) is not None


def _amounts(line: str, default: str | None) -> list[_Found]:
    amounts = []
    start = 0
    while match := _AMOUNT.search(line, start):
        start = match.end()
        signs = [match[side] for side in ("before", "after") if match[side]]
        if len(signs) == 2 and _MORE_DIGITS.match(line, match.end("after")):
            # "BTC 0.0012 USD 34.50": the second sign belongs to the second amount.
            start = match.start("after")
            signs.pop()
        amounts.append(
            _Found(
                number=match["number"],
                signs=tuple(signs),
                kilo=match["kilo"] is not None,
                code=_code(signs, default),
            )
        )
    return amounts


def _chosen(
    amounts: list[_Found], line: str, given: str | None, default: str | None
) -> _Found:
    wanted = given or default
    named = [found for found in amounts if found.code]
    for found in named:
        if found.code == wanted:
            return found
    fiat = [found for found in named if found.code not in CRYPTO]
    if fiat:
        return fiat[0]
    first = amounts[0]
    if named and default not in CRYPTO and _is_in_coins_too(first, line, default):
        return first
    if not named and _stand_alone(amounts, line):
        raise RecordError(
            f"several amounts and no currency in the price {shown(line)}; point the "
            "field's selector or regex at one"
        )
    return named[0] if named else first


def _is_in_coins_too(found: _Found, line: str, default: str | None) -> bool:
    """Return whether the first amount is the market's own: ``34.50 (0.0012 BTC)``."""
    plain = default is not None and found.code is None
    cents = _CENTS.search(found.number) is not None
    return plain and cents and _COUNTED_IN_COINS.match(line) is not None


def _stand_alone(amounts: list[_Found], line: str) -> bool:
    """Return whether two numbers stand with nothing between them, so that neither is the price."""
    pair = [re.escape(found.number) for found in amounts[:2]]
    return len(pair) == 2 and re.search(rf"{pair[0]}\s+{pair[1]}", line) is not None


def _code(signs: list[str], default: str | None) -> str | None:
    codes = [code for sign in signs if (code := _known(sign, default))]
    if len(codes) == 2 and codes[1] in _SHARED.get(signs[0], ()):
        # "$12 CAD": the code says which dollar it is.
        return codes[1]
    return codes[0] if codes else None


def _factor(found: _Found) -> Decimal:
    """Return what the number counts: thousands, or parts of a coin."""
    factor = Decimal(1000) if found.kilo else Decimal(1)
    for sign in found.signs:
        part = _PARTS.get(sign.upper())
        if part is not None:
            factor *= part[1]
    return factor


def _given_code(currency: str | None, default: str | None) -> str | None:
    if currency is None or not currency.strip():
        return None
    code = _known(currency.strip(), default)
    if code is None:
        raise RecordError(f"not a known currency: {shown(currency)}")
    return code


def _known(sign: str, default: str | None) -> str | None:
    upper = sign.upper()
    for code in (upper[:3], upper[-3:]):
        # The sign beside it says less: "CAD$", "$ CAD".
        if code in _CODES and not upper.replace(code, "", 1).strip().isalpha():
            return code
    if upper in CRYPTO:
        return upper
    if upper in _PARTS:
        return _PARTS[upper][0]
    if upper in _WORDS:
        return _WORDS[upper]
    if sign in _SYMBOLS:
        return _SYMBOLS[sign]
    shared = _SHARED.get(sign, ())
    if default in shared:
        return default
    return shared[0] if sign in {"$", "Fr"} else None


def _amount(number: str, code: str, raw: str) -> Decimal:
    number = _APART.sub("", number)
    separator = _decimal_separator(number, code)
    if number[0] in ".,":
        # ".75" is less than one.
        number, separator = f"0{number}", number[0]
    price = Price.fromstring(number, decimal_separator=separator)
    if price.amount is None or price.amount < 0:
        raise RecordError(f"no amount in the price {shown(raw)}")
    return price.amount


def _decimal_separator(number: str, code: str) -> str | None:
    """Return what parts the decimals, or None where the library's rule is right."""
    if "." in number and "," in number:
        return max(".,", key=number.rfind)
    if code in CRYPTO and number.count(".") + number.count(",") == 1:
        # Three decimals are common in coins: 0.125 BTC, never 125 BTC.
        return "." if "." in number else ","
    if _DOT_GROUPS.fullmatch(number):
        return ","
    if _COMMA_GROUPS.fullmatch(number):
        return "."
    return None
