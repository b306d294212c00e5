"""Whole numbers, such as sales, stock and orders."""

import re

from core.errors import RecordError, shown

MAX_COUNT = 10**12
_GROUPED = re.compile(r"\d{1,3}(?:[.,'’\u00a0\u202f ]\d{3}){1,5}(?!\d)|\d{1,15}")
_SHORT = re.compile(
    r"(\d{1,6}(?:[.,]\d{1,2})?)\s?(k|m|tsd|thousand|mille|mil|тыс|млн)(?![^\W\d_])",
    re.IGNORECASE,
)
_FACTORS = {"m": 1_000_000, "млн": 1_000_000}


def parse_counter(raw: str) -> int:
    """Return the first whole number of a text: ``(1,490)`` is 1490, ``1.2k`` 1200.

    Raises:
        RecordError: There is no number.
    """
    short = _SHORT.search(raw)
    if short:
        number = float(short[1].replace(",", "."))
        return round(number * _FACTORS.get(short[2].lower(), 1_000))
    found = _GROUPED.search(raw)
    if not found:
        raise RecordError(
            f"no number in {shown(raw)}; point the field's selector or regex at one"
        )
    return min(int(re.sub(r"\D", "", found[0])), MAX_COUNT)
