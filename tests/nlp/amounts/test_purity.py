from decimal import Decimal

import pytest

from nlp.amounts.purity import purity_score


@pytest.mark.parametrize(
    ("text", "number", "score"),
    [
        ("purity 89 %", 89, 0.9),
        ("5 % pure", 5, 0.9),
        ("cocaine 89 % now", 89, 0.6),
        ("89 % pure 10 off", 89, 0.9),
    ],
)
def test_purity_score_reads_the_words_around(
    text: str, number: int, score: float
) -> None:
    tokens = text.split()
    sign = tokens.index("%")
    assert purity_score(tokens, sign - 1, sign, Decimal(number)) == score


@pytest.mark.parametrize(
    ("text", "number"), [("10 % off", 10), ("5 % more", 5), ("150 % pure", 150)]
)
def test_other_percentages_have_none(text: str, number: int) -> None:
    assert purity_score(text.split(), 0, 1, Decimal(number)) is None
