"""Dates as markets write them."""

import re
from datetime import UTC, date, datetime

from core.errors import RecordError, shown
from crawlers.values.relative_dates import is_relative, parse_relative
from crawlers.values.text import fold_whitespace
from crawlers.values.written_dates import month_numbers, parse_written

MAX_RAW_CHARS = 100
_WORD = re.compile(r"[^\W\d_]+\.?")
_MONTHS = [
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
]


def parse_date(
    raw: str,
    *,
    formats: tuple[str, ...] = (),
    language: str = "en",
    now: datetime | None = None,
) -> datetime:
    """Return the moment that a text names, in UTC where it names no zone.

    Args:
        raw: The text.
        formats: ``strptime`` formats, tried in order, before the forms known without: ISO 8601, relative, written out.
        language: Of the names of months.
        now: Aware; what a relative date counts from.

    Raises:
        RecordError: No form fits, or a relative date and nothing to count from.
    """
    text = fold_whitespace(raw)[:MAX_RAW_CHARS]
    for pattern in formats:
        moment = _parsed(_with_english_months(text, pattern, language), pattern)
        if moment:
            return moment
    moment = _iso(text)
    if moment is None and is_relative(text):
        if now is None:
            raise RecordError(
                f"a date that counts from when the page was fetched: {shown(raw)}; say "
                "when that was"
            )
        moment = parse_relative(text, now.astimezone(UTC))
    moment = moment or parse_written(text, language)
    if moment is not None:
        return moment
    raise RecordError(
        f"not a date of the agreed form: {shown(raw)}; add its strptime format to the "
        "field's 'formats'",
        formats=formats or "ISO 8601",
    )


def parse_day(raw: str, *, formats: tuple[str, ...] = (), language: str = "en") -> date:
    """Return the day that a text names; see `parse_date`."""
    return parse_date(raw, formats=formats, language=language).date()


def _parsed(text: str, pattern: str) -> datetime | None:
    try:
        moment = datetime.strptime(text, pattern)  # noqa: DTZ007 - given a zone below
        return _aware(moment)
    except (ValueError, OverflowError):
        return None


def _iso(text: str) -> datetime | None:
    try:
        return _aware(datetime.fromisoformat(text))
    except (ValueError, OverflowError):
        # A moment of the year 1 or 9999 may lie outside both once it is in UTC.
        return None


def _aware(moment: datetime) -> datetime:
    if moment.tzinfo is None:
        return moment.replace(tzinfo=UTC)
    return moment.astimezone(UTC)


def _with_english_months(text: str, pattern: str, language: str) -> str:
    # strptime knows the names of the process's locale only, which is C here.
    if language == "en" or not ("%B" in pattern or "%b" in pattern):
        return text
    wide = "%B" in pattern

    def english(match: re.Match[str]) -> str:
        number = month_numbers(language).get(match[0].rstrip(".").casefold())
        if number is None:
            return match[0]
        return _MONTHS[number - 1] if wide else _MONTHS[number - 1][:3]

    return _WORD.sub(english, text)
