"""From a text that the pipeline went through to the finds that are reported.

What a name means is the network's to say; the rules say what its value is, and where the network is silent they speak for the labels that
need no sentence to be understood.
"""

from bisect import bisect_left
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from operator import attrgetter

from spacy.tokens import Doc, Span

from core.mentions import EntityKind, MentionSource
from core.text import fold
from nlp.amounts.quantity import amount_value
from nlp.identifiers.base import Found
from nlp.identifiers.overlap import without_overlaps
from nlp.places.place import place_code

PLACES = frozenset(
    {EntityKind.LOCATION, EntityKind.SHIPPING_FROM, EntityKind.SHIPPING_TO}
)
RULES_SUFFICE: frozenset[EntityKind] = frozenset()
"""Labels for which a sure rule counts where the network found nothing."""
_SURE = 0.8
"""Score from which a rule's find is sure."""
_AGREED, _ALONE = 0.9, 0.7
"""Scores for a model that brings no measured ones."""


@dataclass(frozen=True, slots=True)
class Precision:
    """How often a trained label is right, measured on texts kept from training."""

    agreed: float = _AGREED
    """Where a rule reads the very same span alike."""
    alone: float = _ALONE


def read_doc(
    doc: Doc, precisions: Mapping[EntityKind, Precision], *, has_model: bool = True
) -> list[Found]:
    """Return the finds of a text, in order and without overlaps."""
    finds: list[Found] = list(doc._.found)
    in_order = sorted(doc._.hints, key=attrgetter("start"))
    starts = [hint.start for hint in in_order]
    for span in doc.ents:
        # A text of thousands of names must not be searched whole for each of them.
        first = bisect_left(starts, span.start_char)
        hints = in_order[first : bisect_left(starts, span.end_char, first)]
        finds.append(_entity(span, hints, precisions))
    taken = without_overlaps(finds)
    kinds = RULES_SUFFICE if has_model else frozenset(EntityKind)
    sure = (hint for hint in doc._.hints if hint.kind in kinds and hint.score >= _SURE)
    return without_overlaps([*taken, *_beside(taken, without_overlaps(sure))])


def _beside(taken: Sequence[Found], hints: Sequence[Found]) -> Iterator[Found]:
    """Yield the hints that touch nothing of what is taken; both are in order."""
    at = 0
    for hint in hints:
        while at < len(taken) and taken[at].end <= hint.start:
            at += 1
        if at == len(taken) or hint.end <= taken[at].start:
            yield hint


def _entity(
    span: Span, hints: Sequence[Found], precisions: Mapping[EntityKind, Precision]
) -> Found:
    """Return a find of the network, its value from the hints that begin inside it."""
    kind = EntityKind(span.label_)
    hint = _best_hint(span, kind, hints)
    is_agreed = hint is not None and (hint.start, hint.end) == (
        span.start_char,
        span.end_char,
    )
    precision = precisions.get(kind, Precision())
    return Found(
        kind,
        span.start_char,
        span.end_char,
        _written_value(kind, span.text) if hint is None else hint.value,
        MentionSource.MODEL,
        precision.agreed if is_agreed else precision.alone,
    )


def _written_value(kind: EntityKind, text: str) -> str:
    """Return what a span says by itself, where no rule read it as a whole."""
    if kind in PLACES:
        return place_code(text) or fold(text)
    return amount_value(kind, text) or fold(text)


def _best_hint(span: Span, kind: EntityKind, hints: Sequence[Found]) -> Found | None:
    """Return the longest reading of the same kind inside a span."""
    kinds = PLACES if kind in PLACES else {kind}
    inside = (
        hint for hint in hints if hint.kind in kinds and hint.end <= span.end_char
    )
    return max(
        inside, key=lambda hint: (hint.end - hint.start, hint.score), default=None
    )
