"""The mistakes that cost most, gathered by what they have in common."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from enum import StrEnum

from core.mentions import EntityKind
from core.records import Record
from nlp.evaluation.entities import Judged
from nlp.evaluation.gold import GoldSpan, GoldText

_CONTEXT_CHARS = 40


class MistakeKind(StrEnum):
    """What is wrong with a find, or with its absence."""

    MISSED = "missed"
    """Marked, and nothing found there."""
    SPURIOUS = "spurious"
    """Found, and nothing marked there."""
    LABEL = "label"
    """The right place under a wrong label."""
    BOUNDARY = "boundary"
    """The right label, begun or ended elsewhere."""


class Mistake(Record):
    """Equal mistakes, with one of their places."""

    kind: MistakeKind
    label: EntityKind
    """The marked one; of a spurious find, its own."""
    predicted: EntityKind | None
    text: str
    """As it was marked; of a spurious find, as it was found. Hostile: show it escaped."""
    count: int
    id: str
    """The text of the example."""
    context: str
    """The example with the text round it; hostile too."""


_Key = tuple[MistakeKind, EntityKind, EntityKind | None, str]


def worst_mistakes(
    texts: Sequence[GoldText], judged: Sequence[Judged], limit: int
) -> list[Mistake]:
    """Return the most frequent mistakes, the first of each as its example."""
    groups: dict[_Key, list[tuple[GoldText, GoldSpan]]] = defaultdict(list)
    for text, sides in zip(texts, judged, strict=True):
        for kind, span, predicted in _mistakes(sides):
            words = text.text[span.start : span.end].lower()
            groups[kind, span.label, predicted, words].append((text, span))
    ordered = sorted(groups.items(), key=lambda item: (-len(item[1]), _order(item[0])))
    return [_mistake(key, places) for key, places in ordered[:limit]]


def _order(key: _Key) -> tuple[str, ...]:
    return tuple(str(part) for part in key)


def _mistake(key: _Key, places: Sequence[tuple[GoldText, GoldSpan]]) -> Mistake:
    kind, label, predicted, _ = key
    text, span = places[0]
    return Mistake(
        kind=kind,
        label=label,
        predicted=predicted,
        text=text.text[span.start : span.end],
        count=len(places),
        id=text.id,
        context=text.text[max(0, span.start - _CONTEXT_CHARS) :][
            : span.end - span.start + 2 * _CONTEXT_CHARS
        ],
    )


def _mistakes(
    sides: Judged,
) -> Iterator[tuple[MistakeKind, GoldSpan, EntityKind | None]]:
    for span in sorted(sides.marked - sides.predicted):
        others = list(_overlapping(span, sides.predicted))
        same = [one for one in others if one.label is span.label]
        if same:
            yield MistakeKind.BOUNDARY, span, span.label
        elif others:
            yield MistakeKind.LABEL, span, others[0].label
        else:
            yield MistakeKind.MISSED, span, None
    for span in sorted(sides.predicted - sides.marked):
        if not any(_overlapping(span, sides.marked)):
            yield MistakeKind.SPURIOUS, span, span.label


def _overlapping(span: GoldSpan, others: Iterable[GoldSpan]) -> Iterator[GoldSpan]:
    return (
        one for one in sorted(others) if one.start < span.end and span.start < one.end
    )
