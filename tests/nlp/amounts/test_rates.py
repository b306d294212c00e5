from datetime import date
from decimal import Decimal

import pytest

from core.records import Money
from nlp.amounts.rates import LATEST_DAYS, convert_price, euro_rate

MONDAY = date(2020, 5, 4)


def money(amount: str, currency: str, raw: str = "") -> Money:
    return Money(
        raw=raw or f"{amount} {currency}", amount=Decimal(amount), currency=currency
    )


def test_a_price_is_converted_by_the_rate_of_its_day() -> None:
    # The ECB's reference rate of 4 May 2020 was 1.0942 dollars for a euro.
    price = convert_price(money("109.42", "USD"), MONDAY)
    assert price is not None
    assert (price.eur, price.usd) == (Decimal("100.00"), Decimal("109.42"))
    assert (price.rate_date, price.rate_source) == (MONDAY, "ECB")


def test_a_day_without_a_rate_takes_the_one_before() -> None:
    # The first of May is a holiday of the bank, the second and third a weekend.
    assert euro_rate("USD", date(2020, 5, 3)) == euro_rate("USD", date(2020, 4, 30))


def test_euros_stay_as_they_are() -> None:
    price = convert_price(money("100", "EUR"), MONDAY)
    assert price is not None
    assert (price.eur, price.usd, price.rate) == (
        Decimal(100),
        Decimal("109.42"),
        Decimal(1),
    )


def test_a_coin_is_converted_by_the_page_alone() -> None:
    assert convert_price(money("0.0012", "BTC"), MONDAY) is None
    price = convert_price(money("0.001", "BTC", "0.001 BTC / €8.00"), MONDAY)
    assert price is not None
    assert (price.eur, price.rate, price.rate_source) == (
        Decimal(8),
        Decimal(8000),
        "page",
    )


def test_a_rate_stated_apart_wins() -> None:
    rates = {"XMR": Decimal(50)}
    price = convert_price(money("2", "XMR"), MONDAY, page_rates=rates)
    assert price is not None
    assert (price.eur, price.rate_source) == (Decimal(100), "page")


@pytest.mark.parametrize(
    ("currency", "day"),
    [
        ("USD", date(1990, 1, 1)),
        ("USD", date(2100, 1, 1)),
        ("USD", date.min),
        ("RUB", date(2023, 1, 2)),
        ("XYZ", MONDAY),
    ],
)
def test_without_a_rate_nothing_is_converted(currency: str, day: date) -> None:
    assert convert_price(money("5", currency), day) is None


def test_no_price_is_too_large_to_be_refused() -> None:
    assert convert_price(money("1" + "0" * 30, "USD"), MONDAY) is None


@pytest.mark.parametrize("rate", ["0", "-5", "1e40", "Infinity", "NaN"])
def test_a_rate_that_cannot_be_meant_converts_nothing(rate: str) -> None:
    rates = {"BTC": Decimal(rate)}
    assert convert_price(money("0.01", "BTC"), MONDAY, page_rates=rates) is None


def test_a_rate_in_the_prices_own_text_may_be_absurd() -> None:
    absurd = money(
        "0.000000000000000001", "BTC", "0.000000000000000001 BTC / $999999999999"
    )
    assert convert_price(absurd, MONDAY) is None


def test_after_the_last_day_of_the_table_its_rate_goes_on_for_a_while() -> None:
    far = date(2100, 1, 1)
    last = next(
        day
        for day in (date.fromordinal(n) for n in range(far.toordinal(), 0, -1))
        if euro_rate("USD", day)
    )
    found = euro_rate("USD", last)
    assert found is not None
    assert (last - found[1]).days == LATEST_DAYS
