"""The only reader of the wall clock, so that every time is aware and in UTC."""

from datetime import UTC, datetime


def utc_now() -> datetime:
    """Return the present moment, aware, in UTC."""
    return datetime.now(UTC)


def epoch_ms(moment: datetime) -> int:
    """Return a moment as whole milliseconds since 1970-01-01T00:00Z."""
    return round(moment.timestamp() * 1000)
