from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from nlp.amounts.price import read_price


@pytest.mark.parametrize(
    ("text", "hint", "amount", "currency"),
    [
        ("12,50 €", None, "12.50", "EUR"),
        ("12,50", "€", "12.50", "EUR"),
        ("12.50", "Price: $ 34.44", "12.50", "USD"),
        ("12.50", "In stock", "12.50", None),
        ("R$ 49,90", None, "49.90", "BRL"),
        ("$12 CAD", None, "12", "CAD"),
        ("AU $ 30", None, "30", "AUD"),
        ("15 J$", None, "15", "JMD"),
        ("250 lei", None, "250", "RON"),
        ("3 100 р.", None, "3100", "RUB"),
        ("7.500 Ft", None, "7500", "HUF"),
        ("Rp 120.000", None, "120000", "IDR"),
        ("12.345 KD", None, "12.345", "KWD"),
        ("200Q", None, "200", "GTQ"),
        ("was $80.00 now $65.00", None, "65.00", "USD"),
        ("from 20 to 45 €", None, "20", "EUR"),
        ("19€ 90", None, "19.90", "EUR"),
        ("0.125 BTC", None, "0.125", "BTC"),
        ("Free!", None, "0", None),
        ("88.00", None, "88.00", None),
        ("3.5k", None, "3500", None),
        ("1,5 Mio. €", None, "1500000", "EUR"),
        ("2 million dollars", None, "2000000", "USD"),
        ("20 thousand usd", None, "20000", "USD"),
    ],
)
def test_read_price_reads_amount_and_currency(
    text: str, hint: str | None, amount: str, currency: str | None
) -> None:
    reading = read_price(text, hint)
    assert (reading.amount, reading.currency) == (Decimal(amount), currency)


@pytest.mark.parametrize(
    "text", ["", "July, 2004", "12.03.2019", "40% OFF", "ask me", "16.00 cm"]
)
def test_what_is_no_price_has_no_amount(text: str) -> None:
    assert read_price(text).amount is None


def test_no_part_of_a_longer_number_is_a_price() -> None:
    reading = read_price(f"{'9' * 60} USD")
    assert reading.amount in {None, Decimal("9" * 60)}


def test_a_shared_sign_is_not_sure() -> None:
    assert not read_price("100 kr").is_sure
    assert read_price("100 €").is_sure
    assert read_price("100 kr").candidates == ("SEK", "NOK", "DKK")


@given(st.text(max_size=300), st.none() | st.text(max_size=50))
def test_read_price_never_raises(text: str, hint: str | None) -> None:
    reading = read_price(text, hint)
    assert reading.amount is None or reading.amount >= 0
