"""Amounts with a unit, kept as the market wrote them."""

from core.errors import RecordError, shown
from crawlers.values.text import fold_whitespace


def parse_quantity(raw: str) -> str:
    """Return a quantity on one line: it must hold a number.

    Raises:
        RecordError: There is no number.
    """
    # "½" counts too.
    if not any(char.isnumeric() for char in raw):
        raise RecordError(f"no number in the quantity {shown(raw)}")
    return fold_whitespace(raw)
