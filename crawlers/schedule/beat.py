"""What Celery beat asks when something is due: the profiles and the runs themselves."""

import time
from datetime import datetime
from typing import Any

from celery import Celery
from celery.beat import BeatLazyFunc, Scheduler
from typing_extensions import override

from core.log import get_logger
from core.messages import QUEUE as INGEST_QUEUE
from core.messages import LinkVendors
from core.settings import Settings, get_settings
from crawlers.schedule.cron import CronSchedule
from crawlers.schedule.plan import link_schedule, planned_markets, profile_stamps
from crawlers.schedule.task import QUEUE, CrawlMarket, payload_for

REFRESH_S = 60.0
"""A profile that was added or changed is noticed after this long."""

LINKING = "link/all"
"""Name of the entry that is no market."""

log = get_logger(__name__)


class CrawlScheduler(Scheduler):  # type: ignore[misc]  # Celery has no types
    """Keeps no file of its own: when a market was last crawled stands in its runs.

    A time that passed while nothing ran is so caught up with one crawl.
    """

    def __init__(self, app: Celery, **options: Any) -> None:
        self._stamps: frozenset[tuple[str, int]] | None = None
        self._looked_at = float("-inf")
        super().__init__(app, **options)

    @property
    def schedule(self) -> Any:
        """The entries, by market."""
        return self.data

    @override
    def setup_schedule(self) -> None:
        self.refresh(get_settings())

    @override
    def tick(self, *given: Any, **options: Any) -> Any:
        self.refresh(get_settings())
        return min(super().tick(*given, **options), REFRESH_S)

    def refresh(self, settings: Settings) -> None:
        """Take up profiles that were added, changed or removed."""
        now = time.monotonic()
        if now - self._looked_at < REFRESH_S:
            return
        self._looked_at = now
        stamps = profile_stamps(settings)
        if stamps != self._stamps:
            self._stamps = stamps
            self.merge_inplace(entries(settings))
            log.info("schedule/plan", markets=sorted(self.data))


def entries(settings: Settings) -> dict[str, dict[str, Any]]:
    """Return what is due when, as Celery beat reads it: crawls by their markets, and the full pass of linking.

    Raises:
        ConfigError: The schedule of linking cannot be read.
    """
    due = {
        planned.market: _entry(
            planned.market, planned.expression, planned.last_started_at
        )
        for planned in planned_markets(settings)
    }
    expression = link_schedule(settings)
    return due | ({LINKING: _link_entry(expression)} if expression else {})


def _entry(market: str, expression: str, last: datetime | None) -> dict[str, Any]:
    return {
        "task": CrawlMarket.task,
        "schedule": CronSchedule(expression),
        # Evaluated when it is sent: the message says since when it waits.
        "args": (BeatLazyFunc(payload_for, market),),
        "options": {"queue": QUEUE},
        # None: beat then waits for the next time that the schedule names.
        "last_run_at": last,
    }


def _link_entry(expression: str) -> dict[str, Any]:
    message = LinkVendors(reason="the nightly full pass", full=True)
    return {
        "task": LinkVendors.task,
        "schedule": CronSchedule(expression),
        "args": (message.to_payload(),),
        "options": {"queue": INGEST_QUEUE},
        # A night that passed while nothing ran is not caught up with.
        "last_run_at": None,
    }
