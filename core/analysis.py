"""What the language room makes of an observation, and what the linker is given."""

from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum

from pydantic import AwareDatetime, Field

from core.mentions import Mention
from core.offers import OfferFacts
from core.records import ListingObservation, Record, VendorObservation


@dataclass(frozen=True, slots=True)
class AnalysedListing:
    """A listing with everything that is computed from its text."""

    observation: ListingObservation
    mentions: tuple[Mention, ...]
    text_hash: str
    """Content hash of the text that was embedded: the key of its vector."""
    bands: tuple[str, ...]
    """MinHash bands: two listings that share one are candidates."""
    vector: list[float]
    """Sentence embedding, length 1."""
    facts: OfferFacts = field(default_factory=OfferFacts)
    folded_hash: str = ""
    """Hash of the whole text without case, accents and spacing: what exact copies share."""
    passages: tuple[str, ...] = ()
    """Hashes of the sentences: those that many vendors show are boilerplate."""
    image_bands: tuple[str, ...] = ()
    """Parts of the pictures' perceptual hashes: nearly equal pictures share one."""


@dataclass(frozen=True, slots=True)
class AnalysedVendor:
    """A vendor account with the mentions in its profile, contact line and key."""

    observation: VendorObservation
    mentions: tuple[Mention, ...]


class DuplicateKind(StrEnum):
    """How alike two near-duplicate listings are."""

    EXACT = "exact"
    """The same words, case and spacing apart."""
    NEAR = "near"
    """Most of the same words."""
    REWORDED = "reworded"
    """The same meaning in other words or another language."""


class DuplicatePair(Record):
    """Two listings that say the same, ids in ascending order."""

    left: str
    right: str
    left_vendor: str
    right_vendor: str
    kind: DuplicateKind
    overlap: float = Field(ge=0.0, le=1.0)
    """Jaccard similarity of the token shingles."""
    cosine: float = Field(ge=-1.0, le=1.0)
    """Similarity of the sentence embeddings; 0 where a near-duplicate has none."""


class DuplicateGroup(Record):
    """Listings that all say the same as one of them."""

    representative: str
    """The listing that was seen first; its id is that of the group."""
    members: tuple[str, ...]
    """Listing ids in ascending order, the representative's included."""


class AccountListing(Record):
    """A listing as the linker sees it; what is unknown is None or empty."""

    listing_id: str
    title: str
    description: str = ""
    category: str | None = None
    """What is sold, by ``core.records.Category``."""
    goods: tuple[str, ...] = ()
    """Canonical names of what is offered."""
    price_eur: float | None = Field(default=None, ge=0.0)
    """The asked price in euro, whatever the amount offered."""
    unit_price_eur: float | None = Field(default=None, ge=0.0)
    """Euro for a gram, a pill or a piece."""
    price_shown: float | None = Field(default=None, ge=0.0)
    """The asked price as the page shows it, in the currency of the page."""
    ships_from: str | None = None
    ships_to: tuple[str, ...] = ()
    language: str | None = None
    """ISO 639-1."""
    images: tuple[str, ...] = ()
    """Perceptual hashes of its pictures: 64 bits in 16 hexadecimal digits."""
    identifiers: frozenset[str] = frozenset()
    """Entity keys that this very listing shows; empty where only the account's are known."""
    listed_at: AwareDatetime | None = None
    """When the market says it was put up, or when it was first seen."""
    snapshot_id: str | None = None
    """Proof of its newest observation."""


class Account(Record):
    """A vendor account as the linker sees it; what is unknown is None or empty."""

    vendor_id: str
    market: str
    handle: str = ""
    profile: str = ""
    identifiers: frozenset[str] = frozenset()
    """Entity keys (``KIND:value``) shown by the account or by any of its listings."""
    listings: tuple[AccountListing, ...] = ()
    aliases: frozenset[str] = frozenset()
    """Names that the account's texts say it also goes by, folded."""
    registered_on: date | None = None
    first_seen_at: AwareDatetime | None = None
    last_seen_at: AwareDatetime | None = None
    buyers: frozenset[str] = frozenset()
    """Keyed hashes (or, where authorised, handles) of who left feedback."""
    vector: tuple[float, ...] | None = None
    """Mean of the sentence embeddings of its listings, length 1."""
    snapshot_id: str | None = None
    """Proof of the newest observation of its profile."""


class AccountKeys(Record):
    """By what an account is looked up when the linker wants candidates for another.

    Two accounts are candidates where they share an entry of one of the tuples, or where their vectors are near.
    """

    vendor_id: str
    market: str
    identifiers: tuple[str, ...] = ()
    """Entity keys."""
    names: tuple[str, ...] = ()
    """The plain spellings of the handle and of the declared aliases."""
    handle_grams: tuple[str, ...] = ()
    """Letter groups of the handle's spellings."""
    phrases: tuple[str, ...] = ()
    """Hashes of the profile's least common phrases."""
    terms: tuple[str, ...] = ()
    """Hashes of the words and letter groups that set the listings apart, weightiest first."""
    habits: tuple[str, ...] = ()
    """Hashes of the habits of writing that set the account apart, weightiest first."""
    images: tuple[str, ...] = ()
    """Perceptual hashes."""
    image_bands: tuple[str, ...] = ()
    """Parts of the perceptual hashes: nearly equal pictures share one."""
    buyers: tuple[str, ...] = ()
    vector: tuple[float, ...] | None = None


class ValueSpread(Record):
    """How widely a value is shared: what many show says little of who shows it."""

    accounts: int = Field(ge=0)
    markets: int = Field(ge=0)
