import pytest

from core.errors import RecordError
from crawlers.values.percentages import parse_percentage


@pytest.mark.parametrize(
    ("raw", "percent"),
    [
        ("98,5 %", 98.5),
        ("(100%)", 100.0),
        ("4.9/5", 98.0),
        ("0.00%", 0.0),
        ("99.81/100%", 99.81),
        ("4,8 out of 5", 96.0),
        ("4.8 von 5", 96.0),
        ("(120) 97 %", 97.0),
        ("120 ratings, 98%", 98.0),
        ("+97 / -3", 97.0),
        ("4.5 stars", 90.0),
        ("★★★★☆", 80.0),
        ("98.5", 98.5),
    ],
)
def test_percentage_is_read(raw: str, percent: float) -> None:
    assert parse_percentage(raw) == percent


@pytest.mark.parametrize("raw", ["none yet", "250%", "7/5"])
def test_what_is_no_share_of_a_hundred_is_refused(raw: str) -> None:
    with pytest.raises(RecordError):
        parse_percentage(raw)
