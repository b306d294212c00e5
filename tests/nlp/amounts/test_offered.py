from decimal import Decimal

import pytest

from core.offers import OfferedQuantity
from nlp.amounts.offered import PlacedQuantity, offered_quantity
from nlp.amounts.quantity import said_quantity


def read(text: str, *spans: str) -> OfferedQuantity | None:
    """Place spans one after the other, as mentions stand in a text."""
    placed = []
    end = 0
    for span in spans:
        start = text.index(span, end)
        end = start + len(span)
        said = said_quantity(span)
        assert said is not None
        placed.append(PlacedQuantity(start, end, said, span))
    return offered_quantity(text, placed)


@pytest.mark.parametrize(
    ("text", "spans", "amount", "unit"),
    [
        ("5g Amnesia Haze", ["5g"], "5", "g"),
        ("10x Xanax 2mg - $30", ["10x", "2mg"], "10", "piece"),
        ("100 pills XTC 220mg", ["100 pills", "220mg"], "100", "pill"),
        ("50 blotters 200ug", ["50 blotters", "200ug"], "50", "blotter"),
        ("1 oz (28 g) kush", ["1 oz", "28 g"], "28.349523125", "g"),
        ("10 x 5g hash", ["10 x", "5g"], "50", "g"),
        ("10x5g hash", ["10x", "5g"], "50", "g"),
        ("10x (10 pills)", ["10x", "10 pills"], "10", "pill"),
        ("Test E 250mg/ml 10ml", ["250mg/ml", "10ml"], "10", "ml"),
        ("half a kilo of speed", ["half a kilo"], "500", "g"),
    ],
)
def test_one_quantity_is_on_offer(
    text: str, spans: list[str], amount: str, unit: str
) -> None:
    assert read(text, *spans) == OfferedQuantity(amount=Decimal(amount), unit=unit)


@pytest.mark.parametrize(
    ("text", "spans"),
    [
        ("weed", []),
        ("1g 5g 10g hash", ["1g", "5g", "10g"]),
        ("1/5/10g coke", ["10g"]),
        ("from 5g", ["5g"]),
        ("ab 10 g Speed", ["10 g"]),
        ("5-10g", ["5-10g"]),
        ("Xanax 2mg", ["2mg"]),
        ("LSD 200ug", ["200ug"]),
        ("10 pills and 5 g weed", ["10 pills", "5 g"]),
        ("2 boxes of 50 pills", ["2 boxes", "50 pills"]),
        ("5g + 1g free", ["5g", "1g"]),
        ("up to 100 g", ["100 g"]),
    ],
)
def test_menus_ranges_and_strengths_are_no_quantity(
    text: str, spans: list[str]
) -> None:
    assert read(text, *spans) is None
