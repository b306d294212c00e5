"""Runs a model over annotated texts and gathers every figure."""

from collections.abc import Callable, Iterator

from core.mentions import TextField
from core.records import Category, Record
from nlp.evaluation.categories import CategoryReport, score_categories
from nlp.evaluation.entities import Judged, LabelScores, score_entities
from nlp.evaluation.gold import GoldSet, GoldSpan, GoldText
from nlp.evaluation.mistakes import Mistake, worst_mistakes
from nlp.extract import Extractor, ReadText, TextUnit

_BATCH = 64
Report = Callable[[int, int], None]
"""Told of texts read, and of how many."""


class EntityReport(Record):
    """What a model makes of annotated texts."""

    texts: int
    entities: tuple[LabelScores, ...]
    """All labels together first, then each one."""
    categories: CategoryReport | None
    """``None`` where the texts name no categories or the model gives none."""
    mistakes: tuple[Mistake, ...]


def evaluate_entities(
    extractor: Extractor,
    gold: GoldSet,
    *,
    errors: int = 20,
    report: Report = lambda _done, _of: None,
) -> EntityReport:
    """Read texts with a model and score what it finds.

    Args:
        extractor: The loaded model.
        gold: At least one text.
        errors: How many groups of equal mistakes to return.
        report: Told of the progress.
    """
    readings = list(_readings(extractor, gold, report))
    judged = [
        _judged(text, reading, gold)
        for text, reading in zip(gold.texts, readings, strict=True)
    ]
    return EntityReport(
        texts=len(gold.texts),
        entities=tuple(score_entities(judged, gold.labels)),
        categories=_categories(gold, readings),
        mistakes=tuple(worst_mistakes(gold.texts, judged, errors)),
    )


def _readings(
    extractor: Extractor, gold: GoldSet, report: Report
) -> Iterator[ReadText]:
    for start in range(0, len(gold.texts), _BATCH):
        texts = gold.texts[start : start + _BATCH]
        yield from extractor.read(
            [TextUnit(text.text, TextField.DESCRIPTION) for text in texts]
        )
        report(start + len(texts), len(gold.texts))


def _judged(text: GoldText, reading: ReadText, gold: GoldSet) -> Judged:
    predicted = (
        GoldSpan(one.start, one.end, one.kind)
        for one in reading.mentions
        if one.kind in gold.labels
    )
    return Judged(frozenset(text.spans), frozenset(predicted))


def _categories(gold: GoldSet, readings: list[ReadText]) -> CategoryReport | None:
    pairs = [
        (text.category, Category(max(shares, key=shares.__getitem__)))
        for text, reading in zip(gold.texts, readings, strict=True)
        if (shares := reading.categories) and text.category is not None
    ]
    if not pairs:
        return None
    return score_categories([true for true, _ in pairs], [guess for _, guess in pairs])
