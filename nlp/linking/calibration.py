"""Makes weights honest probabilities, and measures how honest they are."""

from dataclasses import dataclass
from math import log

import numpy as np
import numpy.typing as npt
from scipy.optimize import minimize
from scipy.special import expit
from sklearn.metrics import average_precision_score

from nlp.linking.model import Calibration

BINS = 15
"""Bins of equal mass; too few hide a fault, too many measure noise."""

Floats = npt.NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class ReliabilityBin:
    """Pairs of about the same probability, and how many of them had one holder."""

    pairs: int
    mass: float
    """The bin's share of all pairs' weight, in [0, 1]."""
    predicted: float
    """Mean probability."""
    observed: float
    """Share that has one holder."""


def fit_calibration(scores: Floats, same: Floats, mass: Floats) -> Calibration:
    """Fit a slope and a shift that turn scores into calibrated log-odds.

    Args:
        scores: Log-odds, base 2, of pairs that the weights were not fitted on.
        same: 1.0 for one holder, else 0.0, same shape.
        mass: What each pair counts, same shape.

    References:
        Platt, Probabilistic outputs for support vector machines, 1999: the targets are drawn
        in from 0 and 1, so that a perfect separation does not ask for endless odds.
    """
    positive, negative = float(mass @ same), float(mass @ (1.0 - same))
    target = np.where(
        same > 0, (positive + 1.0) / (positive + 2.0), 1.0 / (negative + 2.0)
    )

    def loss(parameters: Floats) -> tuple[float, Floats]:
        logits = log(2.0) * (parameters[0] * scores + parameters[1])
        value = mass @ (np.logaddexp(0.0, logits) - target * logits)
        slope = log(2.0) * mass * (expit(logits) - target)
        return float(value), np.array([slope @ scores, slope.sum()])

    # A slope at or below zero would turn the ranking round.
    found = minimize(
        loss,
        np.array([1.0, 0.0]),
        jac=True,
        method="L-BFGS-B",
        bounds=[(0.05, None), (None, None)],
    )
    return Calibration(slope=float(found.x[0]), shift=float(found.x[1]))


def ranked_precision(probabilities: Floats, same: Floats, mass: Floats) -> float:
    """Return the average precision of the pairs from the likeliest down, in [0, 1].

    Args:
        probabilities: In [0, 1].
        same: 1.0 for one holder, else 0.0, same shape.
        mass: What each pair counts, same shape.
    """
    found = average_precision_score(same, probabilities, sample_weight=mass)
    # Its sum over a perfect ranking is rounded, at times to a hair above 1.
    return min(1.0, float(found))


def reliability(
    probabilities: Floats,
    same: Floats,
    mass: Floats | None = None,
    *,
    bins: int = BINS,
) -> tuple[ReliabilityBin, ...]:
    """Sort pairs into bins of equal mass and compare what was said with what is true.

    Args:
        probabilities: In [0, 1].
        same: 1.0 for one holder, else 0.0, same shape.
        mass: What each pair counts, same shape; by default alike.
        bins: How many; pairs of one probability always share a bin.
    """
    if len(probabilities) == 0:
        return ()
    weights = np.ones_like(probabilities) if mass is None else mass
    order = np.argsort(probabilities, kind="stable")
    ranked = probabilities[order]
    _, start = np.unique(ranked, return_index=True)
    # A pair's bin is where the mass up to its probability's first pair ends.
    before = (np.cumsum(weights[order]) - weights[order]) / weights.sum()
    first = np.repeat(start, np.diff(np.append(start, len(ranked))))
    place = np.empty(len(ranked), dtype=np.int64)
    place[order] = np.minimum((before[first] * bins).astype(np.int64), bins - 1)
    return tuple(
        _bin(probabilities[inside], same[inside], weights[inside], weights.sum())
        for number in range(bins)
        if (inside := place == number).any()
    )


def even_reliability(
    probabilities: Floats, same: Floats, *, bins: int = 10
) -> tuple[ReliabilityBin, ...]:
    """Sort pairs into bins of equal width; those without a pair are left out.

    Most candidates are strangers and surely so. Bins of equal mass measure that well; these show the few that matter.

    Args:
        probabilities: In [0, 1].
        same: 1.0 for one holder, else 0.0, same shape.
        bins: How many.
    """
    place = np.minimum((probabilities * bins).astype(np.int64), bins - 1)
    mass = np.ones_like(probabilities)
    return tuple(
        _bin(probabilities[inside], same[inside], mass[inside], float(len(mass)))
        for number in range(bins)
        if (inside := place == number).any()
    )


def _bin(
    probabilities: Floats, same: Floats, mass: Floats, whole: float
) -> ReliabilityBin:
    here = mass.sum()
    return ReliabilityBin(
        pairs=len(probabilities),
        mass=float(here / whole),
        predicted=float(mass @ probabilities / here),
        observed=float(mass @ same / here),
    )


def calibration_error(bins: tuple[ReliabilityBin, ...]) -> float:
    """Return the expected calibration error: the bins' mean gap, each by its mass.

    References:
        Naeini, Cooper, Hauskrecht, Obtaining well calibrated probabilities using Bayesian
        binning, AAAI 2015.
    """
    return sum(one.mass * abs(one.predicted - one.observed) for one in bins)
