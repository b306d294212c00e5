"""Pages that are there already to records, as a crawl makes them."""

from collections.abc import Callable
from dataclasses import dataclass, replace

from core.errors import LayoutChangedError, NotFoundError, RecordError, SourceError
from core.ids import listing_id
from core.log import get_logger
from core.records import ListingImage, ListingObservation, Sighting
from crawlers.again.captures import Capture
from crawlers.blocklist.check import check_body
from crawlers.blocklist.escalation import Met, escalate
from crawlers.blocklist.lists import BlockList
from crawlers.context import CrawlContext
from crawlers.feedback import FeedbackRecords
from crawlers.health.fill import SeenPage
from crawlers.observations import Sighting as PageSighting
from crawlers.observations import listing_from, vendor_from
from crawlers.pages.reader import Reading, read_page
from crawlers.pipelines.publish import Publisher
from crawlers.profile.pages import PageKind
from crawlers.spiders.pictures import MAX_IMAGES
from crawlers.values.text import storable

MAX_UNREAD = 1_000

log = get_logger(__name__)


@dataclass(frozen=True, slots=True)
class Mark:
    """What the records of a run bear."""

    evidence_run_id: str
    """The run whose WARC holds the pages: snapshots are of that run."""
    reading: int = 0
    """How often these pages have been read before."""


class PageReader:
    """Reads pages and hands their records to the publisher.

    Args:
        context: The run.
        publisher: Takes the records.
        mark: What they bear.
        image: Gives the pictures that are there.
    """

    def __init__(
        self,
        context: CrawlContext,
        publisher: Publisher,
        mark: Mark,
        image: Callable[[str], ListingImage | None],
    ) -> None:
        self._settings = context.settings
        self._state = context.state
        self._publisher = publisher
        self._mark = mark
        self._image = image
        self._feedback = FeedbackRecords(context, "again/value")
        self._blocklist = BlockList.of(context.settings)
        self.unread: list[tuple[str, str]] = []
        """Pages that could not be read, with the reason; the first ones."""

    def read(
        self, capture: Capture, kind: PageKind, *, name: str | None = None
    ) -> Reading | None:
        """Read a page and publish what it says; None where it cannot be read.

        Args:
            capture: The page.
            kind: What it is.
            name: Stands for the market's own id where nothing on the page or in its address gives it.
        """
        if self._is_blocked(capture):
            return None
        self._state.pages += 1
        try:
            reading = read_page(
                self._state.profile,
                capture.page,
                kind=kind,
                now=capture.fetched_at,
                nameless=name is not None,
            )
            return self.publish(reading, capture, name=name)
        except NotFoundError:
            self._state.missing_pages += 1
        except (SourceError, RecordError) as error:
            self._unreadable(capture, kind, error)
        return None

    def publish(
        self, reading: Reading, capture: Capture, *, name: str | None = None
    ) -> Reading:
        """Publish what a page said.

        Raises:
            RecordError: A value breaks the record's rules.
        """
        named = reading.kind in {PageKind.LISTING, PageKind.VENDOR}
        if named and reading.external_id is None and name is not None:
            reading = replace(reading, external_id=name)
        for fault in reading.faults:
            self._state.value_faults[fault.partition(":")[0]] += 1
            log.warning("again/value", url=capture.entry.url, fault=fault)
        snapshot = capture.snapshot(self._mark.evidence_run_id)
        sighting = PageSighting(self._state.profile, snapshot)
        if reading.external_id is not None and reading.kind is PageKind.LISTING:
            self._publisher.add_listing(self._listing(reading, sighting))
        elif reading.external_id is not None and reading.kind is PageKind.VENDOR:
            vendor = vendor_from(reading, sighting)
            self._publisher.add_vendor(vendor.model_copy(update=self._marks))
        self._state.fill.note(reading, snapshot)
        for record in self._feedback.of(reading, sighting):
            self._publisher.add_feedback(record.model_copy(update=self._marks))
        return reading

    def sight(self, external_id: str, capture: Capture) -> None:
        """Note that a list shows a listing whose page is not there."""
        record_id = listing_id(self._state.market, storable(external_id))
        seen = Sighting(record_id=record_id, seen_at=capture.fetched_at)
        self._publisher.sight_listing(seen)

    def unreadable(self, url: str, reason: str) -> None:
        """Count a page that cannot even be unpacked."""
        self._state.unreadable += 1
        log.warning("again/unreadable", url=url, reason=reason)
        if len(self.unread) < MAX_UNREAD:
            self.unread.append((url, reason))

    @property
    def _marks(self) -> dict[str, object]:
        return {"run_id": self._state.run_id, "reading": self._mark.reading}

    def _listing(self, reading: Reading, sighting: PageSighting) -> ListingObservation:
        unique = list(dict.fromkeys(reading.image_urls))
        images = [self._picture(url) for url in unique[:MAX_IMAGES]]
        kept = tuple(image for image in images if image is not None)
        listing = listing_from(reading, sighting)
        return listing.model_copy(update={**self._marks, "images": kept})

    def _picture(self, url: str) -> ListingImage | None:
        try:
            image = self._image(url)
        except SourceError:
            image = None
        self._state.images += image is not None
        self._state.images_missed += image is None
        return image

    def _is_blocked(self, capture: Capture) -> bool:
        """Return whether the block list has come to name a page that is kept already."""
        page = capture.page
        encoding = self._state.profile.encoding
        match = check_body(self._blocklist, page.body, page.content_type, encoding)
        if match is None:
            return False
        met = Met(page.url, match, capture.entry.sha256, capture.received_bytes)
        escalate(self._settings.home, self._state, met)
        return True

    def _unreadable(
        self, capture: Capture, kind: PageKind, error: SourceError | RecordError
    ) -> None:
        self.unreadable(capture.entry.url, error.message)
        if isinstance(error, LayoutChangedError):
            snapshot = capture.snapshot(self._mark.evidence_run_id)
            page = SeenPage(snapshot.url, snapshot.snapshot_id)
            field = error.context.get("field")
            self._state.fill.note_unreadable(kind, field, page)
