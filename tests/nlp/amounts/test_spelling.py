from decimal import Decimal

from core.records import Money
from nlp.amounts.spelling import CURRENCIES, price_value
from nlp.amounts.units import UNITS


def test_price_value_keeps_the_decimals_of_coins() -> None:
    assert price_value(Decimal(150), "EUR") == "150.00 EUR"
    assert price_value(Decimal("0.00512"), "BTC") == "0.00512 BTC"


def test_currencies_are_codes_that_records_take() -> None:
    for code in sorted(set(CURRENCIES.values())):
        assert Money(raw="1", amount=Decimal(1), currency=code).currency == code


def test_units_and_currencies_do_not_collide() -> None:
    assert UNITS.keys().isdisjoint(CURRENCIES)
