from collections.abc import Callable
from datetime import UTC, datetime

import pytest
from scrapy.crawler import Crawler

from broker.lease import Lease, new_holder
from core.errors import ConfigError
from core.records import RunOutcome
from crawlers.context import CrawlContext
from crawlers.ledger.hold import MarketHold
from crawlers.ledger.lock import lock_market
from crawlers.limits import (
    LimitsExtension,
    next_opening,
    require_open_hours,
    spent_budget,
)
from crawlers.profile.access import Limits, Rate

NIGHT = Rate(hours="22:00-06:00", timezone="Europe/Berlin")


def at(hour: int, minute: int = 0) -> datetime:
    return datetime(2026, 11, 22, hour, minute, tzinfo=UTC)


@pytest.mark.parametrize(
    ("moment", "opening"),
    [(at(12), at(21)), (at(5, 30), at(21)), (at(22), at(22)), (at(3), at(3))],
)
def test_next_opening_is_told_in_utc(moment: datetime, opening: datetime) -> None:
    # Berlin is an hour ahead of UTC in November.
    assert next_opening(NIGHT, moment) == opening


def test_opening_of_tomorrow() -> None:
    morning = Rate(hours="06:00-07:00")
    tomorrow = datetime(2026, 11, 23, 6, tzinfo=UTC)
    assert next_opening(morning, at(12)) == tomorrow
    assert next_opening(Rate(), at(12)) == at(12)


def held(context: CrawlContext) -> MarketHold:
    """Return the right to read the market, its lease not yet taken."""
    lock = lock_market(context.settings.home, "lamps", "r1")
    holder = new_holder("r1", place=lock.identity)
    return MarketHold(lock, Lease(context.settings, name="lamps", holder=holder))


def never_open(context: CrawlContext) -> None:
    now = datetime.now(UTC)
    hours = f"{(now.hour + 2) % 24:02}:00-{(now.hour + 3) % 24:02}:00"
    rate = Rate(hours=hours, timezone="UTC")
    context.state.profile = context.state.profile.model_copy(update={"rate": rate})


def lose_market(context: CrawlContext) -> None:
    assert context.hold is not None
    assert context.hold.lease is not None
    context.hold.lease._taken_by_other = True


def test_crawl_outside_its_hours_is_refused(context: CrawlContext) -> None:
    require_open_hours(context.state.profile)
    never_open(context)
    with pytest.raises(ConfigError, match="crawl it from"):
        require_open_hours(context.state.profile)


@pytest.mark.parametrize(
    ("counts", "named"),
    [
        ({"pages": 11}, "pages_max (10)"),
        ({"bytes_received": 5_000_000}, "megabytes_max (5)"),
        ({"seconds": 120.0}, "minutes_max (2)"),
    ],
)
def test_spent_budget_is_named(
    context: CrawlContext, counts: dict[str, float], named: str
) -> None:
    state = context.state
    limits = Limits(pages_max=10, megabytes_max=5, minutes_max=2)
    state.profile = state.profile.model_copy(update={"limits": limits})
    state.pages = 10
    assert spent_budget(state) is None
    for name, value in counts.items():
        setattr(state, name, value)
    assert named in (spent_budget(state) or "")


@pytest.mark.parametrize(
    ("change", "outcome"),
    [
        (lambda context: setattr(context.state, "seconds", 1e9), RunOutcome.DEGRADED),
        (never_open, RunOutcome.INTERRUPTED),
        (lose_market, RunOutcome.INTERRUPTED),
        (lambda _: None, None),
    ],
)
def test_watch_ends_the_run(
    context: CrawlContext,
    crawler: Crawler,
    change: Callable[[CrawlContext], None],
    outcome: RunOutcome | None,
) -> None:
    hold = held(context)
    object.__setattr__(context, "hold", hold)
    change(context)
    assert LimitsExtension(crawler)._is_over() is (outcome is not None)
    assert context.state.stopped is outcome
    hold.release()
