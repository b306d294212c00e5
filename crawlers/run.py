"""Crawls one market: ``python -m crawlers.run MARKET --run-id ID [--json]``.

Exit codes: 0 complete, 3 degraded, 4 failed or refused, 5 interrupted.
"""

import argparse
import logging
import re
import signal
import sys
from collections.abc import Sequence

from scrapy.crawler import AsyncCrawlerProcess

from core.clock import utc_now
from core.errors import ConfigError, OutOfScopeError, StallwatchError, shown
from core.log import bind_run, configure_logging, get_logger
from core.records import CrawlRun, RunOutcome
from core.settings import Settings
from crawlers.access.logins import load_credentials
from crawlers.context import CrawlContext
from crawlers.finish import EXIT_CODES, finish_run
from crawlers.known import profile_path
from crawlers.outbox import Outbox
from crawlers.profile.load import load_profile
from crawlers.progress import write_progress
from crawlers.run_state import RunPaths, RunState
from crawlers.scrapy_settings import scrapy_settings
from crawlers.spiders.market import MarketSpider

RUN_ID = re.compile(r"[A-Za-z0-9][A-Za-z0-9_-]{0,79}")
"""Run ids are file names."""

log = get_logger(__name__)


def main(arguments: Sequence[str] | None = None) -> int:
    """Crawl a market, say how it went, and return the exit code."""
    asked = _parser().parse_args(arguments)
    try:
        settings = Settings.load()
        configure_logging(settings.log_level, room="crawler")
        bind_run(run_id=asked.run_id, market=asked.market)
        context = prepare(asked.market, asked.run_id, settings)
    except StallwatchError as error:
        sys.stderr.write(f"{asked.market}: refused: {error.message}\n")
        return EXIT_CODES[RunOutcome.FAILED]
    run = crawl(context)
    _report(run, as_json=asked.json)
    return EXIT_CODES[run.outcome]


def prepare(market: str, run_id: str, settings: Settings) -> CrawlContext:
    """Return everything that a crawl of a market needs; nothing is asked for yet.

    Raises:
        ConfigError: The market, its profile or the run id is not usable.
    """
    if not RUN_ID.fullmatch(run_id):
        raise ConfigError(
            f"not a run id: {shown(run_id)}; use letters, digits, _ and -"
        )
    profile = load_profile(profile_path(market, settings))
    if profile.name != market:
        raise ConfigError(
            f"the profile of {market} says name: {profile.name}; make file and name agree"
        )
    paths = RunPaths(home=settings.home, run_id=run_id)
    if paths.progress.exists() or paths.run.exists():
        raise ConfigError(
            f"run id {run_id} was used already, and its batches and evidence bear it: "
            "give a new one",
            run_id=run_id,
        )
    state = RunState(run_id=run_id, profile=profile, started_at=utc_now())
    context = CrawlContext(
        settings=settings,
        state=state,
        paths=paths,
        outbox=Outbox.of(settings),
    )
    try:
        profile.require_authorisation(utc_now().date())
        if profile.login is not None:
            credentials = load_credentials(settings.home, market)
            context = CrawlContext(
                settings=settings,
                state=state,
                paths=context.paths,
                outbox=context.outbox,
                credentials=credentials,
            )
    except (ConfigError, OutOfScopeError) as error:
        # The run is refused, and its record says why.
        state.stop(RunOutcome.FAILED, error.message)
    return context


def crawl(context: CrawlContext) -> CrawlRun:
    """Run the spider to its end and finish the run; a refused run asks for nothing."""
    if context.state.stopped is None:
        write_progress(context.paths, context.state, finished=False)
        _run_spider(context)
    # Too late to interrupt: what follows is short and must be whole.
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, signal.SIG_IGN)
    return finish_run(context)


def _run_spider(context: CrawlContext) -> None:
    settings = scrapy_settings(context.state.profile, context.settings)
    process = AsyncCrawlerProcess(settings)
    # Scrapy asks for all that its own loggers can say, which is every record, in full.
    logging.getLogger("scrapy").setLevel(logging.WARNING)
    task = process.crawl(MarketSpider, context=context)
    process.start()
    error = None if task.cancelled() else task.exception()
    if error is not None:
        log.error("crawl/broken", exc_info=error)
        told = isinstance(error, StallwatchError)
        reason = str(error) if told else f"{error}; see its log"
        context.state.stop(RunOutcome.FAILED, f"the crawler could not start: {reason}")


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
    parser.add_argument("--json", action="store_true", help="print the run as JSON")
    return parser


if __name__ == "__main__":
    sys.exit(main())
