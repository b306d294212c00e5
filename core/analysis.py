"""What the language room makes of an observation, and what the linker is given."""

from dataclasses import dataclass, field
from enum import StrEnum

from pydantic import Field

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


@dataclass(frozen=True, slots=True)
class AnalysedVendor:
    """A vendor account with the mentions in its profile, contact line and key."""

    observation: VendorObservation
    mentions: tuple[Mention, ...]


class DuplicateKind(StrEnum):
    """How alike two near-duplicate listings are."""

    EXACT = "exact"
    NEAR = "near"


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
    """Similarity of the sentence embeddings."""


class AccountListing(Record):
    """A listing as the linker sees it."""

    listing_id: str
    title: str
    description: str


class Account(Record):
    """A vendor account as the linker sees it."""

    vendor_id: str
    market: str
    handle: str
    profile: str
    identifiers: frozenset[str]
    """Entity keys (``KIND:value``) shown by the account or by any of its listings."""
    listings: tuple[AccountListing, ...]
