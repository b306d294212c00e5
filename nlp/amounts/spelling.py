"""How prices are spelt in a text's tokens, and the one spelling that mentions use."""

from decimal import Decimal

from nlp.amounts.currencies import CODES, COINS, SYMBOLS, WORDS
from nlp.amounts.numbers import plain
from nlp.amounts.units import UNITS

_NEVER = frozenset({"try", "cop", "sar", "all", "kes"})
"""Codes that are words in running text."""
_SLANG = {
    "$": "USD",
    "bucks": "USD",
    "buck": "USD",
    "quid": "GBP",
    "eu": "EUR",
    "baht": "THB",
    "zl": "PLN",
    "reais": "BRL",
    "kc": "CZK",
    "₫": "VND",
}
_SPELLINGS = {
    **{code.lower(): code for code in (*CODES, *COINS)},
    **{word.lower(): code for word, code in WORDS.items()},
    **{sign.lower(): code for sign, code in SYMBOLS.items()},
    **_SLANG,
}
LETTERED = {
    sign.lower().removesuffix("$"): code
    for sign, code in SYMBOLS.items()
    if sign.endswith("$")
} | {"tt": "TTD", "bz": "BZD", "j": "JMD", "rd": "DOP"}
"""Letters that stand before a dollar sign, in lower case, to the currency."""
DOLLARS = frozenset({"USD", "AUD", "CAD", "NZD", "HKD", "SGD", "MXN", "COP", "ARS"})
"""What a dollar sign may mean."""
CURRENCIES = {
    spelling: code
    for spelling, code in _SPELLINGS.items()
    if spelling not in _NEVER and spelling not in UNITS
}
"""Sign, code or name, in lower case, to the code that records use."""


def price_value(number: Decimal, currency: str) -> str:
    """Return a price in its one spelling: two decimals, or all of them for coins."""
    is_coin = currency in COINS - {"USDT", "USDC"}
    return f"{plain(number) if is_coin else f'{number:.2f}'} {currency}"
