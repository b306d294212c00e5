from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.mentions import EntityKind
from core.offers import OfferedQuantity
from nlp.amounts.quantity import (
    SaidQuantity,
    amount_value,
    offered,
    purity_from,
    quantity_from,
    said_quantity,
)


@pytest.mark.parametrize(
    ("text", "amount", "unit"),
    [
        ("5g", "5", "g"),
        ("2,5 Gramm", "2.5", "g"),
        ("two kilos", "2000", "g"),
        ("half an ounce", "14.174761562", "g"),
        ("1/8", "3.543690391", "g"),
        ("eighth", "3.543690391", "g"),
        ("250 µg", "0.00025", "g"),
        ("1,5 Liter", "1500", "ml"),
        ("100 pills", "100", "pill"),
        ("10x", "10", "piece"),
        ("500", "500", "piece"),
        ("more than 2 kg", "2000", "g"),
        ("3.5k pills", "3500", "pill"),
        ("zip", "28.349523125", "g"),
        ("10 x 5g", "50", "g"),
        ("3x10 g", "30", "g"),
        ("10 x 2mg", "10", "piece"),
        ("5 × 10 pills", "50", "pill"),
        ("½ oz", "14.174761562", "g"),
        ("1½ g", "1.5", "g"),
        ("2 1/2 g", "2.5", "g"),
        ("1 1/4 lb", "566.9904625", "g"),
        ("\uff15 g", "5", "g"),
    ],
)
def test_quantity_from_gives_base_units(text: str, amount: str, unit: str) -> None:
    assert quantity_from(text) == OfferedQuantity(amount=Decimal(amount), unit=unit)


@pytest.mark.parametrize(
    "text",
    ["", "large quantities", "50-60 g", "100mg/ml", "5000 iu", "half", "3.5", "0 g"],
)
def test_quantity_from_does_not_guess(text: str) -> None:
    assert quantity_from(text) is None


def test_said_quantity_keeps_the_unit_as_said() -> None:
    assert said_quantity("200mg") == SaidQuantity(Decimal(200), "mg", is_exact=True)
    assert said_quantity("9x19 rounds") == SaidQuantity(Decimal(9), "piece", True)
    assert said_quantity("5-10 g") == SaidQuantity(Decimal(5), "g", is_exact=False)


def test_offered_refuses_what_no_record_takes() -> None:
    assert offered(Decimal(0), "g") is None
    assert offered(Decimal(10) ** 20, "g") is None


@pytest.mark.parametrize(
    ("text", "percent"),
    [
        ("85%", 85.0),
        ("85-90%", 87.5),
        ("98 procent", 98.0),
        ("22", 22.0),
        ("80%+", 80.0),
    ],
)
def test_purity_from_gives_percent(text: str, percent: float) -> None:
    assert purity_from(text) == percent


@pytest.mark.parametrize("text", ["", "150%", "pure", "1/2"])
def test_purity_from_does_not_guess(text: str) -> None:
    assert purity_from(text) is None


@pytest.mark.parametrize(
    ("kind", "text", "value"),
    [
        (EntityKind.QUANTITY, "5g", "5 g"),
        (EntityKind.QUANTITY, "500", "500 piece"),
        (EntityKind.PURITY, "22", "22%"),
        (EntityKind.PURITY, "85-90%", "85-90%"),
        (EntityKind.PRICE, "150 EUR", "150.00 EUR"),
        (EntityKind.PRICE, "250 lei", "250.00 RON"),
        (EntityKind.PRICE, "45", None),
        (EntityKind.QUANTITY, "lots", None),
        (EntityKind.DRUG, "5g", None),
    ],
)
def test_amount_value_is_the_value_of_a_mention(
    kind: EntityKind, text: str, value: str | None
) -> None:
    assert amount_value(kind, text) == value


@given(st.text(max_size=100), st.sampled_from(list(EntityKind)))
def test_any_text_is_taken(text: str, kind: EntityKind) -> None:
    value = amount_value(kind, text)
    quantity = quantity_from(text)
    assert value is None or value
    assert quantity is None or quantity.amount > 0
