"""Amounts of money: a number and the currency that stands with it."""

import re
from decimal import Decimal

from price_parser import Price

from core.errors import RecordError, shown
from core.records import Money
from crawlers.values.text import fold_whitespace, storable

MAX_RAW_CHARS = 200
CRYPTO = frozenset({"BTC", "XMR", "ETH", "LTC", "USDT"})
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
_UNIT = rf"(?:[A-Z]{{3}}\s?[$€£¥]|[$€£¥]\s?[A-Z]{{3}}\b|{_SIGN}|[A-Za-z]{{3,9}}\b)"
_NUMBER = r"\d(?:[\d.,'’\u00a0\u202f ]{0,30}\d)?"
_AMOUNT = re.compile(
    rf"(?P<before>{_UNIT})?[\s:]{{0,2}}(?P<number>{_NUMBER})\s?(?P<after>{_UNIT})?"
)
_DOT_GROUPS = re.compile(r"\d{1,3}(?:\.\d{3})+")
_COMMA_GROUPS = re.compile(r"\d{1,3}(?:,\d{3})+")


def parse_money(
    raw: str, *, default_currency: str | None = None, currency: str | None = None
) -> Money:
    """Read the first amount of a text together with its currency.

    Args:
        raw: The text, such as ``1.234,50 €`` or ``USD 12``.
        default_currency: Of an amount that shows none, and what a shared sign such as
            ``$`` means on this market.
        currency: Where the page shows it apart from the amount.

    Raises:
        RecordError: There is no amount, no currency, or one that is not known.
    """
    line = fold_whitespace(raw)[:MAX_RAW_CHARS]
    found = _best_amount(line, default_currency)
    if found is None:
        raise RecordError(f"no amount in the price {shown(raw)}")
    code = _given_code(currency, default_currency) or _code(found, default_currency)
    code = code or default_currency
    if code is None:
        raise RecordError(
            f"price has no currency: {shown(raw)}; give the market or the field a "
            "'currency', or add its sign to crawlers/values/money.py"
        )
    amount = _amount(found["number"], code, raw)
    return Money(raw=storable(line), amount=amount, currency=code)


def _best_amount(line: str, default: str | None) -> re.Match[str] | None:
    """Return the first amount that shows a currency, else the first amount."""
    matches = list(_AMOUNT.finditer(line))
    named = (match for match in matches if _code(match, default))
    return next(named, matches[0] if matches else None)


def _code(match: re.Match[str], default: str | None) -> str | None:
    signs = [match[side] for side in ("before", "after") if match[side]]
    codes = [code for sign in signs if (code := _known(sign, default))]
    if len(codes) == 2 and codes[1] in _SHARED.get(signs[0], ()):
        # "$12 CAD": the code says which dollar it is.
        return codes[1]
    return codes[0] if codes else None


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
    if upper in _WORDS:
        return _WORDS[upper]
    if sign in _SYMBOLS:
        return _SYMBOLS[sign]
    shared = _SHARED.get(sign, ())
    if default in shared:
        return default
    return shared[0] if sign in {"$", "Fr"} else None


def _amount(number: str, code: str, raw: str) -> Decimal:
    separator = _decimal_separator(number, code)
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
