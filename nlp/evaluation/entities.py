"""Scores predicted mentions against marked ones, exactly and by overlap."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from core.mentions import EntityKind
from core.records import Record
from nlp.evaluation.bootstrap import interval95
from nlp.evaluation.gold import GoldSpan

Counts = NDArray[np.int64]
_MARKED, _PREDICTED, _EXACT, _MARKED_MET, _PREDICTED_MET = range(5)
"""Columns of the counts: spans of either side, alike ones, and those that an equal label of the other side overlaps."""


class Interval(Record):
    """A figure and where it lies in 95 of 100 samples of as many texts."""

    value: float
    low: float
    high: float


class Scores(Record):
    """How well mentions fit, by one way of counting."""

    precision: Interval
    recall: Interval
    f1: Interval


class LabelScores(Record):
    """One label's scores; ``None`` as label stands for all together (micro)."""

    label: EntityKind | None
    marked: int
    predicted: int
    exact: Scores
    """Start, end and label are right."""
    partial: Scores
    """The label is right and at least one character is shared."""


@dataclass(frozen=True, slots=True)
class Judged:
    """One text's spans from both sides, of the labels that are scored."""

    marked: frozenset[GoldSpan]
    predicted: frozenset[GoldSpan]


def score_entities(
    texts: Sequence[Judged], labels: Sequence[EntityKind], *, seed: int = 0
) -> list[LabelScores]:
    """Score texts label by label and, first, over all labels.

    A share of nothing counts as 1 where nothing was to be found and nothing was; as 0 otherwise.

    Args:
        texts: Both sides of each text.
        labels: What is scored.
        seed: Of the bootstrap, which draws whole texts.
    """
    counts = np.array(
        [[_counts(text, label) for label in labels] for text in texts], dtype=np.int64
    ).reshape(len(texts), len(labels), 5)
    everything = _label_scores(None, counts.sum(axis=1), seed)
    return [
        everything,
        *(_label_scores(label, counts[:, at], seed) for at, label in enumerate(labels)),
    ]


def _counts(text: Judged, label: EntityKind) -> tuple[int, ...]:
    marked = [one for one in text.marked if one.label is label]
    predicted = [one for one in text.predicted if one.label is label]
    return (
        len(marked),
        len(predicted),
        len(set(marked) & set(predicted)),
        _met(marked, predicted),
        _met(predicted, marked),
    )


def _met(spans: Iterable[GoldSpan], others: Sequence[GoldSpan]) -> int:
    return sum(
        any(one.start < other.end and other.start < one.end for other in others)
        for one in spans
    )


def _label_scores(label: EntityKind | None, counts: Counts, seed: int) -> LabelScores:
    total = counts.sum(axis=0)
    return LabelScores(
        label=label,
        marked=int(total[_MARKED]),
        predicted=int(total[_PREDICTED]),
        exact=_scores(counts, _EXACT, _EXACT, seed),
        partial=_scores(counts, _PREDICTED_MET, _MARKED_MET, seed),
    )


def _scores(counts: Counts, right: int, met: int, seed: int) -> Scores:
    def figures(sums: NDArray[np.float64]) -> NDArray[np.float64]:
        precision = _share(sums[..., right], sums[..., _PREDICTED], sums[..., _MARKED])
        recall = _share(sums[..., met], sums[..., _MARKED], sums[..., _PREDICTED])
        both = precision + recall
        f1 = np.divide(
            2 * precision * recall, both, out=np.zeros_like(both), where=both > 0
        )
        return np.stack([precision, recall, f1], axis=-1)

    value = figures(counts.sum(axis=0).astype(np.float64))
    low, high = interval95(counts, figures, seed=seed)
    precision, recall, f1 = (
        Interval(value=float(one), low=float(least), high=float(most))
        for one, least, most in zip(value, low, high, strict=True)
    )
    return Scores(precision=precision, recall=recall, f1=f1)


def _share(
    part: NDArray[np.float64], whole: NDArray[np.float64], other: NDArray[np.float64]
) -> NDArray[np.float64]:
    nothing = np.where((whole == 0) & (other == 0), 1.0, 0.0)
    return np.divide(part, whole, out=nothing, where=whole > 0)
