from decimal import Decimal

import pytest

from core.errors import RecordError
from nlp.amounts.money import AmountOfMoney, money_in, numerals_in, read_number
from tests.growth import assert_linear


def test_money_in_takes_money_rather_than_coins() -> None:
    assert money_in("0.0012 BTC / $34.50") == AmountOfMoney(Decimal("34.50"), "USD")


def test_money_in_takes_the_currency_asked_for() -> None:
    found = money_in("$34.50 / 30 EUR", default_currency="EUR")
    assert found == AmountOfMoney(Decimal(30), "EUR")


@pytest.mark.parametrize(
    ("line", "says"),
    [
        ("", "no amount"),
        ("12", "no currency"),
        ("12 34", "several amounts"),
    ],
)
def test_money_in_says_what_is_missing(line: str, says: str) -> None:
    with pytest.raises(RecordError, match=says):
        money_in(line)


def test_numerals_know_their_place_and_signs() -> None:
    first, second = numerals_in("5g for $1.5k")
    assert (first.number, first.code) == ("5", None)
    assert (second.start, second.end, second.signs) == (8, 11, ("$",))
    assert second.amount("USD") == Decimal(1500)


@pytest.mark.parametrize(
    ("number", "code", "amount"),
    [
        ("1.234,50", "EUR", "1234.50"),
        ("1,234", "USD", "1234"),
        ("0.125", "BTC", "0.125"),
        ("423.923", "KWD", "423.923"),
        ("1'049.95", "CHF", "1049.95"),
        (".75", None, "0.75"),
    ],
)
def test_read_number_knows_what_parts_decimals(
    number: str, code: str | None, amount: str
) -> None:
    assert read_number(number, code) == Decimal(amount)


@pytest.mark.parametrize("unit", ["1", "1 ", "1,", "$", "USD ", "a", "1'", "٣"])
def test_long_lines_take_linear_time(unit: str) -> None:
    assert_linear(numerals_in, lambda times: unit * times, size=100_000)
