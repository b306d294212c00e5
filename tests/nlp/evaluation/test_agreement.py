from dataclasses import replace

import pytest

from core.errors import ConfigError
from core.records import Category
from nlp.evaluation.agreement import cohens_kappa, evaluate_agreement
from nlp.evaluation.mistakes import MistakeKind
from tests.nlp.training.small_corpus import annotated


def test_kappa_by_hand() -> None:
    # The example of Cohen's: 20 + 15 of 50 alike, 0.5 by chance.
    pairs = [("y", "y")] * 20 + [("y", "n")] * 5 + [("n", "y")] * 10 + [("n", "n")] * 15
    assert cohens_kappa(pairs) == pytest.approx(0.4)
    assert cohens_kappa([("y", "y")] * 3) == 1.0
    assert cohens_kappa([("y", "n"), ("n", "y")]) == pytest.approx(-1.0)


def test_the_second_pass_is_scored_against_the_first() -> None:
    first = [
        annotated("[5g](QUANTITY) [hash](DRUG)", "a-001"),
        annotated("[black tar](DRUG) here", "a-002"),
        annotated("[weed](DRUG)", "a-003"),
    ]
    second = [
        annotated("[5g](QUANTITY) [hash](DRUG)", "a-001"),
        annotated("black [tar](DRUG) here", "a-002", category=Category.OTHER),
    ]
    report = evaluate_agreement(first, second)
    assert report.texts == 2
    assert report.entities[0].marked == 3
    assert report.entities[0].exact.f1.value == pytest.approx(2 / 3)
    assert report.entities[0].partial.f1.value == 1.0
    # Tokens: 5 g hash | black tar here; five of six alike.
    # By chance: DRUG 3 * 2, QUANTITY 2 * 2, outside 1 * 2, of 36.
    assert report.token_kappa == pytest.approx((5 / 6 - 12 / 36) / (1 - 12 / 36))
    assert report.category_kappa == pytest.approx(0.0)
    (difference,) = report.mistakes
    assert (difference.kind, difference.text) == (MistakeKind.BOUNDARY, "black tar")


def test_equal_passes_agree_wholly() -> None:
    texts = [annotated("[5g](QUANTITY) [hash](DRUG) here", "a-001")]
    report = evaluate_agreement(texts, texts)
    assert (report.token_kappa, report.entities[0].exact.f1.value) == (1.0, 1.0)


def test_another_text_is_refused() -> None:
    texts = [annotated("[hash](DRUG)", "a-001")]
    with pytest.raises(ConfigError, match=r"the corpus has not.*a-009"):
        evaluate_agreement(texts, [replace(texts[0], id="a-009")])
    with pytest.raises(ConfigError, match=r"otherwise than the corpus.*a-001"):
        evaluate_agreement(texts, [annotated("[Hash](DRUG)", "a-001")])
