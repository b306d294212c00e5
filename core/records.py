"""What a crawl run saw: the records that rooms hand to one another.

Identity is apart from observation: a ``listing_id`` never changes, while each run adds what it observed. Raw values stand beside
clean ones. Times are aware and in UTC.
"""

from datetime import date
from decimal import Decimal
from enum import StrEnum
from typing import Annotated

from pydantic import AwareDatetime, BaseModel, ConfigDict, Field

MAX_TITLE_CHARS = 1_000
MAX_TEXT_CHARS = 20_000
"""A text beyond this stays whole in the snapshot; the record is ``truncated``."""

Name = Annotated[str, Field(pattern=r"^[a-z0-9][a-z0-9_-]{0,62}$")]
"""A market's name: usable as a file name, a queue key and a keyword."""
CountryCode = Annotated[str, Field(pattern=r"^([A-Z]{2}|WORLD|EU)$")]
"""ISO 3166-1 alpha-2, or ``WORLD`` or ``EU`` where a vendor ships to all of either."""
Sha256 = Annotated[str, Field(pattern=r"^[0-9a-f]{64}$")]


class Record(BaseModel):
    """A frozen value that refuses unknown fields."""

    model_config = ConfigDict(frozen=True, extra="forbid")


class Category(StrEnum):
    """The project's own taxonomy of offers; markets' names are mapped to it."""

    DRUGS = "drugs"
    WEAPONS = "weapons"
    COUNTERFEITS = "counterfeits"
    DOCUMENTS = "documents"
    FRAUD = "fraud"
    OTHER = "other"


class Money(Record):
    """An amount as the market wrote it and as a number."""

    raw: str
    amount: Decimal = Field(ge=0)
    currency: str = Field(pattern=r"^[A-Z]{3,5}$")
    """ISO 4217 code, or BTC, XMR, ETH, LTC, USDT."""


class Authorisation(Record):
    """The order under which a market may be read."""

    reference: str = Field(min_length=1)
    authority: str = Field(min_length=1)
    legal_basis: str = Field(min_length=1)
    valid_until: date
    """The last day, in UTC, on which the market may be read."""


class RunOutcome(StrEnum):
    """How a crawl run ended. Only a complete run may mark listings as gone."""

    RUNNING = "running"
    COMPLETE = "complete"
    DEGRADED = "degraded"
    FAILED = "failed"
    INTERRUPTED = "interrupted"


class CrawlRun(Record):
    """One execution of the crawler for one market."""

    run_id: str
    market: Name
    profile_sha256: Sha256
    authorisation: Authorisation
    started_at: AwareDatetime
    finished_at: AwareDatetime | None = None
    outcome: RunOutcome = RunOutcome.RUNNING
    reasons: tuple[str, ...] = ()
    """Why the outcome is not ``complete``, each a sentence with its remedy."""
    pages: int = Field(default=0, ge=0)
    listings: int = Field(default=0, ge=0)
    vendors: int = Field(default=0, ge=0)
    unreadable: int = Field(default=0, ge=0)
    """Pages of a known kind that could not be read."""
    out_of_scope: int = Field(default=0, ge=0)
    """Requests that were dropped because they left the authorised hosts."""
    missing_pages: int = Field(default=0, ge=0)
    """Pages that the market itself does not have (404, 410)."""
    warc: str | None = None
    """File name of the run's WARC, under the home's ``snapshots`` folder."""


class Snapshot(Record):
    """One raw response, kept in the WARC of its run."""

    snapshot_id: str
    run_id: str
    url: str
    fetched_at: AwareDatetime
    status: int
    received_sha256: Sha256
    """Digest of the body as received, before any decoding."""
    parsed_sha256: Sha256
    """Digest of the bytes that the reader was given."""
    size_bytes: int = Field(ge=0)


class Observation(Record):
    """What one run saw of one thing, and where the proof lies."""

    market: Name
    external_id: str = Field(min_length=1, max_length=512)
    """The market's own id, as it wrote it."""
    url: str
    run_id: str
    snapshot: Snapshot
    observed_at: AwareDatetime
    truncated: bool = False
    """Whether a text was cut to the size cap; the snapshot has all of it."""


class ListingObservation(Observation):
    """What one run saw of an offer."""

    listing_id: str
    vendor_id: str
    vendor_external_id: str = Field(min_length=1, max_length=512)
    vendor_handle: str = Field(min_length=1, max_length=512)
    title: str = Field(min_length=1, max_length=MAX_TITLE_CHARS)
    description: str = Field(default="", max_length=MAX_TEXT_CHARS)
    """Plain text: paragraphs separated by newlines, no markup."""
    category_path: tuple[str, ...] = ()
    """The market's own names, outermost first."""
    category: Category | None = None
    price: Money | None = None
    ships_from_raw: str | None = None
    ships_from: CountryCode | None = None
    ships_to_raw: str | None = None
    ships_to: tuple[CountryCode, ...] = ()
    listed_at: AwareDatetime | None = None
    stock: int | None = Field(default=None, ge=0)
    sold: int | None = Field(default=None, ge=0)
    unit: str | None = None
    attributes: dict[str, str] = Field(default_factory=dict)
    """Further fields that the profile reads, raw: payment terms, tiers, options."""


class VendorObservation(Observation):
    """What one run saw of an account."""

    vendor_id: str
    handle: str = Field(min_length=1, max_length=512)
    profile: str = Field(default="", max_length=MAX_TEXT_CHARS)
    """Plain text of the account's own description."""
    pgp_key: str | None = Field(default=None, max_length=MAX_TEXT_CHARS)
    """An ASCII-armoured public key block, as shown."""
    contact: str | None = Field(default=None, max_length=MAX_TITLE_CHARS)
    """The contact line, where the market has a field of its own for it."""
    registered_on: date | None = None
    last_seen_on: date | None = None
    rating_percent: float | None = Field(default=None, ge=0, le=100)
    sales: int | None = Field(default=None, ge=0)
    level: str | None = None
    attributes: dict[str, str] = Field(default_factory=dict)
    """Further fields that the profile reads, raw."""
