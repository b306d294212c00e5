"""Turns what a page says into records, and into what the ledger keeps of the page."""

import hashlib
import re
from datetime import datetime

from scrapy.http import Response

from core.errors import LayoutChangedError
from core.ids import vendor_id
from core.records import ListingObservation, Snapshot
from crawlers.access.session import page_of
from crawlers.context import CrawlContext
from crawlers.feedback import FeedbackRecords
from crawlers.ledger.entries import KnownPage, Visit
from crawlers.observations import Sighting, listing_from, snapshot_of, vendor_from
from crawlers.pages.reader import Reading, read_page
from crawlers.pipelines.publish import Publisher
from crawlers.profile.market import MarketProfile
from crawlers.profile.pages import PageKind
from crawlers.values.text import storable

REFRESH = re.compile(rb"<meta[^>]{0,200}http-equiv\s*=\s*[\"']?refresh", re.IGNORECASE)
REFRESH_BYTES = 20_000
"""A page that sends a browser on by itself says so early."""
MAX_VALIDATOR_CHARS = 1_000


class Harvest:
    """Brings the records of pages to the publisher.

    Args:
        context: The run.
        publisher: Takes vendors and feedback.
    """

    def __init__(self, context: CrawlContext, publisher: Publisher) -> None:
        self._state = context.state
        self._publisher = publisher
        self._feedback = FeedbackRecords(context, "crawl/value")

    def take(self, reading: Reading, response: Response) -> ListingObservation | None:
        """Publish the vendor and the feedback of a page; return its listing.

        A listing is not published yet: its pictures are still to come.

        Raises:
            RecordError: A value breaks the record's rules.
        """
        if reading.external_id is None and not reading.feedback:
            return None
        snapshot = self._snapshot(response)
        sighting = Sighting(self._state.profile, snapshot)
        listing = None
        if reading.external_id is not None and reading.kind is PageKind.LISTING:
            listing = listing_from(reading, sighting)
        elif reading.external_id is not None and reading.kind is PageKind.VENDOR:
            self._publisher.add_vendor(vendor_from(reading, sighting))
        self._state.fill.note(reading, snapshot)
        for record in self._feedback.of(reading, sighting):
            self._publisher.add_feedback(record)
        return listing

    def page(
        self,
        visit: Visit,
        reading: Reading,
        response: Response,
        listing: ListingObservation | None,
    ) -> KnownPage:
        """Return what the ledger keeps of a page that was read."""
        record_id = listing.listing_id if listing is not None else None
        if reading.kind is PageKind.VENDOR and reading.external_id is not None:
            record_id = vendor_id(self._state.market, storable(reading.external_id))
        fetched_at: datetime = response.meta["fetched_at"]
        return KnownPage(
            key=visit.key,
            url=visit.url,
            kind=visit.kind,
            record_id=record_id,
            vendor_id=listing.vendor_id if listing is not None else None,
            etag=_validator(response, b"ETag"),
            last_modified=_validator(response, b"Last-Modified"),
            digest=_digest(response),
            links=reading.links,
            fetched_at=fetched_at.timestamp(),
        )

    def _snapshot(self, response: Response) -> Snapshot:
        fetched_at: datetime = response.meta["fetched_at"]
        return snapshot_of(
            run_id=self._state.run_id,
            url=response.url,
            status=response.status,
            fetched_at=fetched_at,
            received_sha256=response.meta["received_sha256"],
            parsed_sha256=_digest(response),
            size_bytes=response.meta["received_bytes"],
        )


def read_response(
    profile: MarketProfile, response: Response, kind: PageKind
) -> Reading:
    """Read a page.

    Raises:
        StallwatchError: As ``read_page`` says; or the page only sends a browser on.
    """
    now: datetime = response.meta["fetched_at"]
    reading = read_page(profile, page_of(response), kind=kind, now=now)
    is_empty = reading.external_id is None and not (reading.links or reading.feedback)
    if is_empty and REFRESH.search(response.body[:REFRESH_BYTES]):
        raise LayoutChangedError(
            "the page shows nothing and sends a browser on by itself (meta refresh): this "
            "is not followed; see by hand where it leads",
            url=response.url,
        )
    return reading


def _digest(response: Response) -> str:
    return hashlib.sha256(response.body).hexdigest()


def _validator(response: Response, name: bytes) -> str | None:
    """Return a header that a later request may repeat, if it is a sane one."""
    raw = response.headers.get(name)
    if raw is None or len(raw) > MAX_VALIDATOR_CHARS or not raw.isascii():
        return None
    text = raw.decode("ascii").strip()
    return text if text.isprintable() else None
