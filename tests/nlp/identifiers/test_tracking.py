import pytest

from nlp.identifiers.tracking import Tracking


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("RR 473 124 829 DE", "RR473124829DE"),
        ("1Z 999 AA1 01 2345 6784", "1Z999AA10123456784"),
        ("fedex 986578788855", "986578788855"),
        ("usps 9400 1112 0255 5842 3326 69", "9400111202555842332669"),
        ("3318810025 (DHL)", "3318810025"),
    ],
)
def test_find_gives_numbers_without_blanks(text: str, value: str) -> None:
    assert [one.value for one in Tracking().find(text)] == [value]


@pytest.mark.parametrize(
    "text",
    [
        "RR473124828DE",
        "986578788855",
        "dhl 986578788855",
        "order 3318810025",
        "usps 000000000000",
        "AB12 3456 7890",
    ],
)
def test_find_refuses_wrong_or_unnamed_numbers(text: str) -> None:
    assert list(Tracking().find(text)) == []


def test_recognise_wants_letters() -> None:
    assert Tracking().recognise("rr473124829de") == "RR473124829DE"
    assert Tracking().recognise("986578788855") is None
