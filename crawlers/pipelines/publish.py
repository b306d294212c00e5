"""Brings what a crawl reads into batches and its ledger, both or neither.

What is read gathers in memory. A flush stages its batches on disk, writes one transaction into the ledger, then sends the batches. A crawl that
is killed before the transaction has read nothing since the last one; killed after it, it sends the staged batches when it goes on.
"""

import sqlite3
import time
from pathlib import Path

from core.errors import ServiceUnavailableError
from core.log import get_logger
from core.messages import IngestBatch
from core.records import (
    FeedbackObservation,
    ListingObservation,
    RunOutcome,
    Sighting,
    VendorObservation,
)
from crawlers.batching import Batcher
from crawlers.context import CrawlContext
from crawlers.ledger.entries import Changes
from crawlers.observations import vendor_from_listing
from crawlers.profile.pages import PageKind

FLUSH_S = 30.0
"""A slow crawl sends what it has this often."""
MAX_CHANGES = 20_000
"""Lines that wait for a transaction; more would fill the memory."""
RECORD_COUNTS = ("listings", "vendors", "feedback", "sighted")

log = get_logger(__name__)


class Publisher:
    """Takes the records of one run and sees that each is published once.

    Args:
        context: The run.
    """

    def __init__(self, context: CrawlContext) -> None:
        self._context = context
        self._state = context.state
        self._ledger = context.ledger
        self.changes = Changes()
        """What the next transaction writes; whoever reads pages adds to it."""
        self._full: list[IngestBatch] = []
        self._batcher = Batcher(
            run_id=self._state.run_id,
            market=self._state.market,
            listings_max=context.settings.batch_size,
            publish=self._full.append,
            number=len(self._state.batch_ids),
        )
        self._has_vendor_pages = PageKind.VENDOR in self._state.profile.pages
        self._seen = self._ledger.records()
        self._flushed_at = time.monotonic()
        self._broker_answers = True
        self._is_broken = False
        self._durable = self._record_counts()

    def add_listing(self, listing: ListingObservation) -> None:
        """Publish a listing, and its vendor where the market has no pages for vendors.

        Where it has, the little that a listing says must never replace the profile and key that a vendor's page showed. Workers note an
        account that only listings name by themselves.
        """
        if not self._is_new(listing.listing_id):
            return
        self._state.listings += 1
        # It was still sighted when another list showed that it had changed.
        self._state.sighted -= _sighted(listing.listing_id) in self._seen
        self._batcher.add(listing)
        if self._count_vendor(listing.vendor_id) and not self._has_vendor_pages:
            self._batcher.add(vendor_from_listing(listing))

    def add_vendor(self, vendor: VendorObservation) -> None:
        """Publish a vendor; it counts once, whether read, named by a listing or sighted."""
        if self._is_new(_read(vendor.vendor_id)):
            self._count_vendor(vendor.vendor_id)
            self._batcher.add(vendor)

    def add_feedback(self, feedback: FeedbackObservation) -> None:
        """Publish a piece of feedback, which several pages may show."""
        if self._is_new(feedback.feedback_id):
            self._state.feedback += 1
            self._batcher.add(feedback)

    def sight_listing(self, sighting: Sighting) -> None:
        """Say that a known listing is still shown; nothing where it was read before."""
        listing_id = sighting.record_id
        if listing_id not in self._seen and self._is_new(_sighted(listing_id)):
            self._state.sighted += 1
            self._batcher.see(sighting, PageKind.LISTING)

    def sight_vendor(self, sighting: Sighting) -> None:
        """Say that a known vendor is still shown."""
        vendor_id = sighting.record_id
        if _read(vendor_id) not in self._seen and self._is_new(_sighted(vendor_id)):
            self._count_vendor(vendor_id)
            self._batcher.see(sighting, PageKind.VENDOR)

    def has_seen(self, record_id: str) -> bool:
        """Return whether this run has read or sighted a listing."""
        return record_id in self._seen or _sighted(record_id) in self._seen

    def flush_if_due(self) -> None:
        """Make all durable if a batch is full or the last flush was long ago.

        To be called between pages: what a page brings is durable as a whole.
        """
        late = time.monotonic() - self._flushed_at > FLUSH_S
        if self._full or late or self.changes.size > MAX_CHANGES:
            self.flush()

    def flush(self) -> None:
        """Make all durable that was read, and send it.

        What cannot be written stops the crawl; the ledger then stands where it stood.
        """
        if self._is_broken:
            # The last transaction is where the run stands, not what came after it.
            return
        self._batcher.flush()
        batches, self._full[:] = tuple(self._full), []
        try:
            staged = [self._stage(batch) for batch in batches]
            self._state.batch_ids += [batch.batch_id for batch in batches]
            self._ledger.commit(self.changes, self._state.saved())
            sendable = [self._context.outbox.release(path) for path in staged]
        except (OSError, sqlite3.Error) as error:
            self._stop(batches, error)
            return
        self.changes = Changes()
        self._durable = self._record_counts()
        self._flushed_at = time.monotonic()
        for path in sendable:
            self._send(path)

    def _stage(self, batch: IngestBatch) -> Path:
        return self._context.outbox.stage(batch, f"{batch.batch_id}.json")

    def _stop(self, batches: tuple[IngestBatch, ...], error: Exception) -> None:
        self._is_broken = True
        lost = {batch.batch_id for batch in batches}
        outbox = self._context.outbox
        # Those that were released go to the workers: the run's end must name them.
        self._state.batch_ids[:] = [
            batch_id
            for batch_id in self._state.batch_ids
            if batch_id not in lost or outbox.has(f"{batch_id}.json")
        ]
        for name, count in self._durable.items():
            # What was not published must not be counted.
            setattr(self._state, name, count)
        listings = sum(len(batch.listings) for batch in batches)
        self._state.stop(
            RunOutcome.FAILED,
            f"what was read last ({listings} listings) cannot be written to "
            f"{self._context.settings.home}: {error}; free some disk, then crawl again",
        )

    def _record_counts(self) -> dict[str, int]:
        return {name: getattr(self._state, name) for name in RECORD_COUNTS}

    def _send(self, path: Path) -> None:
        if not self._broker_answers:
            # Asked once already: each further try would hold up the crawl.
            return
        try:
            self._context.outbox.send(path)
        except ServiceUnavailableError as error:
            self._broker_answers = False
            log.warning("crawl/outbox", reason=str(error))

    def _count_vendor(self, vendor_id: str) -> bool:
        is_new = self._is_new(vendor_id)
        self._state.vendors += is_new
        return is_new

    def _is_new(self, record_id: str) -> bool:
        if record_id in self._seen:
            return False
        self._seen.add(record_id)
        self.changes.records.append(record_id)
        return True


def _read(vendor_id: str) -> str:
    # Apart from the vendor's own id, which a listing may have brought before.
    return f"read:{vendor_id}"


def _sighted(record_id: str) -> str:
    return f"sighted:{record_id}"
