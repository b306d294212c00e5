"""Which markets are crawled when: their profiles' schedules and their last runs."""

from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from cronsim import CronSimError

from core.clock import utc_now
from core.errors import ConfigError
from core.log import get_logger
from core.records import CrawlRun, RunOrigin, RunOutcome
from core.settings import Settings
from crawlers.health.former import ended_runs
from crawlers.known import known_markets, profile_path
from crawlers.profile.load import load_profile
from crawlers.schedule.cron import next_time

log = get_logger(__name__)


@dataclass(frozen=True, slots=True)
class Planned:
    """A market that is crawled by itself."""

    market: str
    expression: str
    """Five cron fields, in UTC."""
    last_started_at: datetime | None
    """When its last crawl began; None before the first."""

    def next_at(self, now: datetime) -> datetime:
        """Return when the next crawl begins."""
        return next_time(self.expression, now)


def planned_markets(settings: Settings) -> tuple[Planned, ...]:
    """Return the markets whose profiles have a schedule.

    A profile with faults is left out and logged: it must not keep the others from being crawled.
    """
    planned = []
    for market in known_markets(settings):
        try:
            profile = load_profile(profile_path(market, settings))
        except ConfigError as error:
            log.warning("schedule/profile", market=market, reason=error.message)
            continue
        if profile.schedule is not None:
            last = last_started(settings.home, market)
            planned.append(Planned(market, profile.schedule, last))
    return tuple(planned)


def link_schedule(settings: Settings) -> str | None:
    """Return the cron fields of the full pass of linking; None for never.

    Raises:
        ConfigError: They cannot be read.
    """
    expression = settings.link_schedule
    if not expression:
        return None
    try:
        next_time(expression, utc_now())
    except CronSimError as error:
        raise ConfigError(
            "STALLWATCH_LINK_SCHEDULE is no schedule: give five cron fields such as "
            '"0 3 * * *", or nothing for never',
            schedule=expression,
            reason=str(error),
        ) from error
    return expression


def profile_stamps(settings: Settings) -> frozenset[tuple[str, int]]:
    """Return what changes whenever a profile is added, removed or written."""
    found = set()
    for market in known_markets(settings):
        path = settings.markets_dir / f"{market}.yml"
        try:
            found.add((market, path.stat().st_mtime_ns))
        except FileNotFoundError:
            continue
    return frozenset(found)


def last_started(home: Path, market: str) -> datetime | None:
    """Return when the last crawl of a whole market began, an interrupted one left out."""
    run = last_crawl(home, market)
    return run.started_at if run is not None else None


def last_crawl(home: Path, market: str) -> CrawlRun | None:
    """Return the last crawl of a whole market that was not cut short from outside."""
    for run in ended_runs(home, market):
        whole = run.origin is RunOrigin.CRAWL and not run.partial
        if whole and run.outcome is not RunOutcome.INTERRUPTED:
            return run
    return None
