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
    buyer_handles: bool = False
    """Whether the handles of buyers may be stored; otherwise only a keyed hash is."""


class RunOutcome(StrEnum):
    """How a crawl run ended. Only a complete run may mark listings as gone."""

    RUNNING = "running"
    COMPLETE = "complete"
    DEGRADED = "degraded"
    FAILED = "failed"
    INTERRUPTED = "interrupted"


class AlertKind(StrEnum):
    """What a run warns of."""

    LAYOUT_DRIFT = "layout_drift"
    """A field that used to be filled is not any more."""
    FEWER_RECORDS = "fewer_records"
    """Far fewer listings or vendors than in former runs."""
    SESSION_LOST = "session_lost"
    CHALLENGE = "challenge"
    """A human is needed."""
    BANNED = "banned"
    """The market has shut the account out."""
    DOWN = "down"
    """No address of the market answers, or its proxy does not."""
    JAVASCRIPT = "javascript"
    """Pages show nothing unless a browser runs their scripts, which is never done."""
    CLONE = "clone"
    """A mirror shows another market's content."""
    BLOCKED_CONTENT = "blocked_content"
    """Content on the block list was met: not stored, for the supervisor."""


class RunAlert(Record):
    """A warning of one run, for a human."""

    kind: AlertKind
    message: str
    """What happened and what to do."""
    field: str | None = None
    """Of a layout drift, such as ``listing.price``."""
    last_good_url: str | None = None
    last_good_snapshot: str | None = None
    """Id of the snapshot of the last page that could be read."""
    first_bad_url: str | None = None
    first_bad_snapshot: str | None = None


class RunOrigin(StrEnum):
    """Where the pages of a run came from."""

    CRAWL = "crawl"
    IMPORT = "import"
    """Seized or archived pages, read without any network."""
    REPARSE = "reparse"
    """The pages of a former run, read again by a mended profile."""


class CrawlRun(Record):
    """One reading of one market: a crawl, an import or a reparse."""

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
    origin: RunOrigin = RunOrigin.CRAWL
    source: str | None = None
    """What an import or reparse read: a file's name and digest, or a run's id."""
    partial: bool = False
    """Whether only some pages were asked for, so that nothing can be called gone."""
    resumes: int = Field(default=0, ge=0)
    """How often it went on after it had been stopped or killed."""
    sighted: int = Field(default=0, ge=0)
    """Listings that the market still shows and whose page was not fetched again."""
    not_modified: int = Field(default=0, ge=0)
    """Pages that the market said had not changed (304)."""
    feedback: int = Field(default=0, ge=0)
    images: int = Field(default=0, ge=0)
    bytes_received: int = Field(default=0, ge=0)
    session_losses: int = Field(default=0, ge=0)
    blocked_content: int = Field(default=0, ge=0)
    """Pages and images on the block list: not stored, not shown."""
    fill: dict[str, float] = Field(default_factory=dict)
    """Share of the read pages that have a value, by ``kind.field``."""
    address: str | None = None
    """The base address, of the market's mirrors, that was read."""
    alerts: tuple[RunAlert, ...] = ()
    manifest_sha256: Sha256 | None = None
    """Digest of the run's evidence manifest."""


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


class ListingImage(Record):
    """A picture of an offer; its bytes lie in the run's WARC, once."""

    url: str
    sha256: Sha256
    phash: str | None = Field(default=None, pattern=r"^[0-9a-f]{16}$")
    """Perceptual hash (DCT, 64 bits); None where the picture cannot be decoded."""
    size_bytes: int = Field(ge=0)


class Sighting(Record):
    """A known listing or vendor that a run saw named, without reading its page again."""

    record_id: str
    seen_at: AwareDatetime


class Observation(Record):
    """What one run saw of one thing, and where the proof lies."""

    market: Name
    external_id: str = Field(min_length=1, max_length=512)
    """The market's own id, as it wrote it."""
    url: str
    run_id: str
    snapshot: Snapshot
    observed_at: AwareDatetime
    reading: int = Field(default=0, ge=0, le=999)
    """How often the snapshot has been read anew by a mended profile."""
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
    images: tuple[ListingImage, ...] = Field(default=(), max_length=50)
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


class FeedbackObservation(Observation):
    """What a buyer said of a vendor; who the buyer is stays a keyed hash."""

    feedback_id: str
    vendor_id: str
    vendor_external_id: str = Field(min_length=1, max_length=512)
    listing_id: str | None = None
    listing_title: str | None = Field(default=None, max_length=MAX_TITLE_CHARS)
    buyer: str | None = Field(default=None, max_length=512)
    """HMAC-SHA-256 of the handle in hexadecimal, or the handle where the authorisation says so."""
    rating: str | None = Field(default=None, max_length=MAX_TITLE_CHARS)
    """As the market wrote it: stars, a word, a number."""
    text: str = Field(default="", max_length=MAX_TEXT_CHARS)
    left_at: AwareDatetime | None = None
    price: Money | None = None
    attributes: dict[str, str] = Field(default_factory=dict)
