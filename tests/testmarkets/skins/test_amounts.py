from decimal import Decimal

from testmarkets.skins.amounts import (
    bitcoin_amount,
    english_amount,
    german_amount,
    short_amount,
)


def test_amounts_are_written_as_each_country_does() -> None:
    assert english_amount(Decimal("1234567.50")) == "1,234,567.50"
    assert german_amount(Decimal("1234567.50")) == "1.234.567,50"


def test_short_amount_leaves_out_empty_cents() -> None:
    assert short_amount(Decimal("45.00")) == "45"
    assert short_amount(Decimal("45.50")) == "45.50"


def test_bitcoin_amount_has_eight_places() -> None:
    assert bitcoin_amount(Decimal("64.00")) == "0.00100000"
