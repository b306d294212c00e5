"""Cuts records into batches and sends them: written to disk first, lost never."""

from scrapy.crawler import Crawler

from core.errors import ServiceUnavailableError
from core.log import get_logger
from core.messages import MAX_MESSAGE_BYTES, IngestBatch
from core.records import ListingObservation, RunOutcome, VendorObservation
from crawlers.middlewares.component import CrawlComponent
from crawlers.observations import vendor_from_listing
from crawlers.profile.pages import PageKind

ENVELOPE_BYTES = 4_096
"""What a batch weighs beside its records, generously."""
MAX_VENDORS = 256

log = get_logger(__name__)


class PublishPipeline(CrawlComponent):
    """Collects records until a batch is full, then hands it to the outbox."""

    def __init__(self, crawler: Crawler) -> None:
        super().__init__(crawler)
        self._listings: list[ListingObservation] = []
        self._vendors: list[VendorObservation] = []
        self._size_bytes = ENVELOPE_BYTES
        self._vendor_ids: set[str] = set()
        self._only_on_listings: dict[str, ListingObservation] = {}
        self._broker_answers = True

    def process_item(
        self, item: ListingObservation | VendorObservation
    ) -> ListingObservation | VendorObservation:
        """Take a record."""
        if isinstance(item, ListingObservation):
            if item.vendor_id not in self._vendor_ids:
                self._only_on_listings.setdefault(item.vendor_id, item)
        else:
            self._vendor_ids.add(item.vendor_id)
            self._only_on_listings.pop(item.vendor_id, None)
        self._add(item)
        return item

    def close_spider(self) -> None:
        """Send the rest, with vendors of a market that has no pages for them.

        Where it has, a vendor whose page was not read this time is not observed: the little that a listing says must never replace
        the profile and key that an earlier run saw. Workers note an account that only listings name by themselves.
        """
        has_pages = PageKind.VENDOR in self.run_state.profile.pages
        for listing in self._only_on_listings.values():
            self.run_state.vendors += 1
            if not has_pages:
                self._add(vendor_from_listing(listing))
        self._flush()

    def _add(self, item: ListingObservation | VendorObservation) -> None:
        size_bytes = len(item.model_dump_json().encode()) + 1
        if self._size_bytes + size_bytes > MAX_MESSAGE_BYTES:
            self._flush()
        self._size_bytes += size_bytes
        if isinstance(item, ListingObservation):
            self._listings.append(item)
        else:
            self._vendors.append(item)
        full = len(self._listings) >= self.context.settings.batch_size
        if full or len(self._vendors) >= MAX_VENDORS:
            self._flush()

    def _flush(self) -> None:
        if not self._listings and not self._vendors:
            return
        state = self.run_state
        batch = IngestBatch(
            batch_id=IngestBatch.id_for(state.run_id, len(state.batch_ids)),
            run_id=state.run_id,
            market=state.market,
            listings=tuple(self._listings),
            vendors=tuple(self._vendors),
        )
        self._listings, self._vendors = [], []
        self._size_bytes = ENVELOPE_BYTES
        self._publish(batch)

    def _publish(self, batch: IngestBatch) -> None:
        try:
            path = self.context.outbox.put(batch, f"{batch.batch_id}.json")
        except OSError as error:
            self.run_state.stop(
                RunOutcome.FAILED,
                f"a batch of {len(batch.listings)} listings cannot be written to "
                f"{self.context.outbox.folder}: {error}; free some disk, crawl again",
            )
            return
        self.run_state.batch_ids.append(batch.batch_id)
        if not self._broker_answers:
            # Asked once already: each further try would hold up the crawl.
            return
        try:
            self.context.outbox.send(path)
        except ServiceUnavailableError as error:
            self._broker_answers = False
            log.warning("crawl/outbox", reason=str(error))
