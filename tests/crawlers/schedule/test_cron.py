import pickle
from datetime import UTC, datetime, timedelta

import pytest

from crawlers.schedule.cron import CronSchedule, due_time, last_time, next_time

NOW = datetime(2026, 11, 22, 10, 30, tzinfo=UTC)  # a Sunday


def at(schedule: CronSchedule, now: datetime) -> CronSchedule:
    schedule.nowfun = lambda: now
    return schedule


@pytest.mark.parametrize(
    ("expression", "last", "due", "wait"),
    [
        ("0 3 * * *", timedelta(hours=7), False, timedelta(hours=16, minutes=30)),
        ("0 3 * * *", timedelta(hours=8), True, timedelta(hours=16, minutes=30)),
        ("0 3 * * *", timedelta(days=40), True, timedelta(hours=16, minutes=30)),
        ("30 10 * * *", timedelta(hours=1), True, timedelta(days=1)),
        ("*/15 * * * *", timedelta(minutes=1), True, timedelta(minutes=15)),
        ("*/20 * * * *", timedelta(minutes=1), False, timedelta(minutes=10)),
        # Day of month or day of week, as cron has it.
        ("0 12 1 * SUN", timedelta(minutes=1), False, timedelta(hours=1, minutes=30)),
    ],
)
def test_due_once_for_all_that_was_missed(
    expression: str, last: timedelta, due: bool, wait: timedelta
) -> None:
    state = at(CronSchedule(expression), NOW).is_due(NOW - last)
    assert state.is_due is due
    assert timedelta(seconds=state.next) == wait


def test_remaining_time_is_told() -> None:
    schedule = at(CronSchedule("0 12 * * *"), NOW)
    assert schedule.remaining_estimate(NOW) == timedelta(hours=1, minutes=30)


def test_next_time_is_in_utc_and_later() -> None:
    assert next_time("30 10 * * *", NOW) == NOW + timedelta(days=1)


@pytest.mark.parametrize(
    ("until", "expected"),
    [
        (NOW, NOW),
        (NOW.replace(minute=15), NOW.replace(minute=15)),
        (NOW.replace(minute=15, microsecond=1), NOW.replace(minute=15)),
        (NOW.replace(minute=14, second=59), NOW.replace(minute=0)),
    ],
)
def test_last_time_has_come(until: datetime, expected: datetime) -> None:
    assert last_time("*/15 * * * *", until) == expected


@pytest.mark.parametrize(
    ("after", "expected"),
    [
        (timedelta(days=40), NOW.replace(hour=3, minute=0)),
        (timedelta(hours=8), NOW.replace(hour=3, minute=0)),
        (timedelta(hours=7, minutes=30), None),
        (timedelta(hours=7), None),
        # Of a clock that was ahead.
        (timedelta(days=-40), None),
    ],
)
def test_all_times_that_were_missed_are_due_as_the_last(
    after: timedelta, expected: datetime | None
) -> None:
    assert due_time("0 3 * * *", after=NOW - after, now=NOW) == expected


def test_schedules_compare_by_their_fields() -> None:
    first, second = CronSchedule("0 3 * * *"), CronSchedule("0 3 * * *")
    assert first == second
    assert hash(first) == hash(second)
    assert first != CronSchedule("0 4 * * *")
    assert first != "0 3 * * *"
    assert repr(first) == "<cron 0 3 * * *>"
    assert pickle.loads(pickle.dumps(first)) == first  # noqa: S301 - our own bytes
