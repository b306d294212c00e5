from decimal import Decimal

import pytest

from nlp.amounts.row import Row
from nlp.amounts.tokens import cut


@pytest.mark.parametrize(
    ("text", "number", "upper", "end"),
    [
        ("5", "5", None, 1),
        ("3.5k pills", "3500", None, 2),
        ("2 million", "2000000", None, 2),
        ("1/2 oz", "0.5", None, 3),
        (".5g", "0.5", None, 2),
        ("50-60", "50", "60", 3),
        ("5 to 10", "5", "10", 3),
        ("10 000 pills", "10000", None, 2),
        ("1 300 €", "1300", None, 2),
        ("half an", "0.5", None, 2),
        ("two", "2", None, 1),
        ("60-50", "60", None, 1),
        ("2 1/2 oz", "2.5", None, 4),
        ("10 1/4 oz bags", "10", None, 1),
        ("11\u20442 g", "1.5", None, 3),
        ("1\u20444 oz", "0.25", None, 3),
        ("2 3 4", "2", None, 1),
        ("5/325", "5", None, 1),
    ],
)
def test_numeral_reads_figures_words_and_ranges(
    text: str, number: str, upper: str | None, end: int
) -> None:
    found = Row(*cut(text)).numeral(0)
    assert found is not None
    assert (found.number, found.end) == (Decimal(number), end)
    assert found.upper == (None if upper is None else Decimal(upper))


@pytest.mark.parametrize("text", ["", "g", "a kilo", "-", "."])
def test_numeral_needs_a_number(text: str) -> None:
    assert Row(*cut(text)).numeral(0) is None


def test_sign_knows_lettered_dollars() -> None:
    assert Row(*cut("C$40")).sign(0) == ("CAD", 2)
    assert Row(*cut("€40")).sign(0) == ("EUR", 1)
    assert Row(*cut("vitamin c $40")).sign(1) is None


def test_after_dashes_skips_what_stands_for_no_cents() -> None:
    assert Row(*cut("80,-")).after_dashes(1) == 3
    assert Row(*cut("80, 5")).after_dashes(1) == 1


def test_beyond_the_row_there_is_nothing() -> None:
    row = Row(*cut("5"))
    assert (row.at(-1), row.at(7), row.touches(7)) == ("", "", False)


@pytest.mark.parametrize(
    "text", ["9" * 30, "999999999999 million million", "1." + "1" * 30]
)
def test_what_is_too_large_is_no_number(text: str) -> None:
    assert Row(*cut(text)).numeral(0) is None
