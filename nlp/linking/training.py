"""Learns what each kind of evidence weighs from pairs of accounts whose holders are known.

A logistic regression whose inputs are the pieces of one curve a kind. Every step of a curve is bounded by zero, so that more likeness
never speaks less for one holder: scikit-learn's ``LogisticRegression`` cannot bound signs, hence L-BFGS-B on the loss itself. Steps are
drawn towards zero, those of hard evidence towards what is known of markets: made or gathered pairs with one key all have one holder, and
would ask for endless weight.

Holders are held out in turn: no pair that is measured has a person whose pairs were trained on. The pooled scores of those held out give
the calibration, which is then worked into the weights.

References:
    Byrd, Lu, Nocedal, Zhu, A limited memory algorithm for bound constrained optimization, SIAM J. Sci. Comput. 16 (1995).
"""

import hashlib
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from math import log

import numpy as np
import numpy.typing as npt
from scipy.optimize import minimize
from scipy.special import expit

from core.errors import ConfigError
from core.links import EvidenceKind
from nlp.linking.calibration import (
    Floats,
    calibration_error,
    fit_calibration,
    ranked_precision,
    reliability,
)
from nlp.linking.curves import BELIEFS, NOT_LEARNED, Piece, piece_of
from nlp.linking.model import (
    Calibration,
    Curve,
    LinkModel,
    TrainingNote,
    probability_of,
)

LEAST_PAIRS = 1_000
"""Fewer labelled pairs say nothing about calibration."""
LEAST_SAME_HOLDER = 50
"""Fewer pairs of one holder leave most curves to chance."""
FOLDS = 4

_BITS = log(2.0)


@dataclass(frozen=True, slots=True)
class LabelledPair:
    """A pair of accounts whose holders are known."""

    features: Mapping[EvidenceKind, float]
    left_holder: str
    right_holder: str
    """Names of persons; equal for one holder."""
    mass: float = 1.0
    """What the pair counts."""

    @property
    def same_holder(self) -> bool:
        """Whether one person holds both."""
        return self.left_holder == self.right_holder


@dataclass(frozen=True, slots=True)
class HeldOutScore:
    """A pair as a model weighed it that had not seen its people."""

    pair: LabelledPair
    weight: float
    """Log-odds, base 2, calibrated."""

    @property
    def probability(self) -> float:
        """The weight as a probability, in [0, 1]."""
        return probability_of(self.weight)

    @property
    def mass(self) -> float:
        """What the pair counts among those held out."""
        # Of strangers, only one pair in so many falls into one fold.
        return self.pair.mass * (1 if self.pair.same_holder else FOLDS)


@dataclass(frozen=True, slots=True)
class Training:
    """A trained model and what it said of people that it had not seen."""

    model: LinkModel
    held_out: tuple[HeldOutScore, ...]


def train(
    pairs: Iterable[LabelledPair],
    *,
    falling: Collection[EvidenceKind],
    data: str,
    name: str = "links",
) -> Training:
    """Fit a model to labelled pairs and calibrate it on holders that were held out.

    Args:
        pairs: Candidate pairs as the linker brings them up; the order does not matter.
        falling: Kinds whose measure speaks against one holder.
        data: What the pairs are, in words, for the model's note.
        name: Of the model.

    Raises:
        ConfigError: There are too few pairs to learn from.
    """
    known = sorted(pairs, key=_place)
    _check(known)
    held, calibration = _calibrate(_hold_out(known, falling))
    same = np.array([float(one.pair.same_holder) for one in held])
    mass = np.array([one.mass for one in held])
    said = np.array([one.probability for one in held])
    note = TrainingNote(
        data=data,
        digest=_digest(known),
        pairs=len(known),
        same_holder=sum(pair.same_holder for pair in known),
        holders=len({one for pair in known for one in _holders(pair)}),
        calibration=calibration,
        calibration_error=calibration_error(reliability(said, same, mass)),
        average_precision=ranked_precision(said, same, mass),
    )
    model = _fit(known, falling).as_model(name, note, calibration)
    return Training(model=model, held_out=held)


def _check(pairs: Sequence[LabelledPair]) -> None:
    same = sum(pair.same_holder for pair in pairs)
    if len(pairs) >= LEAST_PAIRS and same >= LEAST_SAME_HOLDER:
        return
    raise ConfigError(
        f"too little to learn from: {len(pairs):,} labelled pairs, {same:,} of them of one holder, where "
        f"{LEAST_PAIRS:,} and {LEAST_SAME_HOLDER:,} are needed; give more accounts whose lines have a `holder`"
    )


def _hold_out(
    pairs: Sequence[LabelledPair], falling: Collection[EvidenceKind]
) -> list[HeldOutScore]:
    """Score the pairs of each fold by a model of the others' people."""
    found = []
    folds = [{fold_of(one) for one in _holders(pair)} for pair in pairs]
    for fold in range(FOLDS):
        both = list(zip(pairs, folds, strict=True))
        fitted = _fit([pair for pair, inside in both if fold not in inside], falling)
        unseen = [pair for pair, inside in both if inside == {fold}]
        found += [
            HeldOutScore(pair=pair, weight=float(weight))
            for pair, weight in zip(unseen, fitted.scores(unseen), strict=True)
        ]
    return found


def _calibrate(
    scores: Sequence[HeldOutScore],
) -> tuple[tuple[HeldOutScore, ...], Calibration]:
    found = fit_calibration(
        np.array([one.weight for one in scores]),
        np.array([float(one.pair.same_holder) for one in scores]),
        np.array([one.mass for one in scores]),
    )
    calibrated = tuple(
        replace(one, weight=found.slope * one.weight + found.shift) for one in scores
    )
    return calibrated, found


def fold_of(holder: str) -> int:
    """Return the fold in which a person is held out, in [0, FOLDS)."""
    return int.from_bytes(hashlib.sha256(holder.encode()).digest()[:4]) % FOLDS


@dataclass(frozen=True, slots=True)
class _Fitted:
    """Curves in log-odds base 2, not calibrated."""

    prior: float
    curves: Mapping[EvidenceKind, Curve]

    def scores(self, pairs: Sequence[LabelledPair]) -> Floats:
        found = np.full(len(pairs), self.prior)
        for kind, curve in self.curves.items():
            measures = np.array([pair.features.get(kind, np.nan) for pair in pairs])
            weights = np.interp(measures, curve.knots, curve.weights)
            found += np.where(np.isnan(measures), 0.0, weights)
        return found

    def as_model(
        self, name: str, note: TrainingNote, calibration: Calibration
    ) -> LinkModel:
        """Work the calibration into the weights, so that they still add up."""
        prior = calibration.slope * self.prior + calibration.shift
        return LinkModel(
            name=name,
            prior=round(prior, 4),
            curves={
                kind: curve.scaled(calibration.slope)
                for kind, curve in self.curves.items()
            },
            training=note,
        )


def _fit(pairs: Sequence[LabelledPair], falling: Collection[EvidenceKind]) -> _Fitted:
    same = np.array([float(pair.same_holder) for pair in pairs])
    mass = np.array([pair.mass for pair in pairs])
    measured = {
        kind: np.array([pair.features.get(kind, np.nan) for pair in pairs])
        for kind in EvidenceKind
        if kind not in NOT_LEARNED
    }
    pieces = [
        piece_of(kind, values, same, mass, falls=kind in falling)
        for kind, values in measured.items()
        if not np.isnan(values).all()
    ]
    columns = [np.ones((len(pairs), 1), dtype=np.float32)]
    columns += [piece.columns(measured[piece.kind]) for piece in pieces]
    found = _solve(np.hstack(columns), same, mass, pieces)
    curves, place = dict(BELIEFS), 1
    for piece in pieces:
        curves[piece.kind] = piece.curve(found[place : place + piece.width])
        place += piece.width
    return _Fitted(prior=float(found[0]) / _BITS, curves=curves)


def _solve(
    matrix: npt.NDArray[np.float32],
    same: Floats,
    mass: Floats,
    pieces: Sequence[Piece],
) -> Floats:
    centre = np.array([0.0, *(value for piece in pieces for value in piece.centre())])
    # The prior is free: it is no evidence.
    pull = np.array([0.0, *(value for piece in pieces for value in piece.pull())])

    def loss(parameters: Floats) -> tuple[float, Floats]:
        logits = (matrix @ parameters.astype(np.float32)).astype(np.float64)
        away = parameters - centre
        value = mass @ (np.logaddexp(0.0, logits) - same * logits)
        rest = (mass * (expit(logits) - same)).astype(np.float32)
        slope = (rest @ matrix).astype(np.float64)
        return float(value + 0.5 * pull @ away**2), slope + pull * away

    bounds = [(None, None), *(one for piece in pieces for one in piece.bounds())]
    found = minimize(
        loss,
        centre,
        jac=True,
        method="L-BFGS-B",
        bounds=bounds,
        options={"maxiter": 300},
    )
    return np.asarray(found.x, dtype=np.float64)


def _holders(pair: LabelledPair) -> tuple[str, str]:
    return pair.left_holder, pair.right_holder


def _place(pair: LabelledPair) -> tuple[str, str, float, list[tuple[str, float]]]:
    return (*_holders(pair), pair.mass, sorted(pair.features.items()))


def _digest(pairs: Sequence[LabelledPair]) -> str:
    found = hashlib.sha256()
    for pair in pairs:
        found.update(repr((pair.same_holder, *_place(pair)[2:])).encode())
    return found.hexdigest()[:16]
