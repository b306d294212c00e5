"""Shows running crawls as progress bars and waits for their end."""

import time
from collections.abc import Mapping, Sequence

from rich.console import Console
from rich.progress import (
    BarColumn,
    MofNCompleteColumn,
    Progress,
    TaskID,
    TextColumn,
    TimeElapsedColumn,
)

from crawlers.start import CrawlProcess

POLL_S = 0.25
STOP_TIMEOUT_S = 60.0


def watch_crawls(
    crawls: Sequence[CrawlProcess],
    console: Console,
    *,
    expected: Mapping[str, int] | None = None,
) -> None:
    """Show the crawls until all have ended; Ctrl-C ends them in an orderly way.

    Args:
        crawls: Crawls that were started.
        console: Where the bars go.
        expected: Listings that a market is known to have, by its name.
    """
    totals = expected or {}
    columns = (
        TextColumn("  {task.description}"),
        BarColumn(bar_width=30),
        MofNCompleteColumn(),
        TextColumn("listings, {task.fields[pages]} pages"),
        TimeElapsedColumn(),
    )
    with Progress(*columns, console=console) as progress:
        bars = {
            crawl.run_id: progress.add_task(
                crawl.market, total=totals.get(crawl.market), pages=0
            )
            for crawl in crawls
        }
        try:
            while any(crawl.process.poll() is None for crawl in crawls):
                _update(progress, bars, crawls)
                time.sleep(POLL_S)
        except BaseException:
            stop_crawls(crawls)
            raise
        _update(progress, bars, crawls)


def stop_crawls(crawls: Sequence[CrawlProcess]) -> None:
    """End crawls in an orderly way: what they have collected is kept and sent."""
    for crawl in crawls:
        if crawl.process.poll() is None:
            crawl.stop()
    for crawl in crawls:
        crawl.wait(STOP_TIMEOUT_S)


def _update(
    progress: Progress, bars: Mapping[str, TaskID], crawls: Sequence[CrawlProcess]
) -> None:
    for crawl in crawls:
        counts = crawl.progress()
        progress.update(
            bars[crawl.run_id],
            completed=counts.get("listings", 0) + counts.get("sighted", 0),
            pages=counts.get("pages", 0),
        )
