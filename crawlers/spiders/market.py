"""The one spider: walks a market through its pages, as its profile says."""

import hashlib
from collections.abc import AsyncIterator, Iterator
from datetime import datetime
from typing import Any

from scrapy import Request, Spider
from scrapy.exceptions import (
    CloseSpider,
    DownloadCancelledError,
    ResponseDataLossError,
)
from scrapy.http import Response
from twisted.python.failure import Failure
from typing_extensions import override
from w3lib.url import canonicalize_url

from core.errors import shown
from core.log import get_logger
from core.records import ListingObservation, RunOutcome, Snapshot, VendorObservation
from crawlers.access.session import Session, page_of
from crawlers.context import CrawlContext
from crawlers.middlewares.refusals import OutOfScope
from crawlers.observations import Sighting, listing_from, snapshot_of, vendor_from
from crawlers.pages.links import Link
from crawlers.pages.reader import Reading, read_page
from crawlers.profile.pages import PageKind
from crawlers.scrapy_settings import MAX_BODY_BYTES

PRIORITIES = {PageKind.CATEGORY: 0, PageKind.VENDOR: 10, PageKind.LISTING: 20}
"""Content before more lists: what was found is safe early, and few requests wait."""
INTERRUPTED = "shutdown"
FINISHED = "finished"
STOP_REASONS = {
    "closespider_pagecount": "the crawl reached the profile's limits.pages_max",
    "memusage_exceeded": "the crawl took too much memory; lower rate.concurrency",
}

log = get_logger(__name__)
Found = ListingObservation | VendorObservation | Request


class MarketSpider(Spider):
    """Reads one market.

    Args:
        context: The run that it belongs to.
    """

    name = "market"

    def __init__(self, context: CrawlContext, **options: Any) -> None:
        super().__init__(**options)
        self.context = context
        self.run_state = context.state
        self.session = Session(context, self._start_pages)
        self._asked: set[str] = set()
        self._seen: set[tuple[PageKind, str]] = set()

    @override
    async def start(self) -> AsyncIterator[Request]:
        for request in self.session.open():
            yield request

    def read(self, response: Response, kind: PageKind) -> Iterator[Found]:
        """Read a page: its record first, then where it leads."""
        if self.run_state.stopped is not None:
            raise CloseSpider("stopped")
        self.run_state.pages += 1
        reading = read_page(self.run_state.profile, page_of(response), kind=kind)
        for fault in reading.faults:
            self.run_state.value_faults[fault.partition(":")[0]] += 1
            log.warning("crawl/value", url=response.url, fault=fault)
        yield from self._record(reading, response)
        onward = [item for link in reading.links for item in self._requests(link)]
        limits = self.run_state.profile.limits
        if onward and response.meta.get("depth", 0) >= limits.depth_max:
            # Scrapy would drop them without a word.
            self.run_state.add_reason(
                f"the crawl reached the profile's limits.depth_max ({limits.depth_max}): "
                "what lies deeper was not read"
            )
            return
        yield from onward

    def failed(self, failure: Failure) -> None:
        """Count a page that never came."""
        error = failure.value
        if not isinstance(error, OutOfScope):
            self.run_state.unreadable += 1
            url = getattr(getattr(failure, "request", None), "url", "")
            log.warning("crawl/unfetched", url=url, reason=_why(error))
        if self.run_state.stopped is not None:
            raise CloseSpider("stopped")

    def closed(self, reason: str) -> None:
        """Remember why the crawl ended, where it was not at its last page."""
        if reason == INTERRUPTED:
            self.run_state.stop(
                RunOutcome.INTERRUPTED,
                "the crawl was interrupted; what was collected is kept: crawl again for "
                "the rest",
            )
        elif reason != FINISHED and self.run_state.stopped is None:
            why = STOP_REASONS.get(reason, f"the crawl was stopped: {reason}")
            self.run_state.stop(RunOutcome.DEGRADED, why)

    def _start_pages(self) -> Iterator[Request]:
        profile = self.run_state.profile
        for page in profile.start:
            link = Link(url=profile.base_url + page.url, kind=page.kind)
            yield from self._requests(link)

    def _requests(self, link: Link) -> Iterator[Request]:
        address = canonicalize_url(link.url)
        if address in self._asked:
            return
        self._asked.add(address)
        yield Request(
            link.url,
            callback=self.read,
            errback=self.failed,
            cb_kwargs={"kind": link.kind},
            priority=PRIORITIES[link.kind],
            # Scrapy's own filter would also drop a redirect to an address seen before,
            # such as the login page, and with it, silently, the page behind it.
            dont_filter=True,
        )

    def _record(self, reading: Reading, response: Response) -> Iterator[Found]:
        if reading.external_id is None:
            return
        # Two addresses of one thing give one observation.
        key = (reading.kind, reading.external_id)
        if key in self._seen:
            return
        sighting = Sighting(self.run_state.profile, self._snapshot(response))
        if reading.kind is PageKind.LISTING:
            listing = listing_from(reading, sighting)
            self._count(listing)
            self._seen.add(key)
            yield listing
        else:
            vendor = vendor_from(reading, sighting)
            self.run_state.vendors += 1
            self._seen.add(key)
            yield vendor

    def _count(self, listing: ListingObservation) -> None:
        self.run_state.listings += 1
        for name in self.run_state.profile.expected.fill:
            value = getattr(listing, name, None) or listing.attributes.get(name)
            self.run_state.filled[name] += bool(value)

    def _snapshot(self, response: Response) -> Snapshot:
        fetched_at: datetime = response.meta["fetched_at"]
        return snapshot_of(
            run_id=self.run_state.run_id,
            url=response.url,
            status=response.status,
            fetched_at=fetched_at,
            received_sha256=response.meta["received_sha256"],
            parsed_sha256=hashlib.sha256(response.body).hexdigest(),
            size_bytes=response.meta["received_bytes"],
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
