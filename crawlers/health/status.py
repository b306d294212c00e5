"""How a market stands: its access, its last run, its schedule, and what a human must do."""

import json
import os
from contextlib import suppress
from datetime import date
from pathlib import Path
from statistics import median

from core.clock import utc_now
from core.errors import ConfigError
from core.records import CrawlRun, RunOrigin
from core.settings import Settings
from crawlers.access.report import mirror_report
from crawlers.access.state import load_access
from crawlers.blocklist.escalation import FOLDER as ESCALATIONS
from crawlers.health.attention import attention
from crawlers.health.former import ended_runs, former_runs
from crawlers.health.measures import full_name, listings_of
from crawlers.health.views import AuthorisationView, ExpectedFill, MarketStatus
from crawlers.known import profile_path
from crawlers.ledger.lock import lock_path
from crawlers.profile.load import load_profile
from crawlers.profile.market import MarketProfile
from crawlers.schedule.cron import next_time
from crawlers.schedule.pauses import kept_pauses


def market_status(market: str, settings: Settings) -> MarketStatus:
    """Return how a market stands; nothing is asked of it."""
    try:
        profile = load_profile(profile_path(market, settings))
        access = load_access(settings, market)
        mirrors = mirror_report(profile, settings)
        paused = _paused(settings.home, market)
    except ConfigError as error:
        return MarketStatus(
            market=market, fault=error.message, attention=(error.message,)
        )
    now = utc_now()
    crawls = (run for run in ended_runs(settings.home, market) if _is_crawl(run))
    last = next(crawls, None)
    former = [listings_of(run) for run in former_runs(settings.home, market)]
    status = MarketStatus(
        market=market,
        title=profile.title,
        access=access,
        running=running_run(settings.home, market),
        last_run=last,
        listings=listings_of(last) if last is not None else None,
        median_listings=median(former) if former else None,
        fill=_expected_fill(profile, last),
        schedule=profile.schedule,
        paused=paused,
        next_run_at=next_time(profile.schedule, now)
        if profile.schedule and not paused
        else None,
        authorisation=_authorisation(profile, now.date()),
        mirrors=mirrors,
        escalations=_escalations(settings.home, market),
    )
    return status.model_copy(update={"attention": attention(status, now)})


def running_run(home: Path, market: str) -> str | None:
    """Return the id of the run that reads a market now, as its lock says."""
    # Only read: to try the lock could keep a crawl from beginning.
    with suppress(OSError, ValueError, KeyError, TypeError):
        note = json.loads(lock_path(home, market).read_text(encoding="utf-8"))
        run_id, process = str(note["run_id"]), int(note["pid"])
        ended = (home / "runs" / run_id / "run.json").exists()
        os.kill(process, 0)
        return None if ended else run_id
    return None


def _paused(home: Path, market: str) -> str | None:
    pause = kept_pauses(home).get(market)
    if pause is None or not pause.paused:
        return None
    return f"since {pause.at:%Y-%m-%d %H:%M} UTC by {pause.by}"


def _is_crawl(run: CrawlRun) -> bool:
    return run.origin is RunOrigin.CRAWL


def _expected_fill(
    profile: MarketProfile, last: CrawlRun | None
) -> tuple[ExpectedFill, ...]:
    seen = last.fill if last is not None else {}
    return tuple(
        ExpectedFill(field=name, least=least, seen=seen.get(name))
        for name, least in (
            (full_name(given), least) for given, least in profile.expected.fill.items()
        )
    )


def _authorisation(profile: MarketProfile, today: date) -> AuthorisationView:
    given = profile.authorisation
    return AuthorisationView(
        reference=given.reference,
        authority=given.authority,
        valid_until=given.valid_until,
        days_left=(given.valid_until - today).days,
    )


def _escalations(home: Path, market: str) -> int:
    count = 0
    for path in (home / ESCALATIONS).glob("*.json"):
        with suppress(OSError, ValueError, KeyError, TypeError):
            told = json.loads(path.read_text(encoding="utf-8"))
            count += told["market"] == market
    return count
