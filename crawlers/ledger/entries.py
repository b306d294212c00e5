"""What a ledger holds, line by line."""

from dataclasses import dataclass, field
from enum import IntEnum
from typing import Any

from core.records import ListingImage, RunOutcome
from crawlers.pages.links import Link
from crawlers.profile.pages import PageKind

UNLISTED = "unlisted"
"""Reader of a listing that was only asked for because nothing named it any more."""


class Progress(IntEnum):
    """How far a run is with a page."""

    WAITING = 0
    DONE = 1
    SIGHTED = 2
    """It was named and needed no fetching."""


@dataclass(frozen=True, slots=True)
class Visit:
    """A page that a run means to fetch."""

    key: str
    """Its name under any mirror; see ``page_key``."""
    url: str
    kind: PageKind
    card: str | None = None
    """Digest of the card that led to it."""
    depth: int = 0
    barren: int = 0
    """Lists in a row, on the way to it, that showed nothing new."""


@dataclass(frozen=True, slots=True)
class KnownPage:
    """A page that was read, as the last run that read it left it."""

    key: str
    url: str
    kind: PageKind
    record_id: str | None = None
    """Of the listing or vendor that it shows."""
    vendor_id: str | None = None
    """Of a listing's vendor."""
    etag: str | None = None
    last_modified: str | None = None
    digest: str | None = None
    """SHA-256 of the bytes that were read."""
    reader: str = ""
    """Digest of the profile's part that says how pages are read; ``UNLISTED`` where no list named it."""
    links: tuple[Link, ...] = ()
    cards: tuple[str, ...] = ()
    """Digests of the cards that showed it in the run that last read it."""
    fetched_at: float = 0.0
    """Seconds since 1970; 0 where it must be read again in any case."""


@dataclass(frozen=True, slots=True)
class SavedRun:
    """A run as its last transaction left it."""

    run_id: str
    profile_sha256: str
    begun_at: float
    saved_at: float
    outcome: RunOutcome | None
    """None while it runs, and where it was killed."""
    state: dict[str, Any]
    """Its counts, as ``RunState.saved`` gave them."""


@dataclass(slots=True)
class Changes:
    """What one transaction brings into a ledger."""

    visits: list[tuple[Visit, Progress]] = field(default_factory=list)
    done: list[str] = field(default_factory=list)
    """Keys of pages whose records, if any, are durable."""
    pages: list[KnownPage] = field(default_factory=list)
    seen: list[tuple[str, float]] = field(default_factory=list)
    """Keys of pages that are still shown, and when."""
    gone: list[str] = field(default_factory=list)
    """Keys of pages that the market does not have any more."""
    cards: list[tuple[str, str]] = field(default_factory=list)
    """Further cards of a page that was read: key and digest."""
    records: list[str] = field(default_factory=list)
    """Ids of records that this run has published or sighted."""
    images: list[ListingImage] = field(default_factory=list)

    @property
    def size(self) -> int:
        """How many lines they are, roughly."""
        return len(self.visits) + len(self.done) + len(self.records)
