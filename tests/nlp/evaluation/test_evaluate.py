import pytest
from spacy.pipeline import EntityRuler

from core.mentions import EntityKind
from nlp.evaluation.evaluate import evaluate_entities
from nlp.evaluation.gold import GoldSet, GoldText, gold_from_corpus
from nlp.extract import Extractor
from nlp.ner.pipeline import load_rules
from tests.nlp.training.small_corpus import annotated


@pytest.fixture(scope="module")
def extractor() -> Extractor:
    # In the place of a network, whose finds change with every training.
    nlp = load_rules()
    ruler = nlp.add_pipe("entity_ruler")
    assert isinstance(ruler, EntityRuler)
    ruler.add_patterns([{"label": "DRUG", "pattern": "cocaine"}])
    return Extractor(nlp)


def test_finds_are_scored_in_the_original_text(extractor: Extractor) -> None:
    texts = [
        annotated("\u200bten grams of [cocaine](DRUG)", "a-001"),
        annotated("my friend [Bob](ALIAS)", "a-002"),
    ]
    told: list[tuple[int, int]] = []
    report = evaluate_entities(
        extractor,
        gold_from_corpus(texts),
        report=lambda done, of: told.append((done, of)),
    )
    by_label = {one.label: one for one in report.entities}
    assert by_label[EntityKind.DRUG].exact.f1.value == 1.0
    assert by_label[EntityKind.ALIAS].exact.recall.value == 0.0
    assert "Bob" in [one.text for one in report.mistakes]
    assert told == [(2, 2)]
    assert report.texts == 2
    # No classifier, no categories.
    assert report.categories is None


def test_only_the_labels_of_the_set_are_scored(extractor: Extractor) -> None:
    gold = GoldSet((GoldText("1", "cocaine, 45 EUR", ()),), (EntityKind.DRUG,))
    report = evaluate_entities(extractor, gold)
    assert [one.label for one in report.entities] == [None, EntityKind.DRUG]
    assert report.entities[0].predicted == 1
    assert [one.text for one in report.mistakes] == ["cocaine"]
    assert evaluate_entities(extractor, gold, errors=0).mistakes == ()
