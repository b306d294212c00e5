"""Cuts the records of a run into batches; where they go is the caller's business."""

from collections.abc import Callable
from dataclasses import dataclass, field

from core.messages import MAX_MESSAGE_BYTES, IngestBatch
from core.records import (
    FeedbackObservation,
    ListingObservation,
    Sighting,
    VendorObservation,
)
from crawlers.observations import vendor_from_listing
from crawlers.profile.pages import PageKind

ENVELOPE_BYTES = 4_096
"""What a batch weighs beside its records, generously."""
MAX_VENDORS = 256
MAX_FEEDBACK = 1_000
MAX_SIGHTINGS = 5_000

Found = ListingObservation | VendorObservation | FeedbackObservation


@dataclass(slots=True)
class _Gathered:
    listings: list[ListingObservation] = field(default_factory=list)
    vendors: list[VendorObservation] = field(default_factory=list)
    feedback: list[FeedbackObservation] = field(default_factory=list)
    listing_sightings: list[Sighting] = field(default_factory=list)
    vendor_sightings: list[Sighting] = field(default_factory=list)
    size_bytes: int = ENVELOPE_BYTES


class Batcher:
    """Gathers records until a batch is full, then hands it on.

    Args:
        run_id: The run that they belong to.
        market: The market's name.
        listings_max: Listings in one batch.
        publish: Takes each batch.
        number: Of the first batch: a resumed run goes on where it was.
    """

    def __init__(
        self,
        *,
        run_id: str,
        market: str,
        listings_max: int,
        publish: Callable[[IngestBatch], None],
        number: int = 0,
    ) -> None:
        self._run_id = run_id
        self._market = market
        self._listings_max = listings_max
        self._publish = publish
        self._number = number
        self._held = _Gathered()
        self._vendor_ids: set[str] = set()
        self._only_on_listings: dict[str, ListingObservation] = {}

    def add(self, item: Found) -> None:
        """Take an observation."""
        self._make_room(item)
        if isinstance(item, ListingObservation):
            self._held.listings.append(item)
            if item.vendor_id not in self._vendor_ids:
                self._only_on_listings.setdefault(item.vendor_id, item)
        elif isinstance(item, VendorObservation):
            self._held.vendors.append(item)
            self._vendor_ids.add(item.vendor_id)
            self._only_on_listings.pop(item.vendor_id, None)
        else:
            self._held.feedback.append(item)
        self._flush_if_full()

    def see(self, sighting: Sighting, kind: PageKind) -> None:
        """Take note that a known listing or vendor was seen named.

        Args:
            sighting: Which, and when.
            kind: ``listing`` or ``vendor``.
        """
        self._make_room(sighting)
        if kind is PageKind.VENDOR:
            self._held.vendor_sightings.append(sighting)
        else:
            self._held.listing_sightings.append(sighting)
        self._flush_if_full()

    def close(self, *, has_vendor_pages: bool) -> int:
        """Hand on the rest, with vendors of a market that has no pages for them.

        Where it has, a vendor whose page was not read this time is not observed: the little that a listing says must never replace
        the profile and key that an earlier run saw. Workers note an account that only listings name by themselves.

        Returns:
            How many vendors only listings name.
        """
        named = tuple(self._only_on_listings.values())
        if not has_vendor_pages:
            for listing in named:
                self.add(vendor_from_listing(listing))
        self.flush()
        return len(named)

    def flush(self) -> None:
        """Hand on what is held, where there is any."""
        held, self._held = self._held, _Gathered()
        if held.size_bytes == ENVELOPE_BYTES:
            return
        batch = IngestBatch(
            batch_id=IngestBatch.id_for(self._run_id, self._number),
            run_id=self._run_id,
            market=self._market,
            listings=tuple(held.listings),
            vendors=tuple(held.vendors),
            feedback=tuple(held.feedback),
            listing_sightings=tuple(held.listing_sightings),
            vendor_sightings=tuple(held.vendor_sightings),
        )
        self._number += 1
        self._publish(batch)

    def _make_room(self, item: Found | Sighting) -> None:
        size_bytes = len(item.model_dump_json().encode()) + 1
        if self._held.size_bytes + size_bytes > MAX_MESSAGE_BYTES:
            self.flush()
        self._held.size_bytes += size_bytes

    def _flush_if_full(self) -> None:
        held = self._held
        if (
            len(held.listings) >= self._listings_max
            or len(held.vendors) >= MAX_VENDORS
            or len(held.feedback) >= MAX_FEEDBACK
            or len(held.listing_sightings) >= MAX_SIGHTINGS
            or len(held.vendor_sightings) >= MAX_SIGHTINGS
        ):
            self.flush()
