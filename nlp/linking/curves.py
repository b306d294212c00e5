"""The pieces of the curves that training fits: where they may bend, which way they go, and what is believed before."""

from collections.abc import Mapping
from dataclasses import dataclass
from math import log

import numpy as np
import numpy.typing as npt

from core.links import HARD_EVIDENCE, EvidenceKind
from nlp.linking.calibration import Floats
from nlp.linking.model import Curve

STRENGTH, STRENGTH_OF_BELIEF = 0.5, 2.0
"""Of the pull of each step towards its centre, without a belief and with one: the loss of a step that is one natural log off is half of
this, in pairs."""
QUANTILES = (0.0, 0.25, 0.5, 0.75, 0.9, 0.97, 1.0)
"""Where knots stand, among the measures of the pairs of one holder and of the others, half and half."""

BELIEFS: Mapping[EvidenceKind, Curve] = {
    EvidenceKind.SHARED_KEY: Curve(knots=(0.1, 0.3, 1.0), weights=(4.0, 14.0, 17.0)),
    EvidenceKind.SHARED_ADDRESS: Curve(
        knots=(0.1, 0.3, 1.0, 3.0), weights=(3.0, 9.0, 12.0, 15.0)
    ),
    EvidenceKind.SHARED_CONTACT: Curve(
        knots=(0.1, 0.3, 1.0, 3.0), weights=(2.0, 7.0, 10.0, 14.0)
    ),
    EvidenceKind.SHARED_IMAGE: Curve(knots=(0.3, 1.0, 3.0), weights=(3.0, 5.0, 7.0)),
    EvidenceKind.DECLARED_ALIAS: Curve(
        knots=(0.2, 0.5, 1.0, 2.0), weights=(2.0, 4.0, 7.0, 10.0)
    ),
    EvidenceKind.CONFLICTING_KEY: Curve(
        knots=(0.05, 0.5, 1.0), weights=(-0.5, -4.0, -10.0)
    ),
    EvidenceKind.HANDLE_SIMILARITY: Curve(
        knots=(0.0, 2.0, 5.0, 9.0, 13.0, 16.0),
        weights=(-0.5, 0.0, 1.0, 4.0, 7.0, 8.0),
    ),
    EvidenceKind.MIRRORED_PROFILE: Curve(
        knots=(0.0, 0.1, 0.3, 0.6, 0.9), weights=(-0.5, 0.0, 2.0, 5.0, 7.0)
    ),
    EvidenceKind.ACTIVITY_HOURS: Curve(
        knots=(0.3, 0.7, 0.9, 1.0), weights=(-1.0, -0.3, 0.0, 0.3)
    ),
}
"""What some kinds weigh before anything is learned, set by hand from what is known of markets: hard evidence, what impersonators copy (made
worlds have more of those than markets do), and the hours, which few sources tell. Where a kind was never measured it stays at that."""
NOT_LEARNED = frozenset({EvidenceKind.ACTIVITY_HOURS})
"""Kinds that stay at what is believed: made accounts and split ones keep no hours that could be learned from."""
LEAST_STYLE, MOST_STYLE = -4.0, 14.0
"""Bounds of what one kind of style weighs: people change how they write and where they send from, and made people do so too seldom."""
NEVER_AGAINST = HARD_EVIDENCE - {EvidenceKind.CONFLICTING_KEY} | {
    EvidenceKind.NEAR_DUPLICATE_LISTINGS,
    EvidenceKind.MIGRATION,
}
"""Kinds that are only measured where something is shared: too little of it is neutral."""

_BITS = log(2.0)


@dataclass(frozen=True, slots=True)
class Piece:
    """One kind's columns: a column a step, each zero at the neutral knot, after one for all that is measured."""

    kind: EvidenceKind
    knots: Floats
    neutral: int
    """The knot at which the kind says nothing."""
    falls: bool

    @property
    def width(self) -> int:
        """Return how many columns it has."""
        return len(self.knots)

    def columns(self, measures: Floats) -> npt.NDArray[np.float32]:
        """Return the columns of some measures; zeros where it is not a number."""
        known = ~np.isnan(measures)
        filled = np.where(known, measures, self.knots[0])
        low, high = self.knots[:-1], self.knots[1:]
        steps = np.clip((filled[:, None] - low) / (high - low), 0.0, 1.0)
        # Below the neutral knot, a step that is not climbed counts against.
        steps -= np.arange(self.width - 1) < self.neutral
        columns = np.hstack([np.ones((len(measures), 1)), steps])
        return np.asarray(columns * known[:, None], dtype=np.float32)

    def bounds(self) -> list[tuple[float | None, float | None]]:
        """Return between what each parameter may lie."""
        step = (None, 0.0) if self.falls else (0.0, None)
        return [self._first_bound(), *[step] * (self.width - 1)]

    def pull(self) -> list[float]:
        """Return how strongly each parameter is drawn to its centre."""
        strength = STRENGTH_OF_BELIEF if self.kind in BELIEFS else STRENGTH
        return [strength] * self.width

    def _first_bound(self) -> tuple[float | None, float | None]:
        # What is only measured where something is shared may count by being measured.
        if self.kind in NEVER_AGAINST:
            return 0.0, None
        return (None, 0.0) if self.kind in BELIEFS else (0.0, 0.0)

    def centre(self) -> list[float]:
        """Return what each parameter is drawn to, in natural log-odds."""
        belief = BELIEFS.get(self.kind)
        if belief is None:
            return [0.0] * self.width
        weights = np.array([belief.at(knot) for knot in self.knots]) * _BITS
        return [float(weights[0]), *np.diff(weights).tolist()]

    def curve(self, found: Floats) -> Curve:
        """Return the curve of fitted parameters, in log-odds base 2."""
        heights = np.concatenate([[0.0], np.cumsum(found[1:])])
        weights = (found[0] + heights - heights[self.neutral]) / _BITS
        is_hard = self.kind in HARD_EVIDENCE
        low, high = (-40.0, 40.0) if is_hard else (LEAST_STYLE, MOST_STYLE)
        return Curve(
            knots=tuple(self.knots.tolist()),
            weights=tuple(np.clip(weights, low, high).tolist()),
        )


def piece_of(
    kind: EvidenceKind, measures: Floats, same: Floats, mass: Floats, *, falls: bool
) -> Piece:
    """Choose the knots of one kind from what was measured of labelled pairs.

    Args:
        kind: What was measured.
        measures: Of every pair, not a number where it could not be.
        same: 1.0 for one holder, else 0.0.
        mass: What each pair counts.
        falls: Whether a higher measure speaks against one holder.
    """
    knots = _knots(kind, measures, same)
    speaks_by_itself = kind in BELIEFS or kind in NEVER_AGAINST
    neutral = 0 if speaks_by_itself else _neutral(knots, measures, same, mass)
    return Piece(kind=kind, knots=knots, neutral=neutral, falls=falls)


def _neutral(knots: Floats, measures: Floats, same: Floats, mass: Floats) -> int:
    """Return the knot where pairs of one holder become denser than strangers: their shares below it differ most there."""
    known = ~np.isnan(measures)
    below = measures[known, None] <= knots
    ahead = []
    for weights in (mass * (1.0 - same), mass * same):
        here = weights[known]
        ahead.append(here @ below / max(here.sum(), 1e-9))
    return int(np.argmax(ahead[0] - ahead[1]))


def _knots(kind: EvidenceKind, measures: Floats, same: Floats) -> Floats:
    if kind in BELIEFS:
        return np.array(BELIEFS[kind].knots)
    known = ~np.isnan(measures)
    found = [
        np.quantile(values, QUANTILES)
        for values in (measures[known & (same > 0)], measures[known & (same == 0)])
        if len(values)
    ]
    # Steps shorter than a hundredth of the range would be fitted to single pairs.
    sorted_knots = np.unique(np.concatenate(found))
    least = (sorted_knots[-1] - sorted_knots[0]) / 100
    kept = [sorted_knots[0]]
    for knot in sorted_knots[1:]:
        if knot - kept[-1] > least:
            kept.append(knot)
    return np.unique(np.round(np.array(kept), 6))
