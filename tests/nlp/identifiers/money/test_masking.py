import pytest

from core.mentions import EntityKind, MentionSource, TextField
from nlp.identifiers.base import Found
from nlp.identifiers.money.masking import masked, without_card_numbers
from nlp.identifiers.registry import mention_from
from nlp.text import normalise
from tests.growth import assert_linear

# A test number that payment services publish.
VISA = "4111111111111111"
WIDE = "４１１１１１１１１１１１１１１１"


@pytest.mark.parametrize(
    ("text", "kept"),
    [
        (VISA, "411111******1111"),
        ("4111-1111 1111 1111", "4111-11** **** 1111"),
        (WIDE, "４１１１１１******１１１１"),
        ("12345678", "12345678"),
    ],
)
def test_masked_keeps_first_six_and_last_four(text: str, kept: str) -> None:
    assert masked(text) == kept


@pytest.mark.parametrize(
    ("text", "kept"),
    [
        (f"{VISA} USD", "411111******1111 USD"),
        (f"{VISA}.00 USD", "411111******1111.00 USD"),
        (f"2 x {VISA}|12|25", "2 x 411111******1111|12|25"),
        ("4111.1111.1111.1111", "4111.11**.****.1111"),
        (f"{VISA};{VISA}", "411111******1111;411111******1111"),
        (f"{VISA[:-1]}2 pills", f"{VISA[:-1]}2 pills"),
        (f"{VISA}0", f"{VISA}0"),
        ("10, 25, 50, 100, 250, 500", "10, 25, 50, 100, 250, 500"),
    ],
)
def test_without_card_numbers_masks_whole_numbers_alone(text: str, kept: str) -> None:
    assert without_card_numbers(text) == kept


@pytest.mark.parametrize("piece", ["4111 ", "4", "1 2,", "41111111 11111111 ", "٤ "])
def test_without_card_numbers_takes_linear_time(piece: str) -> None:
    size = 400_000 // len(piece)
    assert_linear(without_card_numbers, lambda times: piece * times, size=size)


@pytest.mark.parametrize("number", [VISA, WIDE, "4111 1111 1111 1111"])
def test_mention_of_the_model_keeps_no_card_number(number: str) -> None:
    text = f"all for {number} pills"
    end = len(text)
    found = Found(EntityKind.QUANTITY, 8, end, text[8:], MentionSource.MODEL, 0.7)
    mention = mention_from(found, normalise(text), text, TextField.TITLE)
    assert (mention.start, mention.end) == (8, end)
    assert "*" in mention.text
    assert "*" in mention.value
