"""Chooses among candidate places: those that the sample pages really fill."""

from collections.abc import Callable, Sequence
from typing import Any

from crawlers.pages.convert import FieldValue
from crawlers.profile.fields import ValueType
from crawlers.propose.places import (
    Candidate,
    KindPages,
    ProposedField,
    differs,
    fill_of,
    is_filled,
)

Accepts = Callable[[Sequence[FieldValue]], bool]
MIN_FILL = 0.5
AGREEMENT = 0.8
MAX_LABELLED_CHARS = 10_000
TOLERANCE = 0.1


def choose_field(
    pages: KindPages,
    name: str,
    candidates: Sequence[Candidate],
    *,
    accepts: Accepts = differs,
    min_fill: float = MIN_FILL,
    value_type: ValueType | None = None,
) -> ProposedField | None:
    """Return a field of the best candidates, or None where no page fills one.

    The first good one leads; another that agrees with it stands behind as its reserve.
    """
    kind = value_type or pages.type_of(name)
    good: list[tuple[Candidate, list[FieldValue], float]] = []
    for candidate in candidates:
        found = pages.read(candidate.asked, kind)
        fill = fill_of(found)
        if fill > 0 and fill >= min_fill and _is_good(candidate, found, accepts):
            good.append((candidate, found, fill))
        if len(good) >= 6:
            break
    if not good:
        return None
    best = max(fill for _, _, fill in good)
    # The order is one of trust: only a clearly better fill overrules it.
    lead, values, _ = next(item for item in good if item[2] >= best - TOLERANCE)
    reserves = [
        item
        for item in good
        if item[0].more == lead.more
        and not _is_alike(lead.place, item[0].place)
        and _agree(values, item[1])
    ]
    places = [lead.place, *(item[0].place for item in reserves[:1])]
    asked = {"find": places, **lead.more}
    return ProposedField(name, asked, fill_of(pages.read(asked, kind)), lead.guess)


def _is_good(
    candidate: Candidate, found: Sequence[FieldValue], accepts: Accepts
) -> bool:
    if "label" in candidate.place or "jsonld" in candidate.place:
        # A label says what it is: three offers may well come from one country.
        return all(len(item.raw) <= MAX_LABELLED_CHARS for item in found)
    return accepts(found)


def _is_alike(one: dict[str, Any], other: dict[str, Any]) -> bool:
    """Return whether two places break together: the one is a part of the other."""
    if one == other or (one.get("label") and one.get("label") == other.get("label")):
        return True
    left, right = str(one.get("css", "?")), str(other.get("css", "!"))
    return left.startswith(right) or right.startswith(left)


def _agree(one: Sequence[FieldValue], other: Sequence[FieldValue]) -> bool:
    both = [
        (left.value, right.value)
        for left, right in zip(one, other, strict=True)
        if is_filled(left) and is_filled(right)
    ]
    same = sum(left == right for left, right in both)
    return bool(both) and same >= AGREEMENT * len(both)
