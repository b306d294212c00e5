import json
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.errors import RecordError
from crawlers.values.money import is_currency, parse_money


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
        ("USD1234", "1234", "USD"),
        ("0.0012 BTC / 34.5 USD", "34.5", "USD"),
        ("$34.50 (0.0012 BTC)", "34.50", "USD"),
        ("20,- €", "20", "EUR"),
        ("20.- CHF", "20", "CHF"),
        ("12.00 [USD]", "12.00", "USD"),
        ("(USD) 12.00", "12.00", "USD"),
        ("1500 руб.", "1500", "RUB"),
        ("45 zł", "45", "PLN"),
        ("5 mBTC", "0.005", "BTC"),
        ("1500 sats", "0.000015", "BTC"),
        ("Ƀ0.0123", "0.0123", "BTC"),
        ("0.2 BCH", "0.2", "BCH"),
        ("$1.5k", "1500", "USD"),
        ("12.50 USD per gram", "12.50", "USD"),
        ("1g - $12.00", "12.00", "USD"),
        ("USD 27.50 0.00041 BTC", "27.50", "USD"),
        ("BTC 0.0012 USD 34.50", "34.50", "USD"),
        ("34.50 USD ≈ 0.0012 BTC", "34.50", "USD"),
        ("0.0012 BTC / $34.50", "34.50", "USD"),
        ("XMR 0.25 0.0012 BTC", "0.25", "XMR"),
        ("CHF 1’234’567.50", "1234567.50", "CHF"),
        ("€ .75", "0.75", "EUR"),
        ("118, 99 EUR", "118.99", "EUR"),
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


@pytest.mark.parametrize(
    ("raw", "amount", "currency"),
    [
        ("$34.50 / 30 EUR", "30", "EUR"),
        ("34.50 (0.0012 BTC)", "34.50", "EUR"),
        ("XMR 0.25 ($41.20)", "41.20", "USD"),
        ("2 x 0.0012 BTC", "0.0012", "BTC"),
    ],
)
def test_of_several_amounts_the_one_in_the_markets_currency_is_taken(
    raw: str, amount: str, currency: str
) -> None:
    money = parse_money(raw, default_currency="EUR")
    assert (money.amount, money.currency) == (Decimal(amount), currency)


def test_a_market_of_coins_keeps_to_its_coin() -> None:
    money = parse_money("10 USD 0.5 BTC", default_currency="BTC")
    assert (money.amount, money.currency) == (Decimal("0.5"), "BTC")


@pytest.mark.parametrize("raw", ["12 34", "27.50 31.00"])
def test_of_two_numbers_without_any_sign_none_is_guessed(raw: str) -> None:
    with pytest.raises(RecordError, match="several amounts and no currency"):
        parse_money(raw, default_currency="USD")


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


@pytest.mark.parametrize("text", ["EUR", "€", "(USD)", "$", "kr", "Bitcoin", "mBTC"])
def test_sign_of_a_currency_is_known(text: str) -> None:
    assert is_currency(text)


@pytest.mark.parametrize("text", ["", "USD 5", "each", "USD each", "pieces"])
def test_other_words_are_no_currency(text: str) -> None:
    assert not is_currency(text)
