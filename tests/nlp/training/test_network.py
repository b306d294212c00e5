import pytest

from core.mentions import NER_KINDS
from core.records import Category
from nlp.ner.pipeline import load_rules
from nlp.training.examples import examples_from
from nlp.training.network import Material, assemble, predicted_docs, train_network
from nlp.training.settings import load_training_config
from tests.nlp.training.small_corpus import quick_config, small_corpus


@pytest.mark.models
def test_a_network_is_left_as_it_was_at_its_best() -> None:
    config, rules = quick_config(), load_rules()
    nlp = assemble(config, rules.vocab)
    examples = examples_from(small_corpus(), rules)
    material = Material(examples[:40], [], 0.0, examples[40:])
    told: list[tuple[int, int, float | None]] = []
    outcome = train_network(
        nlp, material, config, seed=1, report=lambda *one: told.append(one)
    )
    assert outcome.best_score == max(score for _, score in outcome.looks)
    assert outcome.best_score > 0.9
    assert outcome.best_update <= outcome.updates
    assert told[-1][0] == outcome.updates
    docs = predicted_docs(nlp, examples[40:])
    right = [
        {(one.start, one.label_) for one in doc.ents}
        == {(one.start, one.label_) for one in example.reference.ents}
        for doc, example in zip(docs, examples[40:], strict=True)
    ]
    assert sum(right) >= 6
    assert {*docs[0].cats} == {one.value for one in Category}
    assert set(nlp.get_pipe("ner").labels) == {  # type: ignore[attr-defined]
        one.value for one in NER_KINDS
    }
    assert [one.predicted.ents for one in examples] == [()] * len(examples)


def test_the_shipped_network_can_be_assembled() -> None:
    nlp = assemble(load_training_config(), load_rules().vocab)
    assert nlp.pipe_names == ["tok2vec", "ner", "textcat"]
