from datetime import UTC, datetime

import pytest
from pydantic import ValidationError

from crawlers.profile.access import Limits, Rate


def at(text: str) -> datetime:
    return datetime.fromisoformat(f"2026-01-15T{text}").replace(tzinfo=UTC)


@pytest.mark.parametrize(
    ("hours", "zone", "moment", "allowed"),
    [
        (None, "UTC", "12:00", True),
        ("09:00-17:00", "UTC", "09:00", True),
        ("09:00-17:00", "UTC", "17:00", False),
        ("22:00-06:00", "UTC", "23:30", True),
        ("22:00-06:00", "UTC", "05:59", True),
        ("22:00-06:00", "UTC", "12:00", False),
        ("09:00-17:00", "Europe/Berlin", "08:00", True),
        ("09:00-17:00", "Europe/Berlin", "16:00", False),
    ],
)
def test_hours_say_when_a_market_may_be_read(
    hours: str | None, zone: str, moment: str, *, allowed: bool
) -> None:
    assert Rate(hours=hours, timezone=zone).allows(at(moment)) is allowed


def test_wrong_hours_and_zones_are_refused() -> None:
    with pytest.raises(ValidationError):
        Rate(hours="25:00-06:00")
    with pytest.raises(ValidationError, match="never open"):
        Rate(hours="06:00-06:00")
    with pytest.raises(ValidationError, match="no such time zone"):
        Rate(timezone="Mars/Olympus")


def test_budgets_are_positive() -> None:
    with pytest.raises(ValidationError):
        Limits(minutes_max=0)
