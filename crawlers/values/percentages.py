"""Ratings, as a percentage."""

import re

from core.errors import RecordError, shown
from crawlers.values.text import fold_whitespace

MAX_RAW_CHARS = 500

_VALUE = r"(\d{1,4}(?:[.,]\d{1,6})?)"
_PERCENT = re.compile(rf"{_VALUE}\s?[%٪]")
_FRACTION = re.compile(
    rf"{_VALUE}\s?(?:/|out of|of|von|sur|de|van|из)\s?(\d{{1,4}})(?!\d)"
)
_BALANCE = re.compile(r"\+\s?(\d{1,7})\s?[/|,]?\s?[-–−]\s?(\d{1,7})(?!\d)")
_STARS = re.compile(rf"{_VALUE}\s?(?:★|⭐|stars?\b|sterne\b|étoiles?\b|sterren\b)")
_DRAWN = re.compile(r"[★⭐✮🌟☆✩]{5}")
_FULL = "★⭐✮🌟"
_NUMBER = re.compile(_VALUE)


def parse_percentage(raw: str) -> float:
    """Return a share of 100: ``98,5 %`` is 98.5, ``4.9/5`` is 98, ``4 stars`` is 80.

    ``+97 / -3`` is the share of the first; a plain number is a percentage.

    Raises:
        RecordError: There is no number, or it is not between 0 and 100.
    """
    line = fold_whitespace(raw)[:MAX_RAW_CHARS].lower()
    percent = _said(line)
    if percent is None:
        raise RecordError(f"no percentage in {shown(raw)}")
    if not 0 <= percent <= 100:
        raise RecordError(f"not between 0 and 100 percent: {shown(raw)}")
    return round(percent, 4)


def _said(line: str) -> float | None:
    fraction = _FRACTION.search(line)
    if fraction and int(fraction[2]) > 0:
        return 100 * _number(fraction[1]) / int(fraction[2])
    if found := _PERCENT.search(line):
        return _number(found[1])
    if found := _BALANCE.search(line):
        good, bad = int(found[1]), int(found[2])
        return 100 * good / (good + bad) if good + bad else None
    if found := _STARS.search(line):
        return 20 * _number(found[1])
    if drawn := _DRAWN.search(line):
        return 20.0 * sum(sign in _FULL for sign in drawn[0])
    plain = _NUMBER.search(line)
    return _number(plain[1]) if plain else None


def _number(text: str) -> float:
    return float(text.replace(",", "."))
