"""Decides which markets are due, and asks for their crawls: what beat does at every tick."""

from collections.abc import Callable, Iterable
from dataclasses import replace
from datetime import datetime

from core.clock import epoch_ms
from core.log import get_logger
from core.settings import Settings
from crawlers.schedule.board import CLOCK_SLACK, Asked, Board, Crawl, Notes, Plan
from crawlers.schedule.cron import due_time
from crawlers.schedule.pauses import known_pauses
from crawlers.schedule.plan import Planned, last_known

log = get_logger(__name__)

Send = Callable[[str, datetime], None]
"""Asks the queue for a crawl of a market, for a time of its schedule."""


def ask_for_due(
    planned: Iterable[Planned], settings: Settings, send: Send, now: datetime
) -> None:
    """Ask once for every market that is due, whoever asked or crawled meanwhile.

    All times that have passed since a market was last seen to make one request. It is noted on the board after it was sent: killed in
    between, beat asks twice, and the crawlers see that it is for the same time.

    Args:
        planned: The markets with a schedule.
        settings: The home and Redis.
        send: Asks the queue; what it raises ends the round, and the next one begins where it ended.
        now: The present moment.

    Raises:
        ServiceUnavailableError: Redis does not answer: nothing may be due without knowing who is paused.
        ConfigError: The pauses in the home cannot be read.
    """
    with Board(settings) as board:
        notes = board.read()
        pauses = known_pauses(settings, notes)
        for item in planned:
            plan = _followed(item, notes, now)
            if plan != notes.of(Plan, item.market):
                board.put(plan)
            asked = notes.of(Asked, item.market)
            if asked is not None and asked.due_at > now + CLOCK_SLACK:
                # Asked for by a clock that was ahead: that time is still to come.
                board.forget(Asked, item.market)
            pause = pauses.get(item.market)
            if pause is not None and pause.paused:
                continue
            due_at = due_at_of(item, plan, notes, now)
            if due_at is None:
                continue
            send(item.market, due_at)
            board.put(
                Asked(market=item.market, revision=epoch_ms(due_at), due_at=due_at)
            )


def due_at_of(
    item: Planned, plan: Plan, notes: Notes, now: datetime
) -> datetime | None:
    """Return for which time of its schedule a market is due; None where it is not."""
    times = [plan.since]
    last = last_known(item.last, notes.of(Crawl, item.market), now)
    if last is not None:
        times.append(last.started_at)
    asked = notes.of(Asked, item.market)
    if asked is not None:
        times.append(asked.due_at)
    # A time in the future is of a clock that was wrong: it says nothing.
    seen_to = [time for time in times if time <= now]
    return due_time(item.expression, after=max(seen_to, default=now), now=now)


def _followed(item: Planned, notes: Notes, now: datetime) -> Plan:
    """Return since when the present cron fields count.

    New ones do not make up for times at which nobody had asked for a crawl yet.
    """
    plan = notes.of(Plan, item.market)
    if plan is not None and plan.since <= now:
        if plan.expression == item.expression:
            return plan
        missed = due_at_of(replace(item, expression=plan.expression), plan, notes, now)
        changed_at = min(now, max(plan.since, item.changed_at))
        since = plan.since if missed is not None else changed_at
    else:
        last = last_known(item.last, notes.of(Crawl, item.market), now)
        since = min(last.started_at, now) if last is not None else now
    return Plan(
        market=item.market,
        revision=epoch_ms(now),
        expression=item.expression,
        since=since,
    )
