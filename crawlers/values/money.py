"""Amounts of money: a number and the currency that stands with it."""

from core.records import Money
from crawlers.values.text import fold_whitespace, storable
from nlp.amounts.currencies import COINS, SHARED, code_of
from nlp.amounts.money import money_in

MAX_RAW_CHARS = 200
MAX_SIGN_CHARS = 12
CRYPTO = COINS


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
    found = money_in(line, default_currency=default_currency, currency=currency)
    return Money(raw=storable(line), amount=found.amount, currency=found.currency)


def is_currency(text: str) -> bool:
    """Return whether a text is the sign, the code or the name of a currency, and nothing else."""
    sign = text.strip("()[] ")
    if len(text) > MAX_SIGN_CHARS or any(char.isdigit() for char in text):
        return False
    return sign in SHARED or code_of(sign) is not None
