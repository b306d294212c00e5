"""Which percentages say how pure something is."""

from collections.abc import Sequence
from decimal import Decimal

PERCENT = frozenset({"%", "٪", "percent", "prozent", "procent"})
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


def purity_score(
    tokens: Sequence[str], start: int, sign: int, number: Decimal
) -> float | None:
    """Return how surely a percentage is a purity, ``None`` when it is not.

    Args:
        tokens: In lower case.
        start: Where the number starts among them.
        sign: Where the percent sign stands.
        number: The percentage.
    """
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
    return _SURE if is_named else _LIKELY
