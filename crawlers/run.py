"""Crawls one market: ``python -m crawlers.run MARKET --run-id ID [--resume] [--full] [--listing X] [--json]``.

Exit codes: 0 complete, 3 degraded, 4 failed or refused, 5 interrupted.
"""

import argparse
import logging
import re
import signal
import sqlite3
import sys
from collections.abc import Sequence
from dataclasses import dataclass, replace

from scrapy import signals
from scrapy.crawler import AsyncCrawlerProcess

from core.clock import utc_now
from core.errors import (
    BlockedError,
    ConfigError,
    OutOfScopeError,
    StallwatchError,
    shown,
)
from core.log import bind_run, configure_logging, get_logger
from core.records import CrawlRun, RunOutcome
from core.settings import Settings
from crawlers.access.entry import enter_market
from crawlers.context import CrawlContext
from crawlers.finish import EXIT_CODES, finish_run
from crawlers.interruption import INTERRUPTED, SIGNALS, EarlyStop
from crawlers.known import profile_path
from crawlers.ledger.hold import hold_market
from crawlers.ledger.ledger import Ledger, ledger_path
from crawlers.limits import require_open_hours
from crawlers.outbox import Outbox
from crawlers.pipelines.publish import Publisher
from crawlers.profile.load import load_profile
from crawlers.profile.market import MarketProfile
from crawlers.progress import write_progress
from crawlers.resume import begin, go_on
from crawlers.run_state import RunPaths, RunState
from crawlers.schedule.board import note_crawl
from crawlers.scrapy_settings import scrapy_settings
from crawlers.selection import listing_urls
from crawlers.sent import clean_sent
from crawlers.spiders.market import MarketSpider

RUN_ID = re.compile(r"[A-Za-z0-9][A-Za-z0-9_-]{0,79}")
"""Run ids are file names."""

log = get_logger(__name__)


def main(arguments: Sequence[str] | None = None) -> int:
    """Crawl a market, say how it went, and return the exit code."""
    asked = _parser().parse_args(arguments)
    early = EarlyStop()
    early.listen()
    try:
        settings = Settings.load()
        configure_logging(settings.log_level, room="crawler")
        bind_run(run_id=asked.run_id, market=asked.market)
        context = prepare(
            Asked(
                market=asked.market,
                run_id=asked.run_id,
                resume=asked.resume,
                full=asked.full,
                listings=tuple(asked.listing),
            ),
            settings,
        )
    except StallwatchError as error:
        sys.stderr.write(f"{asked.market}: refused: {error.message}\n")
        return EXIT_CODES[RunOutcome.FAILED]
    try:
        run = crawl(context, early)
        note_crawl(run, settings)
    finally:
        context.release()
    _report(run, as_json=asked.json)
    return EXIT_CODES[run.outcome]


@dataclass(frozen=True, slots=True)
class Asked:
    """What a crawl is to do."""

    market: str
    run_id: str
    resume: bool = False
    """Go on with the run of this id, which was stopped or killed."""
    full: bool = False
    """Fetch every page anew, whatever is known of it."""
    listings: tuple[str, ...] = ()
    """Read these listings only: addresses, or ids of this project or of the market."""


def prepare(asked: Asked, settings: Settings) -> CrawlContext:
    """Return everything that a crawl of a market needs; nothing is asked for yet.

    Raises:
        ConfigError: The market, its profile or the run id is not usable.
        MarketBusyError: Another run reads the market.
    """
    profile = _profile(asked, settings)
    paths = RunPaths(home=settings.home, run_id=asked.run_id)
    if not asked.resume and (paths.progress.exists() or paths.run.exists()):
        raise ConfigError(
            f"run id {asked.run_id} was used already, and its batches and evidence bear "
            "it: give a new one",
            run_id=asked.run_id,
        )
    require_open_hours(profile)
    hold = hold_market(settings, profile.name, asked.run_id)
    try:
        context = CrawlContext(
            settings=settings,
            state=RunState(run_id=asked.run_id, profile=profile, started_at=utc_now()),
            paths=paths,
            outbox=Outbox.of(settings),
            ledger=Ledger.open(ledger_path(settings.home, profile.name)),
            hold=hold,
        )
        return _entered(context, asked)
    except StallwatchError:
        hold.release()
        raise


def _profile(asked: Asked, settings: Settings) -> MarketProfile:
    if not RUN_ID.fullmatch(asked.run_id):
        raise ConfigError(
            f"not a run id: {shown(asked.run_id)}; use letters, digits, _ and -"
        )
    profile = load_profile(profile_path(asked.market, settings))
    if profile.name != asked.market:
        raise ConfigError(
            f"the profile of {asked.market} says name: {profile.name}; make file and name "
            "agree"
        )
    return profile


def _entered(context: CrawlContext, asked: Asked) -> CrawlContext:
    state, profile = context.state, context.state.profile
    refused = None
    try:
        profile.require_authorisation(utc_now().date())
        context = replace(context, credentials=enter_market(profile, context.settings))
    except (ConfigError, OutOfScopeError, BlockedError) as error:
        refused = error.message
    if refused is not None and not asked.resume:
        # The run is refused, and its record says why.
        state.stop(RunOutcome.FAILED, refused)
        return context
    try:
        _open_ledger(context, asked)
        write_progress(context.paths, state, finished=False)
    except (OSError, sqlite3.Error) as error:
        raise ConfigError(
            f"the ledger of {profile.name} in {context.settings.home} cannot be written: "
            f"{error}; free some disk, see the folder's rights and that no other program "
            "holds the file, then crawl again"
        ) from error
    if refused is not None:
        # What the run has so far stands, and it can still be gone on with.
        state.stop(RunOutcome.INTERRUPTED, refused)
    return context


def _open_ledger(context: CrawlContext, asked: Asked) -> None:
    state = context.state
    if asked.resume:
        go_on(context)
        return
    state.full = asked.full
    state.only = tuple(listing_urls(asked.listings, state.profile, context.ledger))
    state.partial = bool(state.only)
    clean_sent(context.outbox, context.settings.home, utc_now())
    begin(context)


def crawl(context: CrawlContext, early: EarlyStop) -> CrawlRun:
    """Run the spider to its end and finish the run; a refused run asks for nothing."""
    early.end(context.state)
    if context.state.stopped is None:
        _run_spider(context, Publisher(context), early)
    # Too late to interrupt: what follows is short and must be whole.
    for number in SIGNALS:
        signal.signal(number, signal.SIG_IGN)
    return finish_run(context)


def _run_spider(context: CrawlContext, publisher: Publisher, early: EarlyStop) -> None:
    settings = scrapy_settings(context.state.profile, context.settings)
    process = AsyncCrawlerProcess(settings)
    # Scrapy asks for all that its own loggers can say, which is every record, in full.
    logging.getLogger("scrapy").setLevel(logging.WARNING)
    crawler = process.create_crawler(MarketSpider)
    crawler.signals.connect(early.close, signal=signals.spider_opened)
    task = process.crawl(crawler, context=context, publisher=publisher)
    process.start()
    if not task.done():
        # Scrapy was told to end before its engine ran, or told twice: it leaves all as it is.
        context.state.stop(RunOutcome.INTERRUPTED, INTERRUPTED)
    error = task.exception() if task.done() and not task.cancelled() else None
    if error is not None:
        log.error("crawl/broken", exc_info=error)
        told = isinstance(error, StallwatchError)
        reason = str(error) if told else f"{error}; see its log"
        context.state.stop(RunOutcome.FAILED, f"the crawler could not start: {reason}")
    publisher.flush()


def _report(run: CrawlRun, *, as_json: bool) -> None:
    for reason in run.reasons:
        sys.stderr.write(f"{run.market}: {run.outcome}: {reason}\n")
    if as_json:
        sys.stdout.write(run.model_dump_json() + "\n")
    else:
        sys.stdout.write(
            f"{run.market}: {run.outcome}, {run.pages} pages, {run.listings} listings, "
            f"{run.vendors} vendors, {run.unreadable} unreadable, "
            f"{run.out_of_scope} out of scope\n"
        )


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="crawlers.run", description=__doc__)
    parser.add_argument("market", help="name of the market, as its profile's file")
    parser.add_argument("--run-id", required=True, help="a new id: letters, digits, _-")
    parser.add_argument(
        "--resume", action="store_true", help="go on with the run of this id"
    )
    parser.add_argument("--full", action="store_true", help="fetch every page anew")
    parser.add_argument(
        "--listing", action="append", default=[], help="read only this address or id"
    )
    parser.add_argument("--json", action="store_true", help="print the run as JSON")
    return parser


if __name__ == "__main__":
    sys.exit(main())
