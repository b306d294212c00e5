"""Which of a text's amounts is the quantity on offer; no guess where it offers several."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal

from core.offers import OfferedQuantity
from nlp.amounts.quantity import SaidQuantity, offered
from nlp.amounts.units import DOSES

_MEASURED = frozenset({"g", "ml"})
_ALIKE = Decimal("0.02")
"""Share by which two amounts may differ and still be one: "1 oz (28 g)"."""
_TIMES = ("x", "×", "*")


@dataclass(frozen=True, slots=True)
class PlacedQuantity:
    """A quantity said somewhere in a text."""

    start: int
    end: int
    said: SaidQuantity
    words: str
    """The words themselves."""


def offered_quantity(
    text: str, placed: Sequence[PlacedQuantity]
) -> OfferedQuantity | None:
    """Return how much a text offers.

    ``10x Xanax 2mg`` is ten pieces, since milligrams beside a count are the strength of one; ``10 x 5g`` is 50 g; ``1 oz (28 g)`` is one
    quantity said twice. A range, a list such as ``1g/5g/10g`` and ``from 5g`` offer no one quantity.

    Args:
        text: The text that the quantities stand in.
        placed: Its quantities, in order.

    Returns:
        ``None`` where the text says no quantity, or more than one.
    """
    if not placed or any(not one.said.is_exact for one in placed):
        return None
    if any(_is_open(text, one) for one in placed):
        return None
    counts = [one for one in placed if _is_count(one)]
    strengths = {id(one) for one in placed if _is_strength(one, placed)}
    measures = [
        one for one in placed if not _is_count(one) and id(one) not in strengths
    ]
    if counts and measures:
        return _product(text, counts, measures)
    return _same(_quantities(counts or measures))


def _quantities(placed: Sequence[PlacedQuantity]) -> Iterator[OfferedQuantity | None]:
    return (offered(one.said.number, one.said.unit) for one in placed)


def _same(quantities: Iterator[OfferedQuantity | None]) -> OfferedQuantity | None:
    """Return the one quantity that all of some are, a named unit rather than ``piece``."""
    known = [one for one in quantities if one is not None]
    if not known:
        return None
    named = next((one for one in known if one.unit != "piece"), known[0])
    for one in known:
        is_unit = one.unit in {named.unit, "piece"}
        if not is_unit or abs(one.amount - named.amount) > _ALIKE * named.amount:
            return None
    return named


def _product(
    text: str, counts: Sequence[PlacedQuantity], measures: Sequence[PlacedQuantity]
) -> OfferedQuantity | None:
    """Return what "10 x 5g" is in all, where one count stands right before one measure."""
    if len(counts) != 1 or len(measures) != 1:
        return None
    count, measure = counts[0], measures[0]
    between = text[count.end : measure.start].strip().lower()
    is_times = count.words.lower().endswith(_TIMES) or between in _TIMES
    if count.said.unit != "piece" or not is_times or len(between) > 1:
        return None
    return offered(count.said.number * measure.said.number, measure.said.unit)


def _is_count(placed: PlacedQuantity) -> bool:
    quantity = offered(placed.said.number, placed.said.unit)
    return quantity is not None and quantity.unit not in _MEASURED


def _is_strength(placed: PlacedQuantity, others: Sequence[PlacedQuantity]) -> bool:
    """Whether an amount says how strong one piece is rather than how much there is."""
    unit = placed.said.unit
    if "/" in unit or unit == "iu" or unit == "ug":
        return True
    if unit not in DOSES:
        return False
    others_are_more = any(one.said.unit not in DOSES for one in others)
    return others_are_more or len(others) == 1


_OPEN_BEFORE = (
    "from",
    "ab",
    "vanaf",
    "desde",
    "from:",
    "min",
    "min.",
    "minimum",
    "up to",
)
_OPEN_BEFORE_WORDS = frozenset(
    {*_OPEN_BEFORE, "moq", "mindestens", "bis", "à partir de"}
)


def _is_open(text: str, placed: PlacedQuantity) -> bool:
    """Whether a quantity is only the least, the most, or one of a list: "from 5g", "1/5/10g"."""
    before = text[max(0, placed.start - 16) : placed.start].lower()
    words = before.replace(":", " ").split()
    if words and words[-1] in _OPEN_BEFORE_WORDS:
        return True
    stripped = before.rstrip()
    is_listed = stripped[-1:] in {"/", ",", "|"} and stripped[-2:-1].isdigit()
    return is_listed or before.endswith(("up to ", "partir de "))
