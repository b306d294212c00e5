"""Token rules for amounts: how much, how pure, how dear."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal

from core.mentions import EntityKind
from nlp.amounts.hedges import hedged_start
from nlp.amounts.numbers import plain
from nlp.amounts.purity import PERCENT, purity_score
from nlp.amounts.row import Numeral, Row
from nlp.amounts.spelling import CURRENCIES, DOLLARS, price_value
from nlp.amounts.units import ARTICLED, HALVED, STREET, UNITS

_SURE, _LIKELY, _POSSIBLE = 0.9, 0.6, 0.5
TIMES = frozenset({"x", "×", "*"})
"""Signs between a count and what is counted."""
_FORMATS = TIMES | {"/", "."}
"""Signs beside a fraction that make it a thread, a date or a grade."""
_PER_VOLUME = frozenset({"ml", "g", "h", "l"})


@dataclass(frozen=True, slots=True)
class Amount:
    """An amount in a row of tokens, from ``start`` up to before ``end``."""

    kind: EntityKind
    start: int
    end: int
    value: str
    score: float
    number: Decimal
    """The number, of a range the lower one."""
    unit: str
    """A unit of ``nlp.amounts.units``, a currency's code or ``%``; empty for a bare price."""
    upper: Decimal | None = None
    """Where a range ends."""


def find_amounts(tokens: Sequence[str], glued: Sequence[bool]) -> Iterator[Amount]:
    """Yield quantities, purities and prices among tokens, in order.

    Args:
        tokens: In lower case.
        glued: For each token, whether it follows the one before without a blank.
    """
    row = Row(tokens, glued)
    at = free = 0
    while at < len(tokens):
        amount = _amount_at(row, at)
        if amount is None or _is_part_of_a_word(row, amount):
            at += 1
        else:
            yield _with_hedge(row, amount, free)
            at = free = amount.end


def _with_hedge(row: Row, amount: Amount, free: int) -> Amount:
    start = max(free, hedged_start(row.tokens, amount.start))
    if start == amount.start or amount.kind is EntityKind.PRICE:
        return amount
    return Amount(
        amount.kind,
        start,
        amount.end,
        amount.value,
        amount.score,
        amount.number,
        amount.unit,
        amount.upper,
    )


def _is_part_of_a_word(row: Row, amount: Amount) -> bool:
    """Whether letters or digits go on where an amount ends, as they do in an address."""
    last, following = row.at(amount.end - 1), row.at(amount.end)
    goes_on = row.touches(amount.end) and last.isalnum() and following.isalnum()
    is_counted = following in TIMES or last in TIMES
    return goes_on and not is_counted


def _amount_at(row: Row, at: int) -> Amount | None:
    token = row.at(at)
    sign = row.sign(at)
    if sign is not None:
        return _price_after_sign(row, at, *sign)
    if token in TIMES and row.touches(at + 1) and not row.touches(at):
        return _count_after_times(row, at)
    numeral = row.numeral(at)
    if numeral is None:
        return _without_number(row, at)
    if _is_inside_a_format(row, at):
        return None
    return (
        _price(row, at, numeral)
        or _purity(row, at, numeral)
        or _quantity(row, at, numeral)
        or _without_unit(row, at, numeral)
        or _street(row, at)
    )


def _is_inside_a_format(row: Row, at: int) -> bool:
    """Whether a number is the other side of a calibre or a format: "9x19 rounds"."""
    touches = row.touches(at) and row.touches(at - 1)
    return touches and row.at(at - 1) in TIMES and row.at(at - 2)[:1].isdigit()


def _price(row: Row, at: int, numeral: Numeral) -> Amount | None:
    sign = row.after_dashes(numeral.end)
    if row.at(sign) not in CURRENCIES or _opens_next(row, sign):
        return None
    return _price_of(numeral, CURRENCIES[row.at(sign)], at, sign + 1)


def _price_of(numeral: Numeral, currency: str, start: int, end: int) -> Amount:
    value = price_value(numeral.number, currency)
    if numeral.upper is not None:
        lower = value.removesuffix(f" {currency}")
        value = f"{lower}-{price_value(numeral.upper, currency)}"
    return Amount(
        EntityKind.PRICE,
        start,
        end,
        value,
        _SURE,
        numeral.number,
        currency,
        numeral.upper,
    )


def _price_after_sign(row: Row, at: int, code: str, place: int) -> Amount | None:
    numeral = row.numeral(place)
    # "btc 5 g" is a coin and a weight, not a price.
    if numeral is None or row.at(numeral.end) in UNITS or numeral.is_fraction:
        return None
    if numeral.is_word:
        return None
    end = row.after_dashes(numeral.end)
    after = CURRENCIES.get(row.at(end))
    if after in DOLLARS and code == "USD" and not _opens_next(row, end):
        # "$120 CAD": the code says which dollar it is.
        code, end = after, end + 1
    return _price_of(numeral, code, at, end)


def _opens_next(row: Row, at: int) -> bool:
    """Whether a currency belongs to the number behind it: "C96 $26", "Glock 19 USD 900"."""
    if not row.at(at + 1)[:1].isdigit():
        return False
    if row.touches(at + 1):
        return not row.touches(at)
    # "60 EUR 10 pills" and "5 EUR 10 EUR": what follows has a unit of its own.
    after = row.at(at + 2)
    return bool(after not in UNITS and after not in CURRENCIES and after != "%")


def _purity(row: Row, at: int, numeral: Numeral) -> Amount | None:
    sign = numeral.end
    if row.at(sign) == "+" and row.at(sign + 1) == "%":
        sign += 1
    if row.at(sign) not in PERCENT or numeral.is_word:
        return None
    score = purity_score(row.tokens, at, sign, numeral.upper or numeral.number)
    if score is None:
        return None
    upper = "" if numeral.upper is None else f"-{plain(numeral.upper)}"
    value = f"{plain(numeral.number)}{upper}%"
    end = sign + 1
    if row.at(end) == "+" and row.touches(end) and not row.at(end + 1)[:1].isdigit():
        end += 1
    return Amount(
        EntityKind.PURITY, at, end, value, score, numeral.number, "%", numeral.upper
    )


def _quantity(row: Row, at: int, numeral: Numeral) -> Amount | None:
    end = numeral.end
    if row.at(end) == "-" and row.at(end + 1) in UNITS:
        end += 1
    unit = UNITS.get(row.at(end))
    if unit is None and numeral.is_word and row.at(end - 1) not in {"a", "an"}:
        unit = HALVED.get(row.at(end)) if row.at(at) == "half" else None
    if unit is None or _is_ordinal(row, end, numeral):
        return None
    end += 1
    if row.at(end) == "/" and row.touches(end) and row.at(end + 1) in _PER_VOLUME:
        unit, end = f"{unit}/{row.at(end + 1)}", end + 2
    return _quantity_of(numeral, unit, at, end, _SURE)


def _is_ordinal(row: Row, place: int, numeral: Numeral) -> bool:
    """Whether "st" makes a number an ordinal: "1st class"."""
    is_joined = row.at(place) == "st" and row.touches(place)
    return is_joined and numeral.number % 10 == 1 and numeral.number % 100 != 11


def _quantity_of(
    numeral: Numeral, unit: str, start: int, end: int, score: float
) -> Amount:
    upper = "" if numeral.upper is None else f"-{plain(numeral.upper)}"
    return Amount(
        EntityKind.QUANTITY,
        start,
        end,
        f"{plain(numeral.number)}{upper} {unit}",
        score,
        numeral.number,
        unit,
        numeral.upper,
    )


def _without_unit(row: Row, at: int, numeral: Numeral) -> Amount | None:
    """Return a count or a part that needs no unit: "10x", "1/8", "80,-"."""
    end = numeral.end
    if numeral.is_word or numeral.upper is not None:
        return None
    if numeral.is_fraction:
        # Where nothing else is said, sellers mean parts of an ounce.
        is_other = row.at(end) in _FORMATS or row.at(at - 1) in _FORMATS
        return None if is_other else _quantity_of(numeral, "oz", at, end, _LIKELY)
    if row.at(end) in TIMES and row.touches(end) and _ends_count(row, end + 1):
        return _quantity_of(numeral, "piece", at, end + 1, _LIKELY)
    if row.after_dashes(end) == end:
        return None
    value = f"{numeral.number:.2f}"
    return Amount(EntityKind.PRICE, at, end + 2, value, _LIKELY, numeral.number, "")


def _ends_count(row: Row, place: int) -> bool:
    """Whether what follows "10x" is not the other side of a format: "1920x1080"."""
    if not row.at(place)[:1].isdigit() or not row.touches(place):
        return True
    return row.touches(place + 1) and row.at(place + 1) in UNITS


def _count_after_times(row: Row, at: int) -> Amount | None:
    """Return the count of "x10", unless what follows is a unit."""
    numeral = row.numeral(at + 1)
    if numeral is None or numeral.is_word or numeral.is_fraction:
        return None
    if row.at(numeral.end) in UNITS or row.at(numeral.end) in CURRENCIES:
        return None
    return _quantity_of(numeral, "piece", at, numeral.end, _LIKELY)


def _without_number(row: Row, at: int) -> Amount | None:
    """Return an amount of one: "a kilo", "zip"."""
    token = row.at(at)
    unit = UNITS.get(row.at(at + 1), "")
    before = row.at(at - 1)
    # "$40 a gram" is a price of one gram.
    is_rate = before in CURRENCIES or before[:1].isdigit()
    is_article = token in {"a", "an"} and len(row.at(at + 1)) > 1
    if is_article and unit in ARTICLED and not is_rate:
        return _quantity_of(Numeral(Decimal(1), at + 1), unit, at, at + 2, _LIKELY)
    return _street(row, at)


def _street(row: Row, at: int) -> Amount | None:
    street = STREET.get(row.at(at))
    if street is None or row.touches(at) or row.touches(at + 1):
        return None
    numeral = Numeral(Decimal(street[0]), at + 1)
    return _quantity_of(numeral, street[1], at, at + 1, _POSSIBLE)
