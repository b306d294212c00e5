from datetime import UTC, datetime

import pytest

from crawlers.values.relative_dates import is_relative, parse_relative

NOW = datetime(2026, 3, 10, 12, 45, 30, tzinfo=UTC)


@pytest.mark.parametrize(
    ("text", "moment"),
    [
        ("3 days ago", "03-07T00:00"),
        ("2 weeks ago", "02-24T00:00"),
        ("a week ago", "03-03T00:00"),
        ("about 2 hours ago", "03-10T10:00"),
        ("an hour ago", "03-10T11:00"),
        ("5 minutes ago", "03-10T12:40"),
        ("5 min ago", "03-10T12:40"),
        ("3d ago", "03-07T00:00"),
        ("2+ weeks ago", "02-24T00:00"),
        ("1 month ago", "02-08T00:00"),
        ("last week", "03-03T00:00"),
        ("Less than a minute ago", "03-10T12:44"),
        ("Today", "03-10T00:00"),
        ("today, 14:05", "03-10T14:05"),
        ("Yesterday at 2:05 PM", "03-09T14:05"),
        ("vor 3 Tagen", "03-07T00:00"),
        ("vor einer Woche", "03-03T00:00"),
        ("heute", "03-10T00:00"),
        ("Gestern 08:15", "03-09T08:15"),
        ("il y a 2 jours", "03-08T00:00"),
        ("aujourd\u2019hui", "03-10T00:00"),
        ("hace 3 d\u00edas", "03-07T00:00"),
        ("hace 2 semanas", "02-24T00:00"),
        ("ayer", "03-09T00:00"),
        ("3 dagen geleden", "03-07T00:00"),
        ("2 weken geleden", "02-24T00:00"),
        ("vandaag", "03-10T00:00"),
        ("3 \u0434\u043d\u044f \u043d\u0430\u0437\u0430\u0434", "03-07T00:00"),
        (
            "2 \u043d\u0435\u0434\u0435\u043b\u0438 \u043d\u0430\u0437\u0430\u0434",
            "02-24T00:00",
        ),
        ("\u0432\u0447\u0435\u0440\u0430", "03-09T00:00"),
        ("Online now", "03-10T00:00"),
    ],
)
def test_distance_from_now_is_a_moment(text: str, moment: str) -> None:
    assert is_relative(text)
    found = parse_relative(text, NOW)
    assert found == datetime.fromisoformat(f"2026-{moment}").replace(tzinfo=UTC)


@pytest.mark.parametrize("text", ["2019-10-27", "3 days", "tomorrow", "", "ago"])
def test_what_names_no_distance_is_left(text: str) -> None:
    assert parse_relative(text, NOW) is None


def test_absurd_distance_is_left() -> None:
    assert parse_relative("900000 years ago", NOW) is None


def test_clock_that_is_none_leaves_the_day() -> None:
    found = parse_relative("today 25:00", NOW)
    assert found == datetime(2026, 3, 10, tzinfo=UTC)
