"""Ends a crawl when its budget is spent, its hours are over, or its market is not its own any more."""

import asyncio
import time
from datetime import datetime, timedelta
from datetime import time as clock_time
from zoneinfo import ZoneInfo

from scrapy import signals
from scrapy.crawler import Crawler
from scrapy.utils.asyncio import AsyncioLoopingCall, create_looping_call
from twisted.internet.task import LoopingCall

from core.clock import utc_now
from core.errors import ConfigError
from core.records import RunOutcome
from crawlers.ledger.hold import LOST
from crawlers.middlewares.component import CrawlComponent
from crawlers.profile.access import Rate
from crawlers.profile.market import MarketProfile
from crawlers.run_state import RunState

INTERVAL_S = 0.5
MEGABYTE = 1_000_000
MINUTE_S = 60.0


class LimitsExtension(CrawlComponent):
    """Looks at the budgets and at the clock while the crawl goes on."""

    def __init__(self, crawler: Crawler) -> None:
        super().__init__(crawler)
        self._loop: AsyncioLoopingCall | LoopingCall | None = None
        self._ticked_at = time.monotonic()
        self._closing: asyncio.Future[None] | None = None
        crawler.signals.connect(self._start, signal=signals.spider_opened)
        crawler.signals.connect(self._stop, signal=signals.spider_closed)

    def _start(self) -> None:
        self._ticked_at = time.monotonic()
        self._loop = create_looping_call(self._tick)
        self._loop.start(INTERVAL_S, now=False)

    def _stop(self) -> None:
        if self._loop is not None and self._loop.running:
            self._loop.stop()
        self._count_time()

    def _tick(self) -> None:
        self._count_time()
        if self.run_state.stopped is None and self._is_over():
            # Only begun here: the loop that calls takes no coroutines. Kept, or it would
            # be collected before its end.
            self._closing = asyncio.ensure_future(
                self.crawler.engine.close_spider_async(reason="limits")
            )

    def _is_over(self) -> bool:
        state = self.run_state
        spent = spent_budget(state)
        hold = self.context.hold
        if hold is not None and hold.lost():
            state.stop(RunOutcome.INTERRUPTED, LOST)
        elif spent is not None:
            state.stop(RunOutcome.DEGRADED, spent)
        elif not state.profile.rate.allows(utc_now()):
            again = next_opening(state.profile.rate, utc_now())
            state.stop(
                RunOutcome.INTERRUPTED,
                f"{state.market} may be read at {state.profile.rate.hours} "
                f"({state.profile.rate.timezone}) only, and this time is over: crawl again "
                f"from {again:%Y-%m-%d %H:%M} UTC on, and the run goes on",
            )
        return state.stopped is not None

    def _count_time(self) -> None:
        now = time.monotonic()
        self.run_state.seconds += now - self._ticked_at
        self._ticked_at = now


def spent_budget(state: RunState, *, pages_to_come: int = 0) -> str | None:
    """Return which budget of a run is spent, as a reason; None while there is some left.

    Args:
        state: The run.
        pages_to_come: Pages that are about to be read; the last one allowed spends nothing.
    """
    limits = state.profile.limits
    if state.pages + pages_to_come > limits.pages_max:
        spent = f"limits.pages_max ({limits.pages_max})"
    elif state.bytes_received >= limits.megabytes_max * MEGABYTE:
        spent = f"limits.megabytes_max ({limits.megabytes_max})"
    elif state.seconds >= limits.minutes_max * MINUTE_S:
        spent = f"limits.minutes_max ({limits.minutes_max})"
    else:
        return None
    return (
        f"the crawl reached the profile's {spent}: what it had not fetched by then was not "
        "read; raise the limit if the market is that large"
    )


def require_open_hours(profile: MarketProfile) -> None:
    """Refuse to read a market outside the hours that its profile allows.

    Raises:
        ConfigError: It may not be read now; the message says when it may.
    """
    now = utc_now()
    if profile.rate.allows(now):
        return
    opening = next_opening(profile.rate, now)
    raise ConfigError(
        f"{profile.name} may be read at {profile.rate.hours} ({profile.rate.timezone}) "
        f"only: crawl it from {opening:%Y-%m-%d %H:%M} UTC on, or change rate.hours",
        market=profile.name,
    )


def next_opening(rate: Rate, moment: datetime) -> datetime:
    """Return when a market may next be read, in UTC; the moment itself where it may now."""
    if rate.hours is None or rate.allows(moment):
        return moment
    opens = clock_time.fromisoformat(rate.hours.partition("-")[0])
    zone = ZoneInfo(rate.timezone)
    local = moment.astimezone(zone)
    opening = datetime.combine(local.date(), opens, zone)
    if opening <= local:
        opening = datetime.combine(local.date() + timedelta(days=1), opens, zone)
    return opening.astimezone(moment.tzinfo)
