from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.records import Money
from nlp.ner.measures import CURRENCIES, UNITS, number_from, plain, price_value


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("5", "5"),
        ("0.5", "0.5"),
        ("3,5", "3.5"),
        ("1,000", "1000"),
        ("1.000", "1000"),
        ("1.000,50", "1000.50"),
        ("1,000.50", "1000.50"),
        ("1.000.000", "1000000"),
        ("0.125", "0.125"),
        ("0,005", "0.005"),
        ("007", "7"),
    ],
)
def test_number_from_reads_both_separators(text: str, number: str) -> None:
    assert number_from(text) == Decimal(number)


@pytest.mark.parametrize("text", ["", "a", "1,", ",5", "1..2", "½", "-1"])
def test_number_from_refuses_what_is_no_number(text: str) -> None:
    assert number_from(text) is None


@given(st.integers(0, 10**9), st.integers(0, 99))
def test_number_from_reads_what_markets_print(whole: int, cents: int) -> None:
    number = Decimal(whole) + Decimal(cents) / 100
    english = f"{number:,.2f}"
    german = english.translate(str.maketrans(",.", ".,"))
    assert number_from(english) == number
    assert number_from(german) == number


def test_plain_drops_needless_zeros() -> None:
    assert [plain(Decimal(one)) for one in ("1.500", "100", "0.10", "1E+2")] == [
        "1.5",
        "100",
        "0.1",
        "100",
    ]


def test_price_value_keeps_the_decimals_of_coins() -> None:
    assert price_value(Decimal(150), "EUR") == "150.00 EUR"
    assert price_value(Decimal("0.00512"), "BTC") == "0.00512 BTC"


def test_currencies_are_codes_that_records_take() -> None:
    for code in set(CURRENCIES.values()):
        assert Money(raw="1", amount=Decimal(1), currency=code).currency == code


def test_units_and_currencies_do_not_collide() -> None:
    assert UNITS.keys().isdisjoint(CURRENCIES)
