"""Measures links against holders that are known: pairs, rankings, clusters, calibration.

Recall counts every true pair, also those that were never brought up as candidates; calibration counts candidate pairs, which are those that
get a probability at all.
"""

from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations

import numpy as np
from pydantic import Field
from sklearn.metrics import average_precision_score, brier_score_loss

from core.links import EvidenceKind
from core.records import Record
from nlp.linking.calibration import calibration_error, even_reliability, reliability
from nlp.linking.model import LinkModel, Score

LIKELY = 0.1
"""A pair of at least this probability may be shown to somebody."""

Pair = tuple[str, str]
"""Two vendor ids, the lower one first."""


@dataclass(frozen=True, slots=True)
class RatedPair:
    """A candidate pair as the linker weighed it."""

    left: str
    """The lower of the two vendor ids."""
    right: str
    score: Score

    @property
    def ids(self) -> Pair:
        """Both vendor ids, the lower one first."""
        return self.left, self.right


@dataclass(frozen=True, slots=True)
class KnownAccount:
    """Of an account whose holder is known, what scoring needs."""

    vendor_id: str
    market: str
    holder: str


class PairScores(Record):
    """How good a set of links is, pair by pair."""

    predicted_pairs: int = Field(ge=0)
    true_pairs: int = Field(ge=0)
    correct: int = Field(ge=0)

    @property
    def precision(self) -> float:
        """Return the share of the links that is right; 1 for none."""
        return _share(self.correct, self.predicted_pairs)

    @property
    def recall(self) -> float:
        """Return the share of the true pairs that is linked; 1 for none."""
        return _share(self.correct, self.true_pairs)

    @property
    def f1(self) -> float:
        """Return the harmonic mean of precision and recall."""
        whole = self.predicted_pairs + self.true_pairs
        return _share(2 * self.correct, whole)


class ClusterScores(Record):
    """How pure and whole clusters are for an account on average."""

    precision: float
    recall: float

    @property
    def f1(self) -> float:
        """Return the harmonic mean of precision and recall."""
        whole = self.precision + self.recall
        return 2 * self.precision * self.recall / whole if whole else 0.0


class KindScores(Record):
    """What one kind of evidence brings."""

    kind: EvidenceKind
    true_pairs: int = Field(ge=0)
    """True pairs for which this kind speaks."""
    found: int = Field(ge=0)
    """Those of them that are linked."""
    other_pairs: int = Field(ge=0)
    """Candidate pairs of strangers for which it speaks nevertheless."""
    without: float
    """Average precision if this kind is left out of every score."""

    @property
    def recall(self) -> float:
        """Return the share of its true pairs that is linked; 1 for none."""
        return _share(self.found, self.true_pairs)


class ReliabilityRow(Record):
    """Candidate pairs of about the same probability."""

    pairs: int
    predicted: float
    """Mean probability."""
    observed: float
    """Share that has one holder."""


class LinkReport(Record):
    """How good links are against known holders."""

    model: str
    threshold: float
    accounts: int
    candidate_pairs: int
    pairs: PairScores
    average_precision: float
    """Of the ranking of all pairs; a true pair that is no candidate ranks last."""
    first_rank: float
    """R@1: share of the accounts with a partner whose best pair is a partner."""
    clusters: ClusterScores
    """B-cubed."""
    calibration_error: float
    """Expected calibration error over the candidate pairs, in bins of equal mass."""
    likely_calibration_error: float
    """The same over those from ``LIKELY`` on, in bins of equal width: strangers that surely are would hide what is wrong with these."""
    brier: float
    """Mean squared error of the probabilities of the candidate pairs."""
    reliability: tuple[ReliabilityRow, ...]
    """In bins of equal width."""
    kinds: tuple[KindScores, ...]


def evaluate_pairs(
    rated: Sequence[RatedPair],
    accounts: Sequence[KnownAccount],
    groups: Iterable[Collection[str]],
    *,
    model: LinkModel,
    threshold: float,
    within_market: bool,
) -> LinkReport:
    """Score what the linker said of accounts whose holders are known.

    Args:
        rated: The candidate pairs; those with an account of unknown holder are left out.
        accounts: Every account whose holder is known.
        groups: The clusters that were formed; an account in none stands alone.
        model: What weighed the pairs.
        threshold: Least probability of a link.
        within_market: Whether pairs on one market count as well.
    """
    holder_of = {one.vendor_id: one.holder for one in accounts}
    true = true_pairs(accounts, within_market=within_market)
    known = [
        pair for pair in rated if pair.left in holder_of and pair.right in holder_of
    ]
    linked = {pair.ids for pair in known if pair.score.probability >= threshold}
    same = np.array([float(one.ids in true) for one in known])
    probabilities = np.array([one.score.probability for one in known])
    likely = probabilities >= LIKELY
    return LinkReport(
        model=model.version,
        threshold=threshold,
        accounts=len(accounts),
        candidate_pairs=len(known),
        pairs=score_pairs(linked, true),
        average_precision=average_precision(
            {one.ids: one.score.weight for one in known}, true
        ),
        first_rank=first_rank(known, true),
        clusters=b_cubed(groups, holder_of),
        calibration_error=calibration_error(reliability(probabilities, same)),
        likely_calibration_error=calibration_error(
            even_reliability(probabilities[likely], same[likely])
        ),
        brier=float(brier_score_loss(same, probabilities)) if known else 0.0,
        reliability=tuple(
            ReliabilityRow(
                pairs=one.pairs, predicted=one.predicted, observed=one.observed
            )
            for one in even_reliability(probabilities, same)
        ),
        kinds=score_kinds(known, true, linked),
    )


def true_pairs(
    accounts: Iterable[KnownAccount], *, within_market: bool
) -> frozenset[Pair]:
    """Return every pair of accounts that has one holder, lower id first."""
    held: defaultdict[str, list[KnownAccount]] = defaultdict(list)
    for one in accounts:
        held[one.holder].append(one)
    return frozenset(
        (min(a.vendor_id, b.vendor_id), max(a.vendor_id, b.vendor_id))
        for own in held.values()
        for a, b in combinations(own, 2)
        if within_market or a.market != b.market
    )


def score_pairs(linked: Iterable[Pair], true: Collection[Pair]) -> PairScores:
    """Score links against the true pairs; the order within a pair does not matter."""
    said = {_ordered(pair) for pair in linked}
    meant = {_ordered(pair) for pair in true}
    return PairScores(
        predicted_pairs=len(said), true_pairs=len(meant), correct=len(said & meant)
    )


def average_precision(weights: Mapping[Pair, float], true: Collection[Pair]) -> float:
    """Return the average precision of a ranking of pairs; 1 where nothing is true.

    Args:
        weights: By pair, lower id first; the highest first.
        true: A pair of these without a weight is never found.
    """
    if not true:
        return 1.0
    same = [float(pair in true) for pair in weights]
    found = sum(same)
    if not found:
        return 0.0
    # What ranks below all others changes no precision above it, only the recall.
    ranked = average_precision_score(same, list(weights.values()))
    return float(ranked) * found / len(true)


def first_rank(rated: Iterable[RatedPair], true: Collection[Pair]) -> float:
    """Return the share of accounts with a partner whose best pair is a partner (R@1)."""
    best: dict[str, tuple[float, str]] = {}
    for one in rated:
        for own, other in (one.ids, (one.right, one.left)):
            # Ties go to the lower id.
            rival = best.get(own)
            if rival is None or (-one.score.weight, other) < (-rival[0], rival[1]):
                best[own] = (one.score.weight, other)
    partnered = {vendor_id for pair in true for vendor_id in pair}
    right = sum(
        own in best and _ordered((own, best[own][1])) in true for own in partnered
    )
    return _share(right, len(partnered))


def b_cubed(
    groups: Iterable[Collection[str]], holder_of: Mapping[str, str]
) -> ClusterScores:
    """Score clusters by the average account (B-cubed).

    Args:
        groups: Clusters; accounts of unknown holder are left out, those in none stand alone.
        holder_of: The holder of each account.

    References:
        Bagga, Baldwin, Algorithms for scoring coreference chains, LREC 1998.
    """
    clusters = [{one for one in group if one in holder_of} for group in groups]
    grouped = {one for cluster in clusters for one in cluster}
    clusters += [{one} for one in holder_of if one not in grouped]
    sizes = Counter(holder_of.values())
    precision = recall = 0.0
    for cluster in clusters:
        for holder, count in Counter(holder_of[one] for one in cluster).items():
            precision += count * count / len(cluster)
            recall += count * count / sizes[holder]
    return ClusterScores(
        precision=_share(precision, len(holder_of)),
        recall=_share(recall, len(holder_of)),
    )


def score_kinds(
    rated: Sequence[RatedPair], true: Collection[Pair], linked: Collection[Pair]
) -> tuple[KindScores, ...]:
    """Say for each kind of evidence what it brings; those of most true pairs first."""
    speaking: defaultdict[EvidenceKind, list[Pair]] = defaultdict(list)
    for one in rated:
        for kind, weight in one.score.parts.items():
            if weight > 0:
                speaking[kind].append(one.ids)
    kinds = {kind for one in rated for kind in one.score.parts}
    found = []
    for kind in sorted(kinds):
        own = [pair for pair in speaking[kind] if pair in true]
        without = {
            one.ids: one.score.weight - one.score.parts.get(kind, 0.0) for one in rated
        }
        found.append(
            KindScores(
                kind=kind,
                true_pairs=len(own),
                found=sum(pair in linked for pair in own),
                other_pairs=len(speaking[kind]) - len(own),
                without=average_precision(without, true),
            )
        )
    return tuple(sorted(found, key=lambda one: (-one.true_pairs, one.kind)))


def _ordered(pair: Pair) -> Pair:
    return min(pair), max(pair)


def _share(part: float, whole: float) -> float:
    return part / whole if whole else 1.0
