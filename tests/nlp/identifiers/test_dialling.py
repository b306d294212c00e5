import pytest

from nlp.identifiers.dialling import find_numbers, number_from


@pytest.mark.parametrize(
    ("text", "span", "value"),
    [
        ("at +49 151 23456789 today", "+49 151 23456789", "+4915123456789"),
        ("+1 (202) 456-1111 24/7", "+1 (202) 456-1111", "+12024561111"),
        ("+44 (0) 20 7946 0991", "+44 (0) 20 7946 0991", "+442079460991"),
        ("0049 151 23456789", "0049 151 23456789", "+4915123456789"),
        ("tel 004915123456789", "004915123456789", "+4915123456789"),
        ("call 0151 23456789 Germany", "0151 23456789", "+4915123456789"),
        ("UK mobile: 07911 123456", "07911 123456", "+447911123456"),
        ("call me 202-456-1111", "202-456-1111", "+12024561111"),
    ],
)
def test_find_numbers_gives_e164(text: str, span: str, value: str) -> None:
    numbers = [(text[one.start : one.end], one.value) for one in find_numbers(text)]
    assert numbers == [(span, value)]


@pytest.mark.parametrize(
    "text",
    [
        "+49 151 2345****",
        "+49 151 XXXX 789",
        "+49 151 23456 xx",
        "+49 151 234",
        "+100 000 000 usd",
        "price 202-456-1111",
        "order 00491512345678901",
        "00491512345678",
        "2018-10-12 12:30:00",
        "call 12.10.2018",
        "tel: 030 12",
        "call 0151 23456789",
        "a+4915123456789",
        "+4915123456789€",
    ],
)
def test_find_numbers_leaves_everything_else_alone(text: str) -> None:
    assert find_numbers(text) == ()


def test_number_from_wants_a_plan() -> None:
    assert number_from("+49 (0)151 23456789") == "+4915123456789"
    assert number_from("0151 23456789", "DE") == "+4915123456789"
    assert number_from("0151 23456789") is None
    assert number_from("+999 123456789") is None
