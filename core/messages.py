"""What travels through the queue: small, versioned JSON, addressed by task name.

A message holds records, never a page body, a vector or an object; every task may run twice.
"""

from typing import Any, ClassVar, Self

from pydantic import AwareDatetime, Field, ValidationError

from core.errors import MessageError, MessageNewerError
from core.ids import stable_id
from core.records import (
    CrawlRun,
    FeedbackObservation,
    ListingObservation,
    Record,
    Sighting,
    VendorObservation,
)

MESSAGE_VERSION = 1
MAX_MESSAGE_BYTES = 4 * 1024 * 1024
"""A batch is cut before its JSON grows beyond this; Redis itself takes 512 MiB."""
QUEUE = "ingest"
"""Batches, ends of runs, requests for links: the work of the workers."""
CRAWL_QUEUE = "crawl"
"""Crawls that are due: apart, because one takes hours."""


class Message(Record):
    """A payload and the task that takes it."""

    task: ClassVar[str]
    version: int = MESSAGE_VERSION

    @classmethod
    def from_payload(cls, payload: Any) -> Self:
        """Read a message that came off the queue.

        Raises:
            MessageNewerError: It is of a newer version.
            MessageError: It is not of this shape.
        """
        version = payload.get("version") if isinstance(payload, dict) else None
        if isinstance(version, int) and version > MESSAGE_VERSION:
            raise MessageNewerError(
                f"message version {version} is newer than this worker reads "
                f"({MESSAGE_VERSION}): update the worker, then replay the batch",
                task=cls.task,
            )
        try:
            return cls.model_validate(payload)
        except ValidationError as error:
            raise MessageError(
                f"a {cls.task} message does not have the agreed shape: {error}",
                task=cls.task,
            ) from error

    def to_payload(self) -> dict[str, Any]:
        """Return the message as JSON-ready values."""
        return self.model_dump(mode="json")


class IngestBatch(Message):
    """Listings and vendors of one run, to be extracted, embedded and indexed."""

    task: ClassVar[str] = "ingest.batch"
    batch_id: str
    run_id: str
    market: str
    listings: tuple[ListingObservation, ...] = Field(max_length=256)
    vendors: tuple[VendorObservation, ...] = Field(max_length=256)
    feedback: tuple[FeedbackObservation, ...] = Field(default=(), max_length=1_000)
    listing_sightings: tuple[Sighting, ...] = Field(default=(), max_length=5_000)
    vendor_sightings: tuple[Sighting, ...] = Field(default=(), max_length=5_000)

    @staticmethod
    def id_for(run_id: str, number: int) -> str:
        """Return the id of a run's n-th batch."""
        return stable_id("batch", run_id, str(number))


class RunFinished(Message):
    """A crawl run has ended and published all of its batches."""

    task: ClassVar[str] = "ingest.run"
    run: CrawlRun
    batch_ids: tuple[str, ...]


class LinkVendors(Message):
    """Link the vendor accounts that are new or have changed."""

    task: ClassVar[str] = "link.vendors"
    reason: str
    full: bool = False
    """Whether all accounts are linked anew, by fresh statistics."""
    run_id: str | None = None
    """The run whose end asks for it; its time is then kept with the run's receipts."""
    market: str | None = None


class CrawlMarket(Message):
    """A market is due."""

    task: ClassVar[str] = "crawl.market"
    market: str
    asked_at: AwareDatetime
    due_at: AwareDatetime | None = None
    """The time of the schedule that it is for; None where somebody asked by hand."""


def queue_of(task: str) -> str:
    """Return the queue that a task's messages travel by."""
    return CRAWL_QUEUE if task == CrawlMarket.task else QUEUE
