import pytest
from spacy.tokens import Doc, Span
from spacy.training import Example
from spacy.vocab import Vocab

from core.mentions import NER_KINDS, EntityKind, MentionSource
from nlp.category.calibration import calibrated
from nlp.identifiers.base import Found
from nlp.ner.marks import add_hint
from nlp.training.scores import category_temperature, precision_by_label

VOCAB = Vocab()


def doc(*spans: tuple[int, int, str], hint: tuple[int, int] | None = None) -> Doc:
    made = Doc(VOCAB, words=["aa", "bb", "cc"])
    made.set_ents([Span(made, start, end, label) for start, end, label in spans])
    if hint:
        source = MentionSource.RULE
        add_hint(made, Found(EntityKind.DRUG, *hint, "aa", source, 0.85))
    return made


def test_precision_is_apart_for_finds_that_a_rule_reads_alike() -> None:
    drug, other = (0, 1, "DRUG"), (2, 3, "DRUG")
    truth = Example(doc(), doc(drug))
    docs = [doc(drug, other, hint=(0, 2)), doc(drug, hint=(0, 2)), doc(other)]
    found = precision_by_label(docs, [truth, truth, truth])
    # Two of two agreed finds are right, none of two others: (2 + 1) / (2 + 2), (0 + 1) / (2 + 2).
    assert found["DRUG"] == {"agreed": 0.75, "supported": 0.5, "alone": 0.25}
    assert found["WEAPON"] == {"agreed": 0.5, "supported": 0.5, "alone": 0.5}
    assert found.keys() == {kind.value for kind in NER_KINDS}


def with_category(category: str, share: float = 1.0) -> Doc:
    made = Doc(VOCAB, words=["aa"])
    rest = "b" if category == "a" else "a"
    made.cats = {category: share, rest: 1 - share}
    made.cats = dict(sorted(made.cats.items()))
    return made


def test_temperature_makes_shares_honest() -> None:
    # Guesses of 0.9 that are right three times of four: three quarters is honest.
    guesses = [with_category("a", 0.9) for _ in range(40)]
    truths = [with_category("a" if at % 4 else "b") for at in range(40)]
    examples = [
        Example(guess, truth) for guess, truth in zip(guesses, truths, strict=True)
    ]
    temperature = category_temperature(guesses, examples)
    assert calibrated({"a": 0.9, "b": 0.1}, temperature)["a"] == pytest.approx(
        0.75, abs=0.01
    )
