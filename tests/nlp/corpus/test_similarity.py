import pytest

from nlp.corpus.reader import TEXTS, read_corpus
from nlp.corpus.similarity import SharedWording, shared_wording, word_grams

MOST_SHARED = 0.5


def test_grams_are_five_words_without_case_and_signs() -> None:
    assert word_grams("One, two THREE - four five!") == {
        ("one", "two", "three", "four", "five")
    }
    assert word_grams("one two three four") == frozenset()


def test_share_is_of_the_text_that_has_fewer_grams() -> None:
    texts = {
        "b": "a b c d e f g h",  # 4 grams
        "a": "a b c d e f",  # 2 grams, both shared
        "c": "a b c d e x y z",  # 4 grams, 1 shared
    }
    assert shared_wording(texts, above=0.0) == [
        SharedWording("b", "a", 1.0),
        SharedWording("a", "c", 0.5),
        SharedWording("b", "c", 0.25),
    ]
    assert shared_wording(texts, above=0.5) == [SharedWording("b", "a", 1.0)]


@pytest.mark.parametrize("texts", [{}, {"a": ""}, {"a": "same", "b": "same"}])
def test_short_texts_share_nothing(texts: dict[str, str]) -> None:
    assert shared_wording(texts, above=0.0) == []


def test_no_two_texts_of_the_corpus_share_more_than_half() -> None:
    texts = {text.id: text.text for text in read_corpus(TEXTS)}
    assert shared_wording(texts, above=MOST_SHARED) == []
