"""Token rules for amounts: how much, how pure, how dear."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal

from core.mentions import EntityKind
from nlp.ner.measures import CURRENCIES, UNITS, number_from, plain, price_value

_PURITY_WORDS = frozenset(
    """
    pure purity rein reine reinheit reinheitsgrad reinheitsgehalt wirkstoff zuiver zuiverheid pur pureté
    purete pureza puro pura thc cbd quality qualität kwaliteit qualité calidad lab tested
    """.split()  # noqa: SIM905  (a paragraph of words is easier to keep than a column)
)
_OTHER_PERCENTAGES = frozenset(
    """
    off discount discounts rabatt korting remise descuento sale save refund refunds reship cashback
    deposit escrow feedback positive positiv rating reviews fee fees gebühr commission provision success
    guarantee garantie extra bonus satisfaction zufriedenheit rate fe upfront anzahlung
    """.split()  # noqa: SIM905  (a paragraph of words is easier to keep than a column)
)
_NEAR = 3
"""Tokens on either side that tell what a percentage is of."""
_LOWEST_PURITY, _WHOLE = 10, 100
_SURE, _LIKELY = 0.9, 0.6


@dataclass(frozen=True, slots=True)
class Amount:
    """An amount in a row of tokens, from ``start`` up to before ``end``."""

    kind: EntityKind
    start: int
    end: int
    value: str
    score: float


def find_amounts(tokens: Sequence[str], glued: Sequence[bool]) -> Iterator[Amount]:
    """Yield quantities, purities and prices among tokens, in order.

    Args:
        tokens: In lower case.
        glued: For each token, whether it follows the one before without a blank.
    """
    at = 0
    while at < len(tokens):
        amount = _amount_at(tokens, at, glued)
        if amount is None or _is_part_of_a_word(tokens, glued, amount):
            at += 1
        else:
            yield amount
            at = amount.end


def _is_part_of_a_word(
    tokens: Sequence[str], glued: Sequence[bool], amount: Amount
) -> bool:
    """Whether letters or digits go on where an amount ends, as they do in an address."""
    last, end = tokens[amount.end - 1], amount.end
    return end < len(tokens) and glued[end] and last.isalnum() and tokens[end].isalnum()


def _amount_at(tokens: Sequence[str], at: int, glued: Sequence[bool]) -> Amount | None:
    first = tokens[at]
    if first in CURRENCIES:
        return _price_after_sign(tokens, at)
    if not first[:1].isdigit():
        return None
    number, end = _number_at(tokens, at)
    if number is None or end >= len(tokens):
        return None
    following = tokens[end]
    if following in CURRENCIES and not _opens_next(tokens, end, glued):
        value = price_value(number, CURRENCIES[following])
        return Amount(EntityKind.PRICE, at, end + 1, value, _SURE)
    if following == "%":
        return _purity(tokens, at, end, number)
    if following == "-" and end + 1 < len(tokens) and tokens[end + 1] in UNITS:
        end, following = end + 1, tokens[end + 1]
    if following in UNITS:
        value = f"{plain(number)} {UNITS[following]}"
        return Amount(EntityKind.QUANTITY, at, end + 1, value, _SURE)
    return None


def _opens_next(tokens: Sequence[str], at: int, glued: Sequence[bool]) -> bool:
    """Whether a currency belongs to the number behind it: "C96 $26", "Glock 19 USD 900"."""
    if at + 1 >= len(tokens) or not tokens[at + 1][:1].isdigit():
        return False
    if glued[at + 1]:
        return not glued[at]
    # "60 EUR 10 pills" and "5 EUR 10 EUR": what follows has a unit of its own.
    after = tokens[at + 2] if at + 2 < len(tokens) else ""
    return after not in UNITS and after not in CURRENCIES and after != "%"


def _number_at(tokens: Sequence[str], at: int) -> tuple[Decimal | None, int]:
    """Return the number, or fraction such as 1/2, that starts at a token, and its end."""
    number = number_from(tokens[at])
    if number is not None and tokens[at + 1 : at + 2] in (["/"], ["⁄"]):
        divisor = number_from(tokens[at + 2]) if at + 2 < len(tokens) else None
        if divisor:
            return round(number / divisor, 3), at + 3
    return number, at + 1


def _price_after_sign(tokens: Sequence[str], at: int) -> Amount | None:
    number = number_from(tokens[at + 1]) if at + 1 < len(tokens) else None
    # "btc 5 g" is a coin and a weight, not a price.
    if number is None or (at + 2 < len(tokens) and tokens[at + 2] in UNITS):
        return None
    value = price_value(number, CURRENCIES[tokens[at]])
    return Amount(EntityKind.PRICE, at, at + 2, value, _SURE)


def _purity(
    tokens: Sequence[str], start: int, sign: int, number: Decimal
) -> Amount | None:
    beside = {*tokens[max(0, start - 1) : start], *tokens[sign + 1 : sign + 2]}
    around = {
        *tokens[max(0, start - _NEAR) : start],
        *tokens[sign + 1 : sign + 1 + _NEAR],
    }
    is_other = not around.isdisjoint(_OTHER_PERCENTAGES)
    is_named = not (beside if is_other else around).isdisjoint(_PURITY_WORDS)
    is_likely = _LOWEST_PURITY <= number < _WHOLE and not is_other
    if number > _WHOLE or not (is_named or is_likely):
        return None
    score = _SURE if is_named else _LIKELY
    return Amount(EntityKind.PURITY, start, sign + 1, f"{plain(number)}%", score)
