"""Sets a new model beside a former one, on people whom the new one had not seen."""

from collections.abc import Sequence

import numpy as np
from pydantic import Field
from sklearn.metrics import brier_score_loss

from core.records import Record
from nlp.linking.calibration import (
    Floats,
    calibration_error,
    ranked_precision,
    reliability,
)
from nlp.linking.model import LinkModel
from nlp.linking.training import HeldOutScore, Training


class ModelFigures(Record):
    """How good a model is on pairs of known holders; each pair counts by its mass."""

    model: str
    precision: float = Field(ge=0.0, le=1.0)
    """Share of the links that is right; 1 where nothing is linked."""
    recall: float = Field(ge=0.0, le=1.0)
    """Share of the measured true pairs that is linked."""
    average_precision: float = Field(ge=0.0, le=1.0)
    calibration_error: float = Field(ge=0.0, le=1.0)
    brier: float = Field(ge=0.0, le=1.0)
    """Mean squared error of the probabilities."""

    @property
    def f1(self) -> float:
        """Return the harmonic mean of precision and recall."""
        whole = self.precision + self.recall
        return 2 * self.precision * self.recall / whole if whole else 0.0


class BeforeAfter(Record):
    """Two models on the same pairs."""

    pairs: int
    """Pairs of people who were held out together."""
    same_holder: int
    threshold: float
    before: ModelFigures
    after: ModelFigures


def compare_models(
    training: Training, before: LinkModel, *, threshold: float
) -> BeforeAfter:
    """Measure a training's held out pairs with the former model as well.

    Args:
        training: What was trained; its own scores are of models that had not seen the people.
        before: The model in use so far.
        threshold: Least probability of a link.
    """
    held = training.held_out
    former = np.array([before.weigh(one.pair.features).probability for one in held])
    new = np.array([one.probability for one in held])
    return BeforeAfter(
        pairs=len(held),
        same_holder=sum(one.pair.same_holder for one in held),
        threshold=threshold,
        before=_figures(before.version, former, held, threshold),
        after=_figures(training.model.version, new, held, threshold),
    )


def _figures(
    version: str,
    probabilities: Floats,
    held: Sequence[HeldOutScore],
    threshold: float,
) -> ModelFigures:
    same = np.array([float(one.pair.same_holder) for one in held])
    mass = np.array([one.mass for one in held])
    linked = probabilities >= threshold
    correct = float(mass[linked] @ same[linked])
    said, true = float(mass[linked].sum()), float(mass @ same)
    return ModelFigures(
        model=version,
        precision=correct / said if said else 1.0,
        recall=correct / true if true else 1.0,
        average_precision=ranked_precision(probabilities, same, mass),
        calibration_error=calibration_error(reliability(probabilities, same, mass)),
        brier=float(brier_score_loss(same, probabilities, sample_weight=mass)),
    )
