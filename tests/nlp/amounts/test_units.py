from decimal import Decimal

import pytest

from nlp.amounts.units import STREET, UNITS, in_base_units


@pytest.mark.parametrize(
    ("amount", "unit", "base"),
    [
        ("2", "kg", ("2000", "g")),
        ("1", "oz", ("28.349523125", "g")),
        ("0.125", "oz", ("3.543690391", "g")),
        ("1", "lb", ("453.59237", "g")),
        ("250", "ug", ("0.00025", "g")),
        ("1.5", "l", ("1500", "ml")),
        ("3", "point", ("0.3", "g")),
        ("100", "pill", ("100", "pill")),
    ],
)
def test_in_base_units_gives_grams_millilitres_or_pieces(
    amount: str, unit: str, base: tuple[str, str]
) -> None:
    assert in_base_units(Decimal(amount), unit) == (Decimal(base[0]), base[1])


def test_street_words_are_parts_of_known_units() -> None:
    assert {unit for _, unit in STREET.values()} <= set(UNITS.values())


def test_spellings_are_single_tokens_in_lower_case() -> None:
    assert [one for one in UNITS if not one.isalpha() or one != one.lower()] == []
