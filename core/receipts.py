"""What a worker leaves behind of a queue message: a receipt, or a dead letter."""

from typing import Any

from pydantic import AwareDatetime, Field

from core.ids import stable_id
from core.records import Record


class BatchReceipt(Record):
    """Proof that a batch was indexed, with where its time went."""

    batch_id: str
    run_id: str
    market: str
    finished_at: AwareDatetime
    listings: int = Field(ge=0)
    vendors: int = Field(ge=0)
    written: int = Field(ge=0)
    """Documents that were new or newer than the index knew."""
    unchanged: int = Field(ge=0)
    """Documents that the index already had, or had a newer state of."""
    refused: int = Field(default=0, ge=0)
    """Records that could not be read or that Elasticsearch refused; dead letters hold them."""
    feedback: int = Field(default=0, ge=0)
    sighted: int = Field(default=0, ge=0)
    """Sightings of listings and vendors that the index knows."""
    unknown_sightings: int = Field(default=0, ge=0)
    """Sightings of what the index does not know: the crawler's ledger says more than the
    index holds, so the market wants a crawl of every page."""
    mentions: int = Field(ge=0)
    duplicates: int = Field(ge=0)
    """Near-duplicate pairs that this batch confirmed."""
    texts_encoded: int = Field(ge=0)
    """Texts that no earlier batch had embedded."""
    seconds: dict[str, float]
    """Time by stage: extract, embed, bands, write, refresh, duplicates."""
    queue_length: int | None = Field(default=None, ge=0)
    """Messages that still waited in the queue when the batch was done; None where nobody looked."""


class DeadLetter(Record):
    """A message that could not be worked off, kept whole so that it can be replayed."""

    letter_id: str
    task: str
    payload: Any
    """As it came off the queue, of whatever shape."""
    reason: str
    """What went wrong and what to do, in a sentence."""
    error: str
    """Class of the error."""
    traceback: str
    attempts: int = Field(ge=0)
    failed_at: AwareDatetime
    batch_id: str | None = None
    """The batch it was, where the payload says so."""
    run_id: str | None = None
    """The run that it came from, where the payload says so."""
    market: str | None = None
    """Its market, where the payload says so."""

    @staticmethod
    def id_for(task: str, key: str) -> str:
        """Return the id of a message's dead letter; a second failure overwrites it."""
        return stable_id("dead-letter", task, key)
