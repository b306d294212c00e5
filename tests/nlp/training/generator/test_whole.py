from collections import Counter
from random import Random

from core.records import Category
from nlp.corpus.annotated import TextKind
from nlp.training.generator import generate
from nlp.training.generator.patterns import LANGUAGES
from nlp.training.generator.whole import Whole, whole_text

MANY = 400


def drawn(count: int) -> list[Whole]:
    return [whole_text(Random(f"w/{at}")) for at in range(count)]  # noqa: S311


def test_equal_draws_give_equal_texts() -> None:
    assert drawn(20) == drawn(20)


def test_texts_are_listings_and_profiles_of_two_to_seven_lines() -> None:
    texts = drawn(MANY)

    assert all(2 <= len(one.lines) <= 7 for one in texts)
    assert {one.kind for one in texts} == {TextKind.LISTING, TextKind.PROFILE}
    assert {one.category for one in texts} == set(Category)
    counts = Counter(one.language for one in texts)
    assert set(counts) == set(LANGUAGES)
    assert min(counts.values()) > MANY / 10


def test_about_half_of_what_is_generated_is_whole() -> None:
    chatty = sum(one.register == "chatty" for one in generate(3, MANY))

    assert 0.4 * MANY < chatty < 0.6 * MANY
