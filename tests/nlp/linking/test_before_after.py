import pytest

from core.links import EvidenceKind
from nlp.linking.before_after import compare_models
from nlp.linking.model import Curve, LinkModel, TrainingNote
from nlp.linking.training import FOLDS, HeldOutScore, LabelledPair, Training

WORDS = EvidenceKind.LEXICAL_PROFILE


def model(*weights: float) -> LinkModel:
    return LinkModel(
        name="made",
        prior=0.0,
        curves={WORDS: Curve(knots=(0.0, 1.0), weights=weights)},
        training=TrainingNote(data="none", digest=""),
    )


def test_both_models_are_measured_on_the_same_pairs() -> None:
    true = LabelledPair({WORDS: 1.0}, "p", "p")
    missed = LabelledPair({WORDS: 0.0}, "q", "q")
    false = LabelledPair({WORDS: 1.0}, "p", "q")
    held = (
        HeldOutScore(true, weight=5.0),
        HeldOutScore(missed, weight=5.0),
        HeldOutScore(false, weight=-5.0),
    )
    report = compare_models(
        Training(model(-9.0, 9.0), held), model(-5.0, 5.0), threshold=0.5
    )
    assert (report.pairs, report.same_holder) == (3, 2)
    after, before = report.after, report.before
    assert (after.precision, after.recall, after.f1) == (1.0, 1.0, 1.0)
    assert after.average_precision == 1.0
    # A pair of strangers counts for those that fell into two folds.
    assert before.precision == pytest.approx(1 / (1 + FOLDS))
    assert before.recall == 0.5
    assert before.calibration_error > 0.5 > after.calibration_error
    assert before.model == model(-5.0, 5.0).version
