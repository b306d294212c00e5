"""How the schedule stands: for each market when it is crawled, when it was, and what keeps it from it."""

from datetime import datetime

from pydantic import AwareDatetime

from broker.lease import Holder
from core.clock import utc_now
from core.errors import ConfigError, OutOfScopeError, ServiceUnavailableError
from core.records import Record
from core.settings import Settings
from crawlers.health.status import running_run
from crawlers.known import known_markets, profile_path
from crawlers.ledger.hold import find_holders
from crawlers.profile.load import load_profile
from crawlers.profile.market import MarketProfile
from crawlers.schedule.asking import due_at_of
from crawlers.schedule.board import Answer, Crawl, Notes, Pause, Plan, read_board
from crawlers.schedule.pauses import known_pauses
from crawlers.schedule.plan import Planned, latest_crawl


class ScheduledMarket(Record):
    """One market's line."""

    market: str
    schedule: str | None = None
    """Five cron fields, in UTC; None where it is crawled by hand."""
    next_at: AwareDatetime | None = None
    """None where it is paused, or never due."""
    due_since: AwareDatetime | None = None
    """A time that has passed and that nobody has asked for yet."""
    last: Crawl | None = None
    """The last crawl of the whole market on any machine."""
    answer: Answer | None = None
    """What became of the last request."""
    pause: Pause | None = None
    running: Holder | None = None
    """The run that reads the market now, on whatever machine."""
    running_here: str | None = None
    """The run of this home that reads the market now."""
    fault: str | None = None
    """Why it cannot be crawled: its profile, or its authorisation."""


class ScheduleView(Record):
    """All markets, and how far this machine can see."""

    markets: tuple[ScheduledMarket, ...]
    home_alone: str | None = None
    """Why only this home's runs and pauses are known; None where Redis answers."""


def schedule_view(settings: Settings) -> ScheduleView:
    """Return how the schedule of every market stands; nothing is asked of any market.

    Raises:
        ConfigError: The pauses in the home cannot be read.
    """
    names = known_markets(settings)
    notes: Notes | None = None
    holders: dict[str, Holder] = {}
    alone = None
    try:
        notes = read_board(settings)
        holders = find_holders(settings, *names)
    except ServiceUnavailableError as error:
        alone = error.message
    if settings.redis_url is None:
        alone = "no queue is configured (STALLWATCH_REDIS_URL) and no local stack runs"
    pauses = known_pauses(settings, notes)
    markets = tuple(
        _line(name, settings, notes or Notes({})).model_copy(
            update={
                "running": holders.get(name),
                "pause": _in_force(pauses.get(name)),
                "running_here": running_run(settings.home, name),
            }
        )
        for name in names
    )
    return ScheduleView(markets=tuple(map(_unless_paused, markets)), home_alone=alone)


def _line(market: str, settings: Settings, notes: Notes) -> ScheduledMarket:
    now = utc_now()
    last = latest_crawl(settings.home, market, notes)
    line = ScheduledMarket(market=market, last=last, answer=notes.of(Answer, market))
    try:
        profile = load_profile(profile_path(market, settings))
    except ConfigError as error:
        return line.model_copy(update={"fault": error.message})
    found: dict[str, object] = {
        "schedule": profile.schedule,
        "fault": _authorisation_fault(profile, now),
    }
    if profile.schedule is not None:
        planned = Planned(market, profile.schedule, now, last)
        found["next_at"] = planned.next_at(now)
        plan = notes.of(Plan, market)
        if plan is not None and plan.expression == profile.schedule:
            found["due_since"] = due_at_of(planned, plan, notes, now)
    return line.model_copy(update=found)


def _authorisation_fault(profile: MarketProfile, now: datetime) -> str | None:
    try:
        profile.require_authorisation(now.date())
    except OutOfScopeError as error:
        return error.message
    return None


def _in_force(pause: Pause | None) -> Pause | None:
    return pause if pause is not None and pause.paused else None


def _unless_paused(line: ScheduledMarket) -> ScheduledMarket:
    if line.pause is None:
        return line
    return line.model_copy(update={"next_at": None, "due_since": None})
