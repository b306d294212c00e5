"""Which markets are crawled when: their profiles' schedules and their last runs."""

from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from core.clock import utc_now
from core.errors import ConfigError
from core.log import get_logger
from core.records import CrawlRun
from core.settings import Settings
from crawlers.health.former import ended_runs
from crawlers.known import known_markets, profile_path
from crawlers.profile.cron_fields import check_cron
from crawlers.profile.load import load_profile
from crawlers.schedule.board import (
    CLOCK_SLACK,
    Crawl,
    Notes,
    counts_as_crawl,
    crawl_note,
)
from crawlers.schedule.cron import next_time

log = get_logger(__name__)


@dataclass(frozen=True, slots=True)
class Planned:
    """A market that is crawled by itself."""

    market: str
    expression: str
    """Five cron fields, in UTC."""
    changed_at: datetime
    """When its profile was last written."""
    last: Crawl | None
    """Its last crawl by the runs of this home; other machines may know of a later one."""

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
            path = profile_path(market, settings)
            changed_at = datetime.fromtimestamp(path.stat().st_mtime, UTC)
            profile = load_profile(path)
        except FileNotFoundError:
            # Removed while we look.
            continue
        except ConfigError as error:
            log.warning("schedule/profile", market=market, reason=error.message)
            continue
        if profile.schedule is not None:
            run = last_crawl(settings.home, market)
            last = crawl_note(run) if run is not None else None
            planned.append(Planned(market, profile.schedule, changed_at, last))
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
        return check_cron(expression)
    except ValueError as error:
        raise ConfigError(
            "STALLWATCH_LINK_SCHEDULE is no schedule: give five cron fields such as "
            '"0 3 * * *", or nothing for never',
            schedule=expression,
            reason=str(error),
        ) from error


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


def last_crawl(home: Path, market: str) -> CrawlRun | None:
    """Return the last crawl of a whole market that was not cut short from outside.

    One that began in the future is passed over: the clock was wrong.
    """
    latest = utc_now() + CLOCK_SLACK
    for run in ended_runs(home, market):
        if counts_as_crawl(run) and run.started_at <= latest:
            return run
    return None


def latest_crawl(home: Path, market: str, notes: Notes) -> Crawl | None:
    """Return the last crawl of a whole market on any machine, by the home's runs and by the board."""
    run = last_crawl(home, market)
    own = crawl_note(run) if run is not None else None
    return last_known(own, notes.of(Crawl, market), utc_now())


def last_known(own: Crawl | None, shared: Crawl | None, now: datetime) -> Crawl | None:
    """Return the later of two crawls; one that began in the future is of a wrong clock."""
    found = [
        crawl
        for crawl in (own, shared)
        if crawl is not None and crawl.started_at <= now + CLOCK_SLACK
    ]
    return max(found, key=lambda crawl: crawl.started_at, default=None)
