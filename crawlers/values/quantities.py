"""Amounts with a unit, kept as the market wrote them."""

import re

from core.errors import RecordError, shown
from crawlers.values.text import fold_whitespace

_NUMBER = re.compile(r"\d")


def parse_quantity(raw: str) -> str:
    """Return a quantity on one line: it must hold a number.

    Raises:
        RecordError: There is no number.
    """
    if not _NUMBER.search(raw):
        raise RecordError(f"no number in the quantity {shown(raw)}")
    return fold_whitespace(raw)
