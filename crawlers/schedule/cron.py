"""The five cron fields of a profile, as a schedule that Celery beat follows."""

from datetime import datetime, timedelta
from typing import Any

from celery.schedules import BaseSchedule, schedstate
from cronsim import CronSim
from typing_extensions import override

from core.clock import utc_now


def next_time(expression: str, after: datetime) -> datetime:
    """Return the first time after a moment that five cron fields name."""
    return next(CronSim(expression, after))


def last_time(expression: str, until: datetime) -> datetime:
    """Return the last time that five cron fields name, a moment itself included."""
    # Backwards, a moment counts itself only if it is not a whole second.
    return next(CronSim(expression, until + timedelta(microseconds=1), reverse=True))


def due_time(expression: str, *, after: datetime, now: datetime) -> datetime | None:
    """Return the last time that has come since a moment; None where none has.

    Args:
        expression: Five cron fields, in UTC.
        after: What has been seen to. Later than now, it is of a clock that was wrong, and counts as now.
        now: The present moment.
    """
    if next_time(expression, min(after, now)) > now:
        return None
    return last_time(expression, now)


class CronSchedule(BaseSchedule):  # type: ignore[misc]  # Celery has no types
    """Due once for all times that passed since the last run.

    Celery's own ``crontab`` wants day of month and day of week both to fit, where cron is content with either; a profile is checked
    and shown by cron's rules.

    Args:
        expression: Five cron fields, in UTC.
    """

    def __init__(self, expression: str) -> None:
        super().__init__(nowfun=utc_now)
        self.expression = expression

    @override
    def is_due(self, last_run_at: datetime) -> Any:
        now = self.now()
        due = next_time(self.expression, last_run_at) <= now
        wait = next_time(self.expression, now) - now
        return schedstate(due, wait.total_seconds())

    @override
    def remaining_estimate(self, last_run_at: datetime) -> timedelta:
        now: datetime = self.now()
        return next_time(self.expression, last_run_at) - now

    @override
    def __eq__(self, other: object) -> bool:
        if not isinstance(other, CronSchedule):
            return NotImplemented
        return bool(other.expression == self.expression)

    @override
    def __hash__(self) -> int:
        return hash(self.expression)

    @override
    def __repr__(self) -> str:
        return f"<cron {self.expression}>"
