from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from nlp.amounts.numbers import number_from, plain, spelt_number


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("5", "5"),
        ("0.5", "0.5"),
        ("3,5", "3.5"),
        ("1,000", "1000"),
        ("1.000", "1000"),
        ("1.000,50", "1000.50"),
        ("1,000.50", "1000.50"),
        ("1.000.000", "1000000"),
        ("0.125", "0.125"),
        ("0,005", "0.005"),
        ("007", "7"),
    ],
)
def test_number_from_reads_both_separators(text: str, number: str) -> None:
    assert number_from(text) == Decimal(number)


@pytest.mark.parametrize("text", ["", "a", "1,", ",5", "1..2", "½", "-1"])
def test_number_from_refuses_what_is_no_number(text: str) -> None:
    assert number_from(text) is None


@given(st.integers(0, 10**9), st.integers(0, 99))
def test_number_from_reads_what_markets_print(whole: int, cents: int) -> None:
    number = Decimal(whole) + Decimal(cents) / 100
    english = f"{number:,.2f}"
    german = english.translate(str.maketrans(",.", ".,"))
    assert number_from(english) == number
    assert number_from(german) == number


def test_plain_drops_needless_zeros() -> None:
    assert [plain(Decimal(one)) for one in ("1.500", "100", "0.10", "1E+2")] == [
        "1.5",
        "100",
        "0.1",
        "100",
    ]


@pytest.mark.parametrize(
    ("words", "number"),
    [
        ("two", 2),
        ("ninety - two", 92),
        ("one hundred and ten", 110),
        ("a dozen", 12),
        ("two dozen", 24),
        ("a hundred thousand", 100_000),
        ("two thousand five hundred", 2_500),
        ("zwei", 2),
        ("cent cinquante", 150),
        ("vingt - deux", 22),
        ("nueve", 9),
        ("twintig", 20),
    ],
)
def test_spelt_number_reads_words(words: str, number: int) -> None:
    tokens = words.split()
    assert spelt_number(tokens, 0) == (Decimal(number), len(tokens))


@pytest.mark.parametrize("words", ["", "a", "a kilo", "and two", "kilo"])
def test_spelt_number_refuses_other_words(words: str) -> None:
    assert spelt_number(words.split(), 0) is None


def test_spelt_number_stops_where_another_number_begins() -> None:
    assert spelt_number(["five", "or", "six"], 0) == (Decimal(5), 1)
