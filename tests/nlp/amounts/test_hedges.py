import pytest

from nlp.amounts.hedges import hedged_start


@pytest.mark.parametrize(
    ("tokens", "start"),
    [
        ("more than", 1),
        ("ca .", 1),
        ("ca", 1),
        ("~", 1),
        ("plus de", 1),
        ("mehr als", 1),
        ("about", 1),
        ("at least", 1),
    ],
)
def test_a_hedge_belongs_to_the_amount(tokens: str, start: int) -> None:
    row = ["buy", *tokens.split(), "5"]
    assert hedged_start(row, len(row) - 1) == start


@pytest.mark.parametrize("tokens", ["than", "buy", ". .", "under"])
def test_other_words_do_not(tokens: str) -> None:
    row = [*tokens.split(), "5"]
    assert hedged_start(row, len(row) - 1) == len(row) - 1


def test_at_the_start_there_is_no_hedge() -> None:
    assert hedged_start(["5"], 0) == 0
