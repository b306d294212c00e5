"""Links between vendor accounts, always with their evidence."""

from enum import StrEnum

from pydantic import Field

from core.records import Record


class EvidenceKind(StrEnum):
    """What speaks for or against two accounts having one holder."""

    SHARED_KEY = "shared_key"
    """The same PGP fingerprint."""
    SHARED_ADDRESS = "shared_address"
    """The same payment address."""
    SHARED_CONTACT = "shared_contact"
    """The same e-mail, messenger handle or onion name."""
    NEAR_DUPLICATE_LISTINGS = "near_duplicate_listings"
    HANDLE_SIMILARITY = "handle_similarity"
    PROFILE_SIMILARITY = "profile_similarity"
    STYLE_SIMILARITY = "style_similarity"
    """Words and characters of all texts of either account."""
    CONFLICTING_KEY = "conflicting_key"
    """Both show a PGP key, and not the same one: speaks against."""


HARD_EVIDENCE = frozenset(
    {
        EvidenceKind.SHARED_KEY,
        EvidenceKind.SHARED_ADDRESS,
        EvidenceKind.SHARED_CONTACT,
    }
)
"""Kinds that name one holder; the others only resemble."""


class LinkEvidence(Record):
    """One reason, as data and as a sentence."""

    kind: EvidenceKind
    weight: float
    """Log-odds, base 2; negative speaks against the link."""
    detail: str
    """A sentence that an analyst can read."""
    values: tuple[str, ...] = ()
    """What is shared: entity keys, listing ids or handles."""


class VendorLink(Record):
    """A suspected link between two accounts: a lead, never a fact."""

    link_id: str
    left: str
    """The lower of the two vendor ids."""
    right: str
    weight: float
    """Sum of the prior and the evidence, log-odds base 2."""
    probability: float = Field(ge=0.0, le=1.0)
    evidence: tuple[LinkEvidence, ...]
    """Strongest first."""
    scorer: str
    """Name and version of what scored it."""
