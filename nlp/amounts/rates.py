"""Prices in euros and dollars, by the page's own rate or the European Central Bank's.

Source: the euro reference rates since 1999, as the package ``currencyconverter`` carries them; nothing is fetched. Coins have no reference
rate: they are converted only where the page shows the price in money as well.
"""

from collections.abc import Mapping
from datetime import date, timedelta
from decimal import Decimal
from functools import cache

from currency_converter import CurrencyConverter, RateNotFoundError

from core.offers import ConvertedPrice
from core.records import Money
from nlp.amounts.currencies import COINS
from nlp.amounts.money import numerals_in

OLDEST_DAYS = 10
"""How long a rate holds: over holidays the bank publishes none for up to five days."""
LATEST_DAYS = 92
"""How long the last rate of the table holds: the table is as old as its package."""
_CENT, _PRECISE = Decimal("0.01"), Decimal("0.000000000001")
_LARGEST = Decimal(10) ** 15
"""Beyond this an amount is no price."""


def convert_price(
    price: Money, on: date, *, page_rates: Mapping[str, Decimal] | None = None
) -> ConvertedPrice | None:
    """Return a price in euros and dollars.

    Args:
        price: With the raw text of the page: ``0.0012 BTC / $34.50`` shows its own rate.
        on: The day that it was observed.
        page_rates: Euros for one unit of a currency, where the page states them apart.

    Returns:
        ``None`` where no rate is known: nothing is converted by a guess.
    """
    dollars = euro_rate("USD", on)
    if dollars is None or price.amount > _LARGEST:
        return None
    stated = (page_rates or {}).get(price.currency) or _rate_in(price, on)
    if stated is not None and stated.is_finite() and stated > 0:
        if max(stated, stated * price.amount) > _LARGEST:
            # What a page states is not always meant.
            return None
        return _converted(price.amount, stated, on, dollars[0], "page")
    found = euro_rate(price.currency, on)
    if found is None:
        return None
    rate, day = found
    if price.currency == "EUR":
        # The dollar's rate is the one that is used.
        day = dollars[1]
    return _converted(price.amount, rate, day, dollars[0], "ECB")


def euro_rate(currency: str, on: date) -> tuple[Decimal, date] | None:
    """Return euros for one unit of a currency and the day that the rate is of.

    It is the day's own or the nearest earlier one within ``OLDEST_DAYS``. After the table's last day that day's rate goes on for
    ``LATEST_DAYS``: the day returned says so.
    """
    if currency == "EUR":
        return Decimal(1), on
    converter = _converter()
    if currency not in converter.currencies:
        return None
    last: date = converter.bounds["USD"].last_date
    if last < on <= last + timedelta(days=LATEST_DAYS):
        on = last
    for days in range(min(OLDEST_DAYS, (on - date.min).days) + 1):
        day = on - timedelta(days=days)
        try:
            rate = converter.convert(Decimal(1), currency, "EUR", date=day)
        except (RateNotFoundError, ValueError):
            # No rate on that day: a weekend, a holiday, or before the euro.
            continue
        return Decimal(rate), day
    return None


@cache
def _converter() -> CurrencyConverter:
    """Return the reference rates; reading them takes half a second, so once."""
    return CurrencyConverter(decimal=True)


def _converted(
    amount: Decimal, rate: Decimal, day: date, dollar: Decimal, source: str
) -> ConvertedPrice:
    euros = amount * rate
    return ConvertedPrice(
        eur=euros.quantize(_CENT),
        usd=(euros / dollar).quantize(_CENT),
        rate=max(rate.quantize(_PRECISE), _PRECISE),
        rate_date=day,
        rate_source=source,
    )


def _rate_in(price: Money, on: date) -> Decimal | None:
    """Return euros for a coin, where the price's own text gives it in money too."""
    if price.currency not in COINS or price.amount <= 0:
        return None
    for numeral in numerals_in(price.raw):
        if numeral.code is None or numeral.code in COINS:
            continue
        amount = numeral.amount(numeral.code)
        found = euro_rate(numeral.code, on)
        if amount and found:
            return amount * found[0] / price.amount
    return None
