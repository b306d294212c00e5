import pytest
from spacy.language import Language

from core.errors import RecordError
from core.records import Category
from nlp.ner.pipeline import load_rules
from nlp.training.examples import examples_from, fitting_examples, take_marks
from tests.nlp.training.small_corpus import annotated, draws


@pytest.fixture(scope="module")
def rules() -> Language:
    return load_rules()


def test_an_example_has_the_rules_marks_and_the_persons_truth(rules: Language) -> None:
    text = annotated("10g [cocaine](DRUG) for [€45](PRICE)")
    (example,) = examples_from([text], rules)
    assert [span.text for span in example.reference.ents] == ["cocaine", "€45"]
    assert [span.label_ for span in example.reference.ents] == ["DRUG", "PRICE"]
    assert example.reference.cats == {one: float(one == "drugs") for one in Category}
    marks = {token.text: token.tag_ for token in example.predicted}
    assert marks["cocaine"] == "B-DRUG"
    assert marks["for"] == "WORD"
    assert example.predicted.ents == ()


def test_spans_are_those_of_the_clean_text(rules: Language) -> None:
    text = annotated("\u200b５g  \n\n of\u00a0[ｈａ\u200bｓｈ](DRUG)")
    (example,) = examples_from([text], rules)
    assert example.reference.text == "5g\nof hash"
    assert [span.text for span in example.reference.ents] == ["hash"]


@pytest.mark.parametrize(
    "marked", ["[coke](DRUG)head", "[1](QUANTITY)0 pills", "[\u200b](DRUG)"]
)
def test_a_mention_that_fits_no_token_is_named(marked: str, rules: Language) -> None:
    texts = [annotated("[hash](DRUG)"), annotated(marked, "b-007")]
    with pytest.raises(RecordError, match=r"inside a word.*id='b-007'"):
        examples_from(texts, rules)
    kept = [one.reference.text for one in fitting_examples(texts, rules)]
    assert kept == ["hash"]


def test_marks_are_taken_whole(rules: Language) -> None:
    text = annotated("10 grams cocaine, 20 grams heroin, 30 grams ketamine")
    (example,) = examples_from([text], rules)
    doc = example.predicted
    former = [token.tag_ for token in doc]
    take_marks(doc, 0.0, draws(0))
    assert [token.tag_ for token in doc] == former
    take_marks(doc, 0.5, draws(0))
    left = [token.tag_ for token in doc]
    assert set(left) > {""}
    assert left != former
    kept_insides = [at for at, tag in enumerate(left) if tag.startswith("I-")]
    assert all(left[at - 1] for at in kept_insides)
    take_marks(doc, 1.0, draws(0))
    assert {token.tag_ for token in doc} == {""}
