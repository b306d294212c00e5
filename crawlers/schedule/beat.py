"""What Celery beat asks when something is due: the profiles, and the board of all machines."""

import time
from collections.abc import Mapping
from datetime import datetime
from typing import Any

from celery import Celery
from celery.beat import Scheduler
from kombu.exceptions import OperationalError
from typing_extensions import override

from core.clock import utc_now
from core.errors import ConfigError, ServiceUnavailableError
from core.log import get_logger
from core.messages import CRAWL_QUEUE, CrawlMarket, LinkVendors
from core.messages import QUEUE as INGEST_QUEUE
from core.settings import Settings, get_settings
from crawlers.schedule.asking import ask_for_due
from crawlers.schedule.cron import CronSchedule
from crawlers.schedule.health import mark_alive
from crawlers.schedule.plan import (
    Planned,
    link_schedule,
    planned_markets,
    profile_stamps,
)
from crawlers.schedule.task import payload_for

REFRESH_S = 60.0
"""A profile that was added or changed is noticed after this long."""
RETRY_S = 5.0
"""Redis did not answer: what is due is asked for again after this long."""

LINKING = "link/all"
"""Name of the entry that is no market."""

log = get_logger(__name__)


class CrawlScheduler(Scheduler):  # type: ignore[misc]  # Celery has no types
    """Keeps no file of its own: what was asked for and crawled stands on the board of all machines.

    Times that passed while nothing ran are so caught up with by one crawl, whichever machine beat runs on. Linking alone goes by
    Celery's own entries.
    """

    def __init__(self, app: Celery, **options: Any) -> None:
        self._stamps: frozenset[tuple[str, int]] | None = None
        self._looked_at = float("-inf")
        self._planned: tuple[Planned, ...] = ()
        super().__init__(app, **options)

    @property
    def schedule(self) -> Any:
        """The entries that are no markets."""
        return self.data

    @property
    def markets(self) -> Mapping[str, str]:
        """The markets that are crawled by themselves, with their cron fields."""
        return {item.market: item.expression for item in self._planned}

    @override
    def setup_schedule(self) -> None:
        settings = get_settings()
        self.merge_inplace(link_entry(settings))
        self.refresh(settings)

    @override
    def tick(self, *given: Any, **options: Any) -> Any:
        settings = get_settings()
        self.refresh(settings)
        mark_alive(settings.home)
        now = utc_now()
        try:
            ask_for_due(self._planned, settings, self._send, now)
        except (ServiceUnavailableError, OperationalError, ConfigError) as error:
            # Nothing was noted as asked for, so nothing is lost.
            log.warning("schedule/not-asked", reason=str(error))
            return RETRY_S
        waits = [(item.next_at(now) - now).total_seconds() for item in self._planned]
        # Celery calls again when so many seconds are over; 0 would be at once, for ever.
        return min([super().tick(*given, **options), REFRESH_S, *waits])

    def refresh(self, settings: Settings) -> None:
        """Take up profiles that were added, changed or removed."""
        now = time.monotonic()
        if now - self._looked_at < REFRESH_S:
            return
        self._looked_at = now
        stamps = profile_stamps(settings)
        if stamps != self._stamps:
            self._stamps = stamps
            self._planned = planned_markets(settings)
            log.info("schedule/plan", markets=sorted(self.markets))

    def _send(self, market: str, due_at: datetime) -> None:
        self.send_task(
            CrawlMarket.task,
            args=(payload_for(market, due_at),),
            queue=CRAWL_QUEUE,
            producer=self.producer,
        )
        log.info("schedule/asked", market=market, due_at=f"{due_at:%FT%TZ}")


def link_entry(settings: Settings) -> dict[str, dict[str, Any]]:
    """Return when the full pass of linking is due, as Celery beat reads it; nothing for never.

    Raises:
        ConfigError: The schedule of linking cannot be read.
    """
    expression = link_schedule(settings)
    if not expression:
        return {}
    message = LinkVendors(reason="the nightly full pass", full=True)
    entry = {
        "task": LinkVendors.task,
        "schedule": CronSchedule(expression),
        "args": (message.to_payload(),),
        "options": {"queue": INGEST_QUEUE},
        # A night that passed while nothing ran is not caught up with.
        "last_run_at": None,
    }
    return {LINKING: entry}
