from collections.abc import Callable
from random import Random

import pytest

from nlp.training.generator import amounts
from nlp.training.generator.patterns import LANGUAGES

DRAWS = 300
Draw = Callable[[str, Random], str]


def drawn(draw: Draw, language: str) -> list[str]:
    rng = Random(3)  # noqa: S311
    return [draw(language, rng) for _ in range(DRAWS)]


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize(
    "draw",
    [
        amounts.amount,
        amounts.mass,
        amounts.count,
        amounts.number,
        amounts.rounds,
        amounts.magazines,
        amounts.dose,
        amounts.purity,
        amounts.price,
        amounts.bare_price,
    ],
)
def test_amounts_begin_and_end_without_blanks(draw: Draw, language: str) -> None:
    assert all(one == one.strip() and one for one in drawn(draw, language))


@pytest.mark.parametrize("language", LANGUAGES)
def test_prices_have_a_number_and_a_sign_or_code(language: str) -> None:
    prices = drawn(amounts.price, language)

    assert all(any(char.isdigit() for char in one) for one in prices)
    assert not any(one.isdigit() for one in prices)
    assert len(set(prices)) > DRAWS / 2


def test_bare_prices_are_numbers_alone() -> None:
    assert all(one.isdigit() for one in drawn(amounts.bare_price, "en"))


def test_purities_are_shares_of_a_hundred() -> None:
    for one in drawn(amounts.purity, "de"):
        highest = one.rstrip("%+ ").split("-")[-1].replace(",", ".")
        assert 0 < float(highest) <= 100


def test_decimals_are_written_as_the_language_writes_them() -> None:
    assert any("3.5" in one for one in drawn(amounts.amount, "en"))
    assert any("3,5" in one for one in drawn(amounts.amount, "nl"))
    assert not any("3.5" in one for one in drawn(amounts.amount, "nl"))
