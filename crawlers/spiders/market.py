"""The one spider: walks a market through its pages, as its profile says."""

from collections.abc import AsyncIterator, Iterator
from functools import partial
from typing import Any, Self

from scrapy import Request, Spider, signals
from scrapy.crawler import Crawler
from scrapy.exceptions import (
    CloseSpider,
    DontCloseSpider,
    DownloadCancelledError,
    ResponseDataLossError,
)
from scrapy.http import Response
from twisted.python.failure import Failure
from typing_extensions import override

from core.errors import (
    BlockedError,
    NotFoundError,
    RecordError,
    SourceError,
    SourceUnavailableError,
    shown,
)
from core.log import get_logger
from core.records import ListingObservation, RunOutcome
from crawlers.access.session import Session
from crawlers.context import CrawlContext
from crawlers.interruption import INTERRUPTED, SHUTDOWN
from crawlers.ledger.entries import KnownPage, Visit
from crawlers.limits import spent_budget
from crawlers.middlewares.refusals import (
    BlockedContent,
    EvidenceLost,
    MarketDown,
    OutOfScope,
)
from crawlers.pages.links import Link
from crawlers.pages.markers import Obstacle
from crawlers.pages.reader import Reading
from crawlers.pipelines.publish import Publisher
from crawlers.profile.pages import PageKind
from crawlers.scrapy_settings import MAX_BODY_BYTES
from crawlers.spiders.harvest import Harvest, read_response
from crawlers.spiders.pictures import Pictures, picture_of, refuse_obstacle
from crawlers.spiders.plan import Plan

PRIORITIES = {
    PageKind.CATEGORY: 0,
    PageKind.VENDOR: 10,
    PageKind.FEEDBACK: 10,
    PageKind.LISTING: 20,
}
"""Content before more lists: what was found is safe early, and few requests wait."""
PICTURE_PRIORITY = 30
"""Before all else: a listing waits for its pictures."""
VISIT_KEY = "visit"
"""In the meta of a request: the page that it is for."""
NOT_MODIFIED = 304
FINISHED = "finished"
STOP_REASONS = {
    "memusage_exceeded": "the crawl took too much memory; lower rate.concurrency",
}

log = get_logger(__name__)


class MarketSpider(Spider):
    """Reads one market.

    What a page brings is taken in one step, between two awaits: it is published as a whole or not at all.

    Args:
        context: The run that it belongs to.
        publisher: Takes its records; whoever gives it flushes it at the end.
    """

    name = "market"

    def __init__(
        self,
        context: CrawlContext,
        publisher: Publisher | None = None,
        **options: Any,
    ) -> None:
        super().__init__(**options)
        self.context = context
        self.run_state = context.state
        self.publisher = publisher or Publisher(context)
        self.plan = Plan(context, self.publisher)
        self.pictures = Pictures(context, lambda: self.publisher.changes)
        self.harvest = Harvest(context, self.publisher)
        self.session = Session(context, self._first_pages)

    @override
    async def start(self) -> AsyncIterator[Request]:
        for request in self.session.open():
            yield request

    @classmethod
    @override
    def from_crawler(cls, crawler: Crawler, *args: Any, **options: Any) -> Self:
        spider = super().from_crawler(crawler, *args, **options)
        crawler.signals.connect(spider.idle, signal=signals.spider_idle)
        return spider

    def idle(self) -> None:
        """Fetch what is left to be made sure of, once nothing else waits.

        Raises:
            DontCloseSpider: There is something.
        """
        engine = self.crawler.engine
        if self.run_state.stopped is not None or engine is None:
            return
        visits = self.plan.last()
        for visit in visits:
            engine.crawl(self._request(visit))
        if visits:
            raise DontCloseSpider

    def read(self, response: Response, kind: PageKind) -> list[Request]:
        """Read a page: its records go to the publisher, where it leads is returned."""
        if self.run_state.stopped not in {None, RunOutcome.INTERRUPTED}:
            raise CloseSpider("stopped")
        spent = spent_budget(self.run_state, pages_to_come=1)
        if spent is not None:
            self.run_state.stop(RunOutcome.DEGRADED, spent)
            raise CloseSpider("limits")
        visit: Visit = response.meta[VISIT_KEY]
        self.run_state.pages += 1
        try:
            return self._read(response, visit, kind)
        except NotFoundError:
            self.plan.missing(visit)
            raise
        except BlockedError as error:
            if error.context.get("obstacle") == Obstacle.JAVASCRIPT:
                self.plan.unread(visit)
            raise
        except (SourceError, RecordError) as error:
            self.plan.unread(visit)
            if self.plan.is_unlisted(visit.key):
                # Its market leads on from what it has not any more: no fault of the page.
                log.info("crawl/unlisted", url=response.url, reason=error.message)
                return []
            raise

    def read_picture(self, response: Response, url: str) -> None:
        """Take a picture of a listing.

        Raises:
            BlockedError: A login, challenge or ban page stands in its place.
        """
        refuse_obstacle(self.run_state.profile, response)
        image, reason = picture_of(url, response)
        if image is None:
            self.pictures.failed(url, reason)
        else:
            self.pictures.arrived(image)
        self.publisher.flush_if_due()

    def failed(self, failure: Failure) -> None:
        """Count a page that never came."""
        error = failure.value
        request = getattr(failure, "request", None)
        visit = request.meta.get(VISIT_KEY) if request is not None else None
        is_settled = isinstance(error, OutOfScope | BlockedContent)
        if not is_settled:
            self.run_state.unreadable += 1
            url = getattr(request, "url", "")
            log.warning("crawl/unfetched", url=url, reason=_why(error))
        # What was refused because the run ends waits for the run to go on.
        refused = isinstance(error, EvidenceLost | MarketDown)
        if visit is not None and not refused and self.run_state.stopped is None:
            self.plan.unread(visit)
            self.publisher.flush_if_due()
        if self.run_state.stopped is not None:
            raise CloseSpider("stopped")

    def picture_failed(self, failure: Failure) -> None:
        """Give up a picture that never came; its listing waits no longer."""
        url = failure.request.cb_kwargs["url"]  # type: ignore[attr-defined]  # Scrapy's
        if isinstance(failure.value, BlockedContent):
            self.pictures.withhold(url)
        else:
            self.pictures.failed(url, _why(failure.value))
        self.publisher.flush_if_due()

    def closed(self, reason: str) -> None:
        """Remember why the crawl ended, where it was not at its last page."""
        self.pictures.give_up()
        if reason == SHUTDOWN:
            self.run_state.stop(RunOutcome.INTERRUPTED, INTERRUPTED)
        elif reason != FINISHED and self.run_state.stopped is None:
            why = STOP_REASONS.get(reason, f"the crawl was stopped: {reason}")
            self.run_state.stop(RunOutcome.DEGRADED, why)

    def _first_pages(self) -> Iterator[Request]:
        for visit in self.plan.first():
            yield self._request(visit)

    def _read(self, response: Response, visit: Visit, kind: PageKind) -> list[Request]:
        if response.status == NOT_MODIFIED:
            links = self.plan.unchanged(visit, response.meta["fetched_at"])
            if links is None:
                raise SourceUnavailableError(
                    "the market answers 304 to a page that was never read",
                    url=response.url,
                )
            return self._onward(links, visit)
        reading = read_response(self.run_state.profile, response, kind)
        for fault in reading.faults:
            self.run_state.value_faults[fault.partition(":")[0]] += 1
            log.warning("crawl/value", url=response.url, fault=fault)
        listing = self.harvest.take(reading, response)
        page = self.harvest.page(visit, reading, response, listing)
        requests = self._onward(reading.links, visit)
        if listing is None:
            self.plan.read(page)
            self.publisher.flush_if_due()
            return requests
        return requests + self._pictures(listing, reading, page)

    def _pictures(
        self, listing: ListingObservation, reading: Reading, page: KnownPage
    ) -> list[Request]:
        finish = partial(self._finish_listing, page)
        return [
            Request(
                url,
                callback=self.read_picture,
                errback=self.picture_failed,
                cb_kwargs={"url": url},
                priority=PICTURE_PRIORITY,
                dont_filter=True,
            )
            for url in self.pictures.gather(listing, reading.image_urls, finish)
        ]

    def _finish_listing(
        self, page: KnownPage, listing: ListingObservation, *, whole: bool
    ) -> None:
        self.publisher.add_listing(listing)
        self.plan.read(page, whole=whole)
        self.publisher.flush_if_due()

    def _onward(self, links: tuple[Link, ...], visit: Visit) -> list[Request]:
        return [self._request(found) for found in self.plan.onward(links, visit)]

    def _request(self, visit: Visit) -> Request:
        return Request(
            visit.url,
            callback=self.read,
            errback=self.failed,
            cb_kwargs={"kind": visit.kind},
            headers=self.plan.conditions(visit) or None,
            meta={VISIT_KEY: visit},
            priority=PRIORITIES[visit.kind],
            # Scrapy's own filter would also drop a redirect to an address seen before,
            # such as the login page, and with it, silently, the page behind it.
            dont_filter=True,
        )


def _why(error: BaseException | None) -> str:
    """Return why a page never came; some errors of the libraries have no text."""
    if isinstance(error, DownloadCancelledError) and not str(error):
        # Scrapy gives up a body of unannounced length in this way.
        return (
            f"larger than DOWNLOAD_MAXSIZE ({MAX_BODY_BYTES} bytes), so nothing of it "
            "was read"
        )
    if isinstance(error, ResponseDataLossError):
        return "the connection was cut before the whole page had come"
    return shown(f"{type(error).__name__}: {error}")
