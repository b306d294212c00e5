import pytest
from hypothesis import given
from hypothesis import strategies as st
from spacy.vocab import Vocab

from nlp.ner.tokens import MarketTokenizer, create_tokenizer
from nlp.text import normalise

TOKENIZER = MarketTokenizer(Vocab())


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("10g MDMA", ["10", "g", "MDMA"]),
        ("4-AcO-DMT", ["4", "-", "AcO", "-", "DMT"]),
        ("1.500,50€", ["1.500,50", "€"]),
        ("Ends. Here", ["Ends", ".", "Here"]),
        ("a\nb", ["a", "\n", "b"]),
        (" lead", [" ", "lead"]),
        ("x_y", ["x", "_", "y"]),
    ],
)
def test_tokenizer_cuts_where_kinds_of_characters_meet(
    text: str, words: list[str]
) -> None:
    assert [token.text for token in TOKENIZER(text)] == words


@given(st.text(max_size=80))
def test_tokens_spell_the_text(text: str) -> None:
    clean = normalise(text).text
    assert TOKENIZER(clean).text == clean


def test_create_tokenizer_makes_one_for_a_pipeline() -> None:
    import spacy

    nlp = spacy.blank("xx")
    assert [token.text for token in create_tokenizer()(nlp)("5g")] == ["5", "g"]


def test_the_network_reads_three_letters_of_both_ends_of_a_word_in_any_case() -> None:
    import spacy

    nlp = spacy.blank("xx")
    (word,) = create_tokenizer()(nlp)("KOKAIN")
    assert (word.prefix_, word.suffix_) == ("kok", "ain")
