import json
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.errors import RecordError
from crawlers.values.money import parse_money


@pytest.mark.parametrize(
    ("raw", "amount", "currency"),
    [
        ("1.234,50 €", "1234.50", "EUR"),
        ("1,234.50 USD", "1234.50", "USD"),
        ("£ 5", "5", "GBP"),
        ("$12", "12", "USD"),
        ("12,5 EUR", "12.5", "EUR"),
        ("1.234 €", "1234", "EUR"),
        ("1'234.50 CHF", "1234.50", "CHF"),
        ("USD 1 000.00", "1000.00", "USD"),
        ("0.125 BTC", "0.125", "BTC"),
        ("XMR 0,5", "0.5", "XMR"),
        ("5g for $30", "30", "USD"),
        ("4.43 USD/Each (0.00046551 BTC/Each)", "4.43", "USD"),
        ("Price: US$ 12.99", "12.99", "USD"),
        ("A$ 30", "30", "AUD"),
        ("CAD$ 12", "12", "CAD"),
        ("$12 CAD", "12", "CAD"),
        ("12 $ CAD", "12", "CAD"),
    ],
)
def test_amount_and_currency_are_read(raw: str, amount: str, currency: str) -> None:
    money = parse_money(raw)
    assert (money.amount, money.currency) == (Decimal(amount), currency)


def test_raw_text_is_kept() -> None:
    assert parse_money(" 12,50 \n € ").raw == "12,50 €"


def test_default_currency_serves_amounts_that_show_none() -> None:
    assert parse_money("12.50", default_currency="EUR").currency == "EUR"


def test_shared_sign_means_what_the_market_means() -> None:
    assert parse_money("$12", default_currency="CAD").currency == "CAD"
    assert parse_money("100 kr", default_currency="SEK").currency == "SEK"


def test_currency_that_stands_apart_wins() -> None:
    assert parse_money("12.50", currency="xmr").currency == "XMR"


@pytest.mark.parametrize("raw", ["12.50", "100 kr", "5 widgets"])
def test_amount_without_currency_is_never_given_one(raw: str) -> None:
    with pytest.raises(RecordError, match="no currency"):
        parse_money(raw)


@pytest.mark.parametrize("raw", ["", "free", "USD"])
def test_text_without_amount_is_refused(raw: str) -> None:
    with pytest.raises(RecordError, match="no amount"):
        parse_money(raw)


def test_what_no_message_can_carry_is_left_out_of_the_raw_text() -> None:
    # JSON-LD may hold half a character; the listing must not be lost for it.
    money = parse_money("EUR 12 \ud800\0")
    assert money.raw == "EUR 12 ?"
    assert json.loads(money.model_dump_json())["raw"] == money.raw


def test_unknown_currency_apart_is_refused() -> None:
    with pytest.raises(RecordError, match="not a known currency"):
        parse_money("12", currency="shells")


@given(
    st.decimals(min_value=0, max_value=10**9, places=2),
    st.sampled_from(["USD", "EUR", "GBP"]),
)
def test_both_ways_to_write_an_amount_come_back(amount: Decimal, code: str) -> None:
    english = f"{amount:,.2f} {code}"
    german = english.replace(",", "x").replace(".", ",").replace("x", ".")
    for raw in (english, german):
        money = parse_money(raw)
        assert (money.amount, money.currency) == (amount, code)
