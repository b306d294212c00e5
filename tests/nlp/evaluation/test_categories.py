import pytest

from core.records import Category
from nlp.evaluation.categories import score_categories

DRUGS, FRAUD, OTHER = Category.DRUGS, Category.FRAUD, Category.OTHER


def test_scores_by_hand() -> None:
    true = [DRUGS, DRUGS, DRUGS, FRAUD]
    report = score_categories(true, [DRUGS, DRUGS, OTHER, DRUGS])
    drugs, fraud = report.scores
    assert (drugs.category, drugs.texts) == (DRUGS, 3)
    assert drugs.precision == pytest.approx(2 / 3)
    assert drugs.recall == pytest.approx(2 / 3)
    assert (fraud.precision, fraud.recall, fraud.f1) == (0.0, 0.0, 0.0)
    assert report.macro_f1 == pytest.approx(1 / 3)
    assert report.accuracy == 0.5
    assert report.confusion == {
        DRUGS: {DRUGS: 2, OTHER: 1},
        FRAUD: {DRUGS: 1, OTHER: 0},
    }


def test_all_right() -> None:
    report = score_categories([FRAUD, OTHER], [FRAUD, OTHER])
    assert (report.macro_f1, report.accuracy) == (1.0, 1.0)
