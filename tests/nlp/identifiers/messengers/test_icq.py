import pytest

from nlp.identifiers.messengers.icq import Icq


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("ICQ: 612-345-987", "612345987"),
        ("icq 6543210", "6543210"),
        ("ICQ# 65432", "65432"),
        ("icq uin: 654321", "654321"),
    ],
)
def test_find_gives_numbers(text: str, value: str) -> None:
    assert [one.value for one in Icq().find(text)] == [value]


@pytest.mark.parametrize(
    "text", ["icq 1234", "icq 25 dollars", "6543210", "icq 6543210987", "icq 20000$"]
)
def test_find_leaves_everything_else_alone(text: str) -> None:
    assert list(Icq().find(text)) == []


def test_recognise_wants_the_label() -> None:
    assert Icq().recognise("icq 6543210") == "6543210"
    assert Icq().recognise("6543210") is None
