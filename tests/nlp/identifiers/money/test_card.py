import pytest

from core.mentions import EntityKind, StopReason, TextField
from nlp.identifiers import find_identifiers
from nlp.identifiers.money.card import Card

# Test numbers that payment services publish.
VISA, AMEX = "4111111111111111", "378282246310005"


@pytest.mark.parametrize(
    ("text", "span", "value"),
    [
        (f"visa {VISA}|05/24|123", VISA, "411111******1111"),
        (f"cc {AMEX}", AMEX, "378282*****0005"),
        ("4111 1111 1111 1111", "4111 1111 1111 1111", "411111******1111"),
        ("414720xxxxxx1234", "414720xxxxxx1234", "414720******1234"),
        ("cc 4147 20** **** 1234", "4147 20** **** 1234", "414720******1234"),
        ("visa 414720xxxxxx", "414720xxxxxx", "414720"),
        ("BIN 414720", "414720", "414720"),
    ],
)
def test_find_keeps_no_more_than_may_be_kept(text: str, span: str, value: str) -> None:
    found = [(text[one.start : one.end], one.value) for one in Card().find(text)]
    assert found == [(span, value)]


def test_find_reads_lists_of_leading_digits() -> None:
    values = [one.value for one in Card().find("BINs: 414720, 426684 / 546616")]
    assert values == ["414720", "426684", "546616"]


@pytest.mark.parametrize(
    "text",
    [
        f"number {VISA}",
        f"visa {VISA[:-1]}2",
        "visa 1234567812345670",
        "ich bin 20190314",
        "414720xxxxxx",
        f"visa {VISA}0",
        f"cc {VISA}.50",
    ],
)
def test_find_refuses_wrong_or_unnamed_numbers(text: str) -> None:
    assert list(Card().find(text)) == []


@pytest.mark.parametrize("at", range(len(VISA)))
def test_find_refuses_every_wrong_digit(at: int) -> None:
    for wrong in "0123456789":
        if wrong != VISA[at]:
            spoilt = f"{VISA[:at]}{wrong}{VISA[at + 1 :]}"
            assert list(Card().find(f"visa {spoilt}")) == []


def test_mention_shows_no_whole_number() -> None:
    (mention,) = find_identifiers("cc 4111 1111 1111 1111", TextField.TITLE)
    assert mention.kind is EntityKind.CARD
    assert mention.text == "4111 11** **** 1111"
    assert mention.stop_reason is StopReason.EXAMPLE
    assert not mention.links_accounts
