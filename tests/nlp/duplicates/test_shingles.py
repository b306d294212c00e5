from hypothesis import given
from hypothesis import strategies as st

from nlp.duplicates.shingles import (
    MAX_WORDS,
    jaccard,
    masked_words,
    shingles,
    word_shingles,
)


def test_masked_words_are_folded_and_without_numbers() -> None:
    assert masked_words("Grüner TEE, 20 Beutel!") == ["gruner", "tee", "#", "beutel"]


def test_masked_words_turn_a_run_of_numbers_and_currencies_into_one_mark() -> None:
    assert masked_words("only $1,250.00 USD today") == ["only", "#", "today"]
    assert masked_words("only €900 today") == ["only", "#", "today"]


def test_masked_words_keep_words_that_are_said_twice() -> None:
    assert masked_words("very very good") == ["very", "very", "good"]


def test_masked_words_are_capped() -> None:
    assert len(masked_words("tea " * (MAX_WORDS + 10))) == MAX_WORDS


def test_shingles_are_runs_of_three_words() -> None:
    assert shingles("one two three four") == {"one two three", "two three four"}


def test_shingles_of_a_short_text_are_the_whole_of_it() -> None:
    assert shingles("green tea") == {"green tea"}
    assert shingles("tea") == {"tea"}


def test_shingles_of_no_words_are_none() -> None:
    assert shingles(" !! ") == frozenset()
    assert word_shingles([]) == frozenset()


def test_jaccard_by_hand() -> None:
    left = frozenset({"a", "b", "c"})
    right = frozenset({"b", "c", "d"})
    assert jaccard(left, right) == 2 / 4
    assert jaccard(left, frozenset()) == 0.0
    assert jaccard(frozenset(), frozenset()) == 0.0


@given(st.text(max_size=300), st.text(max_size=300))
def test_jaccard_is_symmetric_and_one_for_equal_texts(left: str, right: str) -> None:
    one, other = shingles(left), shingles(right)
    assert jaccard(one, other) == jaccard(other, one)
    assert 0.0 <= jaccard(one, other) <= 1.0
    assert jaccard(one, one) == (1.0 if one else 0.0)
