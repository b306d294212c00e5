"""The main job on local parts, from an empty machine to scores and example searches."""

import contextlib
import time
from collections import Counter
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from rich.console import Console

from core.errors import LocalPartError
from core.records import RunOutcome
from core.settings import Settings
from crawlers.start import CrawlProcess, start_crawl
from crawlers.watch import stop_crawls, watch_crawls
from demo.collected import Collected, read_collected, subjects_of
from demo.drain import wait_for_workers
from demo.examples import ExampleAsker
from demo.faults import fault_plan, meet_faults
from demo.known_world import forget_world, is_known, remember_world
from demo.marketplaces import running_marketplaces
from demo.report import DemoReport, MarketCounts, require_writable
from demo.scoring import (
    count_listings,
    score_identifiers,
    score_links,
    score_mentions,
    unexpected_listings,
)
from demo.summary import print_examples, print_next_steps, print_summary
from local.stack import start_stack, stop_stack
from local.state import with_running_parts
from search.client import connect
from search.keys import create_key
from testmarkets.truth import Truth

DEFAULT_SEED = 7
DEFAULT_SIZE = 4000


@dataclass(frozen=True, slots=True)
class DemoOptions:
    """What the user can choose."""

    seed: int = DEFAULT_SEED
    size: int = DEFAULT_SIZE
    """Listings in the world."""
    day: int = 0
    once: bool = False
    """Stop everything and return, instead of serving until Ctrl-C."""
    report: Path | None = None

    def index_prefix(self, settings: Settings) -> str:
        """Return the prefix of this world's own indices.

        The demo never mixes with real collections in the same home, nor one world with another.
        """
        return f"{settings.index_prefix}-demo-{self.seed}-{self.size}"


@dataclass(slots=True)
class Stages:
    """Seconds by stage."""

    seconds: dict[str, float] = field(default_factory=dict)

    @contextmanager
    def stage(self, name: str) -> Iterator[None]:
        """Measure what happens inside."""
        began = time.monotonic()
        try:
            yield
        finally:
            self.seconds[name] = round(time.monotonic() - began, 2)


def run_demo(
    settings: Settings, options: DemoOptions, *, parent: int, console: Console
) -> int:
    """Run the demo.

    Args:
        settings: The home and its ports.
        options: What the user chose.
        parent: The process with which everything ends, however it ends.
        console: Where progress and summary go.

    Returns:
        The exit code: 0 if every stage did its work, 1 otherwise.

    Raises:
        StallwatchError: A stage failed; everything that was started has been stopped.
    """
    if options.report:
        require_writable(options.report)
    stages = Stages()
    with stages.stage("start"), console.status("starting") as spinner:
        state, started = start_stack(
            settings,
            on_step=lambda step: spinner.update(f"{step} ..."),
            parent=parent,
            index_prefix=options.index_prefix(settings),
        )
    if not started:
        raise LocalPartError(
            "another demo runs in this home: wait for its end or stop it with Ctrl-C, "
            "or choose another STALLWATCH_HOME",
            home=str(settings.home),
        )
    # From here on what runs is this demo's, and its to stop.
    try:
        console.print(
            f"Running: Elasticsearch, Redis, worker and API ({state.api_url})"
        )
        here = with_running_parts(settings)
        report, collected = _main_job(here, options, stages, state.downloads, console)
        if options.report:
            report.save(options.report)
        print_summary(report, console)
        _show_examples(here, state.api_url or "", collected, console)
        if not options.once:
            _serve(console)
    finally:
        with console.status("stopping"):
            stop_stack(settings.home)
    return int(bool(report.failures))


def _main_job(
    settings: Settings,
    options: DemoOptions,
    stages: Stages,
    downloads: int,
    console: Console,
) -> tuple[DemoReport, Collected]:
    world = running_marketplaces(
        settings,
        seed=options.seed,
        size=options.size,
        day=options.day,
        faults=fault_plan(),
    )
    with ExitStack() as stack:
        with stages.stage("build the world"), console.status("writing the test world"):
            served = stack.enter_context(world)
        truth = served.truth()
        console.print("Crawling the test marketplaces:")
        with stages.stage("crawl"):
            known = is_known(settings)
            forget_world(settings)
            crawls = crawl_all(settings, served.names, truth, console, full=not known)
        runs = [run for crawl in crawls if (run := crawl.run())]
        with stages.stage("drain the queue"):
            work = wait_for_workers(settings, runs, console)
        with stages.stage("faults"), console.status("meeting faults"):
            meet_faults(settings, truth)
    with stages.stage("score"):
        begun = {run.market: run.started_at for run in runs}
        collected = read_collected(settings, begun)
    report = DemoReport(
        markets={
            run.market: MarketCounts(
                pages=run.pages,
                listings=run.listings,
                sighted=run.sighted,
                vendors=run.vendors,
            )
            for run in runs
        },
        listings=count_listings(truth, collected),
        mentions=collected.mentions,
        near_duplicate_groups=collected.near_duplicate_groups,
        identifiers=score_identifiers(truth, collected),
        mentions_found=score_mentions(truth, collected),
        links=score_links(truth, collected),
        downloads=downloads,
        texts_encoded=work.texts_encoded,
        stages=stages.seconds | work.seconds,
        failures=[
            *_crawl_failures(crawls),
            *_failures(truth, collected),
            *work.failures,
        ],
    )
    if not report.failures:
        remember_world(settings)
    return report, collected


def crawl_all(
    settings: Settings,
    markets: Sequence[str],
    truth: Truth,
    console: Console,
    *,
    full: bool,
) -> list[CrawlProcess]:
    """Crawl markets side by side and wait until all have ended.

    Args:
        settings: The home and its index.
        markets: Their names.
        truth: Says how many listings to expect.
        console: Where progress goes.
        full: Fetch every page, because the ledgers may know what the index does not.
    """
    expected = Counter(listing.market for listing in truth.listings)
    crawls: list[CrawlProcess] = []
    try:
        for market in markets:
            crawls.append(start_crawl(market, settings, full=full))  # noqa: PERF401
        watch_crawls(crawls, console, expected=expected)
    finally:
        stop_crawls(crawls)
    return crawls


def _crawl_failures(crawls: Sequence[CrawlProcess]) -> list[str]:
    failures = []
    for crawl in crawls:
        run = crawl.run()
        if run is None or run.outcome is not RunOutcome.COMPLETE:
            reason = crawl.message() or f"no reason given; see {crawl.log_file}"
            failures.append(f"the crawl of {crawl.market} was not complete: {reason}")
    return failures


def _failures(truth: Truth, collected: Collected) -> list[str]:
    counts = count_listings(truth, collected)
    stray = unexpected_listings(truth, collected)
    found = {
        "listings of the world are missing": counts.missing,
        "listings are in the index twice": counts.duplicate,
        "listings are in the index that the world does not have": stray,
    }
    return [f"{number} {what}" for what, number in found.items() if number]


def _show_examples(
    settings: Settings, url: str, collected: Collected, console: Console
) -> None:
    with connect(settings) as client:
        _, key = create_key(client, settings, "demo")
    examples = ExampleAsker(url, key).examples(subjects_of(collected))
    print_examples(examples, console)
    print_next_steps(url, key, console)


def _serve(console: Console) -> None:
    console.print("\nServing until Ctrl-C, which stops everything.")
    # Ctrl-C is how a demo that serves is meant to end, so it is no failure.
    with contextlib.suppress(KeyboardInterrupt):
        while True:
            time.sleep(3600)
