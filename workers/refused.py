"""The part of a batch that could not be worked off, cut out so that it can be replayed."""

from dataclasses import dataclass

from core.errors import IndexingError, StallwatchError
from core.ids import stable_id
from core.messages import IngestBatch
from core.records import (
    FeedbackObservation,
    ListingObservation,
    Observation,
    VendorObservation,
)
from search.versions import observation_id


@dataclass(frozen=True, slots=True)
class RefusedPart:
    """A batch of the refused records alone, and what was said of them."""

    part: IngestBatch
    error: StallwatchError

    @property
    def size(self) -> int:
        """How many records were refused."""
        part = self.part
        return len(part.listings) + len(part.vendors) + len(part.feedback)


def refused_part(message: IngestBatch, error: IndexingError) -> RefusedPart | None:
    """Return the refused records as a batch of their own.

    None where the error does not say which they are: then the whole batch failed, as it does on a full disk.
    """
    named = {item["id"] for item in error.context.get("refused", ())}
    listings = tuple(
        item for item in message.listings if _documents(item, item.listing_id) & named
    )
    vendors = tuple(
        item for item in message.vendors if _documents(item, item.vendor_id) & named
    )
    feedback = tuple(
        item for item in message.feedback if _documents(item, item.feedback_id) & named
    )
    if not listings and not vendors and not feedback:
        return None
    part = cut_out(message, "refused", listings, vendors, feedback)
    return RefusedPart(part=part, error=error)


def cut_out(
    message: IngestBatch,
    reason: str,
    listings: tuple[ListingObservation, ...],
    vendors: tuple[VendorObservation, ...],
    feedback: tuple[FeedbackObservation, ...] = (),
) -> IngestBatch:
    """Return some records of a batch as a batch of their own.

    Args:
        message: The whole batch.
        reason: Why they are cut out; the new batch's id depends on it.
        listings: Of the batch.
        vendors: Of the batch.
        feedback: Of the batch.
    """
    ids = [item.listing_id for item in listings] + [item.vendor_id for item in vendors]
    ids += [item.feedback_id for item in feedback]
    return message.model_copy(
        update={
            "batch_id": stable_id(reason, message.batch_id, *ids),
            "listings": listings,
            "vendors": vendors,
            "feedback": feedback,
            "listing_sightings": (),
            "vendor_sightings": (),
        }
    )


def _documents(seen: Observation, record_id: str) -> set[str]:
    """Return the ids of the documents that are made of one observation."""
    history = observation_id(record_id, seen.observed_at, seen.reading)
    return {record_id, history, seen.snapshot.snapshot_id}
