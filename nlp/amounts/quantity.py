"""What an amount's words say in comparable units."""

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal

from core.mentions import EntityKind
from core.offers import OfferedQuantity
from nlp.amounts.numbers import plain
from nlp.amounts.price import read_price
from nlp.amounts.row import Numeral, Row
from nlp.amounts.scan import TIMES, Amount, find_amounts
from nlp.amounts.spelling import price_value
from nlp.amounts.tokens import cut
from nlp.amounts.units import DOSES, UNITS, in_base_units
from nlp.text import normalise

MAX_CHARS = 400
"""Characters of a span that are read; no amount is longer."""
_PERCENT = 100
_PARTS_OF_AN_OUNCE = frozenset({Decimal("0.25"), Decimal("0.125"), Decimal("0.0625")})
"""A quarter, an eighth and a teenth are of an ounce where nothing else is said."""
_LARGEST = Decimal(10) ** 12


@dataclass(frozen=True, slots=True)
class SaidQuantity:
    """An amount of goods as said: number and unit."""

    number: Decimal
    unit: str
    """A unit of ``nlp.amounts.units``; ``piece`` for a bare count."""
    is_exact: bool
    """Whether it is one number rather than a range."""


def said_quantity(text: str) -> SaidQuantity | None:
    """Return what the words of a quantity say, ``None`` when they say no number."""
    packed = _packed(text)
    if packed is not None:
        return packed
    amount = _first(text, EntityKind.QUANTITY)
    if amount is not None:
        return SaidQuantity(amount.number, amount.unit, amount.upper is None)
    numeral = _bare_numeral(text)
    if numeral is None:
        return None
    is_exact = numeral.upper is None
    if numeral.number in _PARTS_OF_AN_OUNCE and numeral.is_word:
        return SaidQuantity(numeral.number, "oz", is_exact)
    if numeral.number % 1 != 0:
        # "half" and "3.5" count nothing whole, and no unit is said.
        return None
    return SaidQuantity(numeral.number, "piece", is_exact)


def _packed(text: str) -> SaidQuantity | None:
    """Return what "10 x 5g" is in all; of "10 x 2mg" the count, since a dose says how strong one is."""
    tokens, glued = _cut(text)
    row = Row(tokens, glued)
    count = row.numeral(0)
    if count is None or count.upper is not None or row.at(count.end) not in TIMES:
        return None
    inner = row.numeral(count.end + 1)
    unit = None if inner is None else UNITS.get(row.at(inner.end))
    # "9x19 rounds" is a calibre.
    if inner is None or inner.upper is not None or unit in {None, "round"}:
        return None
    if unit in DOSES:
        return SaidQuantity(count.number, "piece", is_exact=True)
    return SaidQuantity(count.number * inner.number, unit, is_exact=True)


def quantity_from(text: str) -> OfferedQuantity | None:
    """Return a quantity in grams, millilitres or pieces.

    Returns:
        ``None`` for no number, a range, a strength such as ``mg/ml``, or nothing at all.
    """
    said = said_quantity(text)
    if said is None or not said.is_exact:
        return None
    return offered(said.number, said.unit)


def offered(number: Decimal, unit: str) -> OfferedQuantity | None:
    """Return a number of units as an offer holds it, ``None`` where it holds none."""
    if number > _LARGEST or "/" in unit or unit == "iu":
        return None
    amount, base = in_base_units(number, unit)
    if amount <= 0:
        return None
    return OfferedQuantity(amount=amount, unit=base)


def purity_from(text: str) -> float | None:
    """Return a purity in percent: of a range its middle, ``None`` when it says none."""
    numeral = _bare_numeral(text)
    if numeral is None or numeral.is_fraction:
        return None
    middle = (numeral.number + (numeral.upper or numeral.number)) / 2
    return float(middle) if middle <= _PERCENT else None


def amount_value(kind: EntityKind, text: str) -> str | None:
    """Return the value of a mention from its words: ``5 g``, ``85%``, ``150.00 EUR``.

    Returns:
        ``None`` when the words hold no such amount.
    """
    found = _first(text, kind)
    if found is not None:
        return found.value
    if kind is EntityKind.PRICE:
        reading = read_price(text[:MAX_CHARS])
        if reading.amount is None or reading.currency is None:
            return None
        return price_value(reading.amount, reading.currency)
    if kind is EntityKind.PURITY:
        percent = purity_from(text)
        return None if percent is None else f"{plain(Decimal(str(percent)))}%"
    said = said_quantity(text) if kind is EntityKind.QUANTITY else None
    return None if said is None else f"{plain(said.number)} {said.unit}"


def _first(text: str, kind: EntityKind) -> Amount | None:
    amounts: Iterable[Amount] = find_amounts(*_cut(text))
    return next((one for one in amounts if one.kind is kind), None)


def _bare_numeral(text: str) -> Numeral | None:
    tokens, glued = _cut(text)
    row = Row(tokens, glued)
    numerals = (row.numeral(at) for at in range(len(tokens)))
    return next((one for one in numerals if one is not None), None)


def _cut(text: str) -> tuple[list[str], list[bool]]:
    # A mention keeps its text as it was: "½ oz", "５ g".
    return cut(normalise(text[:MAX_CHARS]).text)
