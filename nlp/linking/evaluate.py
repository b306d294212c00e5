"""Scores predicted links against known truth."""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

Pair = tuple[str, str]


@dataclass(frozen=True, slots=True)
class PairScores:
    """How well predicted pairs fit the true ones."""

    true_pairs: int
    predicted_pairs: int
    correct: int

    @property
    def precision(self) -> float:
        """Share of the predicted pairs that are true; 1 where none is predicted."""
        return self.correct / self.predicted_pairs if self.predicted_pairs else 1.0

    @property
    def recall(self) -> float:
        """Share of the true pairs that are predicted; 1 where none is true."""
        return self.correct / self.true_pairs if self.true_pairs else 1.0

    @property
    def f1(self) -> float:
        """Harmonic mean of precision and recall."""
        both = self.precision + self.recall
        return 2 * self.precision * self.recall / both if both else 0.0


@dataclass(frozen=True, slots=True)
class KindRecall:
    """How many of the true pairs with one kind of evidence are found."""

    true_pairs: int
    found: int

    @property
    def recall(self) -> float:
        """Share found; 1 where there is none to find."""
        return self.found / self.true_pairs if self.true_pairs else 1.0


def evaluate_links(predicted: Iterable[Pair], true: Iterable[Pair]) -> PairScores:
    """Compare predicted with true pairs; the order within a pair does not matter."""
    predictions, truths = _unordered(predicted), _unordered(true)
    return PairScores(
        true_pairs=len(truths),
        predicted_pairs=len(predictions),
        correct=len(predictions & truths),
    )


def recall_by_kind(
    predicted: Iterable[Pair], true: Mapping[Pair, str]
) -> dict[str, KindRecall]:
    """Return the recall of true pairs by what each has in common, kinds in order.

    Args:
        predicted: Predicted pairs.
        true: The kind of evidence by true pair.
    """
    predictions = _unordered(predicted)
    kinds = {_ordered(pair): kind for pair, kind in true.items()}
    totals = Counter(kinds.values())
    found = Counter(kind for pair, kind in kinds.items() if pair in predictions)
    return {
        kind: KindRecall(true_pairs=totals[kind], found=found[kind])
        for kind in sorted(totals)
    }


def _unordered(pairs: Iterable[Pair]) -> set[Pair]:
    return {_ordered(pair) for pair in pairs}


def _ordered(pair: Pair) -> Pair:
    left, right = sorted(pair)
    return left, right
