import spacy

from nlp.amounts.tokens import cut
from nlp.ner.tokens import MarketTokenizer


def test_cut_parts_letters_digits_and_signs() -> None:
    assert cut("10g x€5") == (
        ["10", "g", "x", "€", "5"],
        [False, True, False, True, True],
    )


def test_a_new_line_is_a_token() -> None:
    assert cut("10\ng") == (["10", "\n", "g"], [False, True, True])


def test_cut_sees_a_text_as_the_pipeline_does() -> None:
    text = "2,5 Gramm MDMA\n€1.500,00 - 89% pure_x  4-AcO"
    doc = MarketTokenizer(spacy.blank("xx").vocab)(text)
    tokens, _ = cut(text)
    assert tokens == [token.lower_ for token in doc if token.text != " "]
