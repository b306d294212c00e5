"""From a text that the pipeline went through to the finds that are reported.

What a name means is the network's to say; the rules say what its value is. Letting sure rules speak where the network is silent was tried:
it found as many wrong mentions as right ones, since the network reads their marks already.
"""

import re
from bisect import bisect_left
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from operator import attrgetter

from spacy.tokens import Doc, Span, Token

from core.mentions import EntityKind, MentionSource
from core.text import fold
from nlp.amounts.quantity import amount_value
from nlp.identifiers.base import Found
from nlp.identifiers.overlap import without_overlaps
from nlp.ner.marks import FUNCTION_WORD
from nlp.places.place import place_code

PLACES = frozenset(
    {EntityKind.LOCATION, EntityKind.SHIPPING_FROM, EntityKind.SHIPPING_TO}
)
_PARTS_OF_AMOUNTS = frozenset("%€$£¥₿+")
_CODE = re.compile(r"\s?[:=>-]{0,2}\s?(?:\w{3,12}:)?[A-Za-z0-9]{20}", re.ASCII)
"""What follows a coin that only says which chain the address behind it is of."""
LEAST_PRECISION = 0.35
"""Finds of a group that was right less often on texts kept from training are not reported:
with an F1 around 0.7, each of them costs more precision than it brings recall."""


@dataclass(frozen=True, slots=True)
class Precision:
    """How often a trained label is right, measured on texts kept from training.

    The defaults are for a model that brings no measured shares.
    """

    agreed: float = 0.9
    """Where a rule reads the very same span alike."""
    supported: float = 0.7
    """Where a rule reads a part of the span alike."""
    alone: float = 0.5
    """Where no rule reads any of it alike."""


def read_doc(
    doc: Doc,
    precisions: Mapping[EntityKind, Precision],
    *,
    least: float = LEAST_PRECISION,
) -> list[Found]:
    """Return the finds of a text, in order and without overlaps.

    Args:
        doc: The text, after the whole pipeline.
        precisions: By label; a find's score is its group's.
        least: Finds of the network with a lower score are left out.
    """
    finds: list[Found] = list(doc._.found)
    in_order = sorted(doc._.hints, key=attrgetter("start"))
    starts = [hint.start for hint in in_order]
    for span in filter(_names_something, map(_trimmed, doc.ents)):
        # A text of thousands of names must not be searched whole for each of them.
        first = bisect_left(starts, span.start_char)
        hints = in_order[first : bisect_left(starts, span.end_char, first)]
        found = _entity(span, hints, precisions)
        if found.score >= least:
            finds.append(found)
    return without_overlaps(finds)


def _trimmed(span: Span) -> Span:
    """Return a span without the brackets, dashes and bullets at its edges."""
    start, end = span.start, span.end
    while (
        start < end
        and _is_edge(span.doc[start])
        and not _begins_number(span.doc[start:end])
    ):
        start += 1
    while end > start and _is_edge(span.doc[end - 1]):
        end -= 1
    return Span(span.doc, start, end, label=span.label)


def _is_edge(token: Token) -> bool:
    is_word = any(char.isalnum() for char in token.text)
    return not is_word and token.text not in _PARTS_OF_AMOUNTS


def _begins_number(span: Span) -> bool:
    """Whether a span begins with the point of a calibre such as ".223"."""
    point = span[0]
    return (
        point.text == "."
        and not point.whitespace_
        and len(span) > 1
        and span[1].is_digit
    )


def _names_something(span: Span) -> bool:
    """Whether a span has more than function words, and is no label of an address."""
    if all(token.tag_ == FUNCTION_WORD for token in span):
        return False
    is_coin = span.label_ == EntityKind.PAYMENT
    return not (is_coin and _CODE.match(span.doc.text, span.end_char))


def _entity(
    span: Span, hints: Sequence[Found], precisions: Mapping[EntityKind, Precision]
) -> Found:
    """Return a find of the network, its value from the hints that begin inside it."""
    kind = EntityKind(span.label_)
    hint = _best_hint(span, kind, hints)
    return Found(
        kind,
        span.start_char,
        span.end_char,
        _written_value(kind, span.text) if hint is None else hint.value,
        MentionSource.MODEL,
        _share(span, hint, precisions.get(kind, Precision())),
    )


def _share(span: Span, hint: Found | None, precision: Precision) -> float:
    if hint is None:
        return precision.alone
    is_whole = (hint.start, hint.end) == (span.start_char, span.end_char)
    return precision.agreed if is_whole else precision.supported


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
