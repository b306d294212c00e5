import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.errors import RecordError
from crawlers.values.counters import MAX_COUNT, parse_counter


@pytest.mark.parametrize(
    ("raw", "number"),
    [
        ("526", 526),
        ("(1,490)", 1490),
        ("1.490 Verkäufe", 1490),
        ("1 204 left", 1204),
        ("12'000", 12000),
        ("1.2k", 1200),
        ("1,2K+", 1200),
        ("1,5 Tsd.", 1500),
        ("2 тыс", 2000),
        ("5 modern lamps", 5),
        ("3 sold of 9", 3),
        ("0", 0),
    ],
)
def test_counter_is_read(raw: str, number: int) -> None:
    assert parse_counter(raw) == number


def test_number_of_any_length_is_capped() -> None:
    assert parse_counter("1" + ".111" * 3_000) == MAX_COUNT
    assert parse_counter("9" * 5_000) == MAX_COUNT


@pytest.mark.parametrize("raw", ["", "unlimited", "-"])
def test_text_without_number_is_refused(raw: str) -> None:
    with pytest.raises(RecordError, match="no number"):
        parse_counter(raw)


@given(st.integers(min_value=0, max_value=MAX_COUNT))
def test_grouped_numbers_come_back(number: int) -> None:
    assert parse_counter(f"{number:,}") == number
    assert parse_counter(f"{number:,}".replace(",", ".")) == number
