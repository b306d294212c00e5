"""Tells others how far a crawl is, in a small file that is always whole."""

import json

from scrapy import signals
from scrapy.crawler import Crawler
from scrapy.utils.asyncio import AsyncioLoopingCall, create_looping_call
from twisted.internet.task import LoopingCall

from core.log import get_logger
from crawlers.files import write_whole
from crawlers.middlewares.component import CrawlComponent
from crawlers.run_state import RunPaths, RunState

INTERVAL_S = 1.0

log = get_logger(__name__)


def write_progress(paths: RunPaths, state: RunState, *, finished: bool) -> None:
    """Write the counts of a run."""
    counts = {
        "run_id": state.run_id,
        "market": state.market,
        "pages": state.pages,
        "listings": state.listings,
        "vendors": state.vendors,
        "unreadable": state.unreadable,
        "out_of_scope": state.out_of_scope,
        "missing_pages": state.missing_pages,
        "sighted": state.sighted,
        "images": state.images,
        "feedback": state.feedback,
        "resumes": state.resumes,
        "finished": finished,
    }
    write_whole(paths.progress, json.dumps(counts), durable=False)


class ProgressExtension(CrawlComponent):
    """Rewrites the progress file while the crawl goes on."""

    def __init__(self, crawler: Crawler) -> None:
        super().__init__(crawler)
        self._loop: AsyncioLoopingCall | LoopingCall | None = None
        crawler.signals.connect(self._start, signal=signals.spider_opened)
        crawler.signals.connect(self._stop, signal=signals.spider_closed)

    def _start(self) -> None:
        self._loop = create_looping_call(self._write)
        self._loop.start(INTERVAL_S)

    def _stop(self) -> None:
        if self._loop is not None and self._loop.running:
            self._loop.stop()

    def _write(self) -> None:
        try:
            write_progress(self.context.paths, self.run_state, finished=False)
        except OSError:
            # Progress is a courtesy; the crawl's own writes report a full disk.
            log.exception("crawl/progress")
