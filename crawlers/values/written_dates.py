"""Dates with a month's name, in any common order, and numbers that can mean only one date."""

import re
from datetime import UTC, datetime
from functools import lru_cache

from babel import Locale

LANGUAGES = ("en", "de", "fr", "es", "nl", "ru", "it", "pt")
"""Tried after the market's own."""
YEARS = range(1990, 2101)
"""Of what happens on a market; another number is no year."""
_MONTH = r"(?P<month>[^\W\d_]{3,12})\.?"
_DAY = r"(?P<day>\d{1,2})(?:st|nd|rd|th|er|º|\.)?"
_YEAR = r"(?P<year>\d{4})(?!\d)"
_FORMS = (
    re.compile(
        rf"(?<!\d){_DAY}[\s\-/]*(?:of |de |d')?{_MONTH}[\s,\-/]*(?:de |del )?{_YEAR}"
    ),
    re.compile(rf"{_MONTH}[\s\-/]*{_DAY}[\s,\-/]+{_YEAR}"),
    re.compile(rf"(?<!\d){_YEAR}[\s,\-/]+{_MONTH}[\s\-/]*{_DAY}(?!\d)"),
    re.compile(rf"{_MONTH}[\s,\-/]+(?:de |del )?{_YEAR}"),
)
_DOTTED = re.compile(r"(?<![\d.])(\d{1,2})\.(\d{1,2})\.(\d{4}|\d{2})(?![\d.])")
_YEAR_FIRST = re.compile(r"(?<!\d)(\d{4})[./-](\d{1,2})[./-](\d{1,2})(?!\d)")
_SLASHED = re.compile(r"(?<!\d)(\d{1,2})[/-](\d{1,2})[/-](\d{4})(?!\d)")
_CLOCK = re.compile(
    r"(?<!\d)(\d{1,2})[:h](\d{2})(?::(\d{2}))?(?!\d)\s?([ap])?", re.IGNORECASE
)
_UNIX = re.compile(r"1[0-9]{9}(?:[0-9]{3})?")


def parse_written(text: str, language: str) -> datetime | None:
    """Return the moment that a text names in full, in UTC, or None.

    ``05/06/2020`` is not read: whether May or June, only the field's ``formats`` can say.

    Args:
        text: On one line, short.
        language: The market's, whose months' names come first.
    """
    if _UNIX.fullmatch(text):
        return datetime.fromtimestamp(int(text[:10]), UTC)
    day = _named_day(text, language) or _numbered_day(text)
    if day is None or day[0] not in YEARS:
        return None
    try:
        moment = datetime(*day, tzinfo=UTC)
    except ValueError:
        return None
    return _with_clock(text, moment)


def _named_day(text: str, language: str) -> tuple[int, int, int] | None:
    for form in _FORMS:
        for found in form.finditer(text):
            month = _month(found["month"], language)
            if month is not None:
                parts = found.groupdict()
                return int(found["year"]), month, int(parts.get("day") or 1)
    return None


def _numbered_day(text: str) -> tuple[int, int, int] | None:
    if found := _YEAR_FIRST.search(text):
        return int(found[1]), int(found[2]), int(found[3])
    if found := _DOTTED.search(text):
        year = int(found[3])
        return year if year > 99 else 2000 + year, int(found[2]), int(found[1])
    if found := _SLASHED.search(text):
        first, second, year = int(found[1]), int(found[2]), int(found[3])
        if first > 12 or first == second:
            return year, second, first
        return (year, first, second) if second > 12 else None
    return None


def _with_clock(text: str, day: datetime) -> datetime:
    found = _CLOCK.search(text)
    if not found:
        return day
    hour, minute, second = int(found[1]), int(found[2]), int(found[3] or 0)
    if found[4]:
        hour = hour % 12 + 12 * (found[4].lower() == "p")
    if hour > 23 or minute > 59 or second > 59:
        return day
    return day.replace(hour=hour, minute=minute, second=second)


def _month(name: str, language: str) -> int | None:
    key = name.casefold()
    for tried in (language, *LANGUAGES):
        names = month_numbers(tried)
        # "Sept" is no abbreviation of the library's.
        number = names.get(key) or (names.get(key[:3]) if len(key) == 4 else None)
        if number is not None:
            return number
    return None


@lru_cache(maxsize=16)
def month_numbers(language: str) -> dict[str, int]:
    """Return the numbers of a language's months by their names, long and short."""
    names: dict[str, int] = {}
    for context in ("format", "stand-alone"):
        for width in ("wide", "abbreviated"):
            months = Locale(language).months[context][width]
            for number, name in months.items():
                names[name.rstrip(".").casefold()] = number
    return names
