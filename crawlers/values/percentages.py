"""Ratings, as a percentage."""

import re

from core.errors import RecordError, shown

_FRACTION = re.compile(r"(\d{1,4}(?:[.,]\d{1,4})?)\s?/\s?(\d{1,4})(?!\d)")
_NUMBER = re.compile(r"\d{1,4}(?:[.,]\d{1,6})?")


def parse_percentage(raw: str) -> float:
    """Return a share of 100: ``98,5 %`` is 98.5, ``4.9/5`` is 98.

    Raises:
        RecordError: There is no number, or it is not between 0 and 100.
    """
    fraction = _FRACTION.search(raw)
    if fraction and int(fraction[2]) > 0:
        percent = 100 * _number(fraction[1]) / int(fraction[2])
    else:
        found = _NUMBER.search(raw)
        if not found:
            raise RecordError(f"no percentage in {shown(raw)}")
        percent = _number(found[0])
    if not 0 <= percent <= 100:
        raise RecordError(f"not between 0 and 100 percent: {shown(raw)}")
    return round(percent, 4)


def _number(text: str) -> float:
    return float(text.replace(",", "."))
