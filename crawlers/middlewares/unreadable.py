"""Counts pages that could not be read, and lets the crawl go on."""

from collections.abc import Iterable

from scrapy import Request, signals
from scrapy.crawler import Crawler
from scrapy.http import Response

from core.errors import LayoutChangedError, NotFoundError, RecordError, SourceError
from core.ids import snapshot_id
from core.log import get_logger
from crawlers.health.fill import SeenPage
from crawlers.middlewares.component import CrawlComponent

log = get_logger(__name__)


class UnreadableMiddleware(CrawlComponent):
    """A changed page is a signal: logged with field and selector, and counted."""

    def __init__(self, crawler: Crawler) -> None:
        super().__init__(crawler)
        crawler.signals.connect(self._own_fault, signal=signals.spider_error)
        # A record that could not be put into a batch is lost: the same.
        crawler.signals.connect(self._own_fault, signal=signals.item_error)

    def process_spider_exception(
        self, response: Response, exception: Exception
    ) -> Iterable[Request] | None:
        """Handle what the reader could not make a record of."""
        if isinstance(exception, NotFoundError):
            self.run_state.missing_pages += 1
            log.info("crawl/missing", url=response.url)
            return []
        if isinstance(exception, (SourceError, RecordError)):
            self.run_state.unreadable += 1
            self._note_drift(response, exception)
            log.warning(
                "crawl/unreadable",
                url=response.url,
                status=response.status,
                kind=type(exception).__name__,
                reason=exception.message,
            )
            return []
        return None

    def _note_drift(self, response: Response, error: SourceError | RecordError) -> None:
        request = response.request
        kind = request.cb_kwargs.get("kind") if request is not None else None
        digest = response.meta.get("received_sha256") if request is not None else None
        if kind is None or digest is None or not isinstance(error, LayoutChangedError):
            return
        snapshot = snapshot_id(self.run_state.run_id, response.url, digest)
        page = SeenPage(response.url, snapshot)
        self.run_state.fill.note_unreadable(kind, error.context.get("field"), page)

    def _own_fault(self) -> None:
        # Scrapy logs it with its traceback; the run must not look healthy.
        self.run_state.unreadable += 1
        self.run_state.add_reason(
            "the crawler itself failed on a page: the log has the traceback; report it"
        )
