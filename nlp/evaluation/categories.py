"""Scores guessed categories against true ones."""

from collections import Counter
from collections.abc import Sequence

from core.records import Category, Record


class CategoryScore(Record):
    """One category's scores."""

    category: Category
    texts: int
    precision: float
    recall: float
    f1: float


class CategoryReport(Record):
    """How well categories are told."""

    macro_f1: float
    """Mean over the categories that the texts have."""
    accuracy: float
    scores: tuple[CategoryScore, ...]
    confusion: dict[Category, dict[Category, int]]
    """True category to guessed category to texts."""


def score_categories(
    true: Sequence[Category], guessed: Sequence[Category]
) -> CategoryReport:
    """Score guesses; both sides in the same order, at least one text."""
    pairs = Counter(zip(true, guessed, strict=True))
    trues, guesses = Counter(true), Counter(guessed)
    scores = tuple(
        _score(one, trues[one], guesses[one], pairs[one, one])
        for one in Category
        if trues[one]
    )
    return CategoryReport(
        macro_f1=sum(one.f1 for one in scores) / len(scores),
        accuracy=sum(pairs[one, one] for one in Category) / len(true),
        scores=scores,
        confusion={
            left: {right: pairs[left, right] for right in Category if guesses[right]}
            for left in Category
            if trues[left]
        },
    )


def _score(category: Category, texts: int, guesses: int, right: int) -> CategoryScore:
    return CategoryScore(
        category=category,
        texts=texts,
        precision=right / guesses if guesses else 0.0,
        recall=right / texts,
        f1=2 * right / (texts + guesses),
    )
