"""Links between vendor accounts, always with their evidence."""

from enum import StrEnum

from pydantic import AwareDatetime, Field

from core.records import Record


class EvidenceKind(StrEnum):
    """What speaks for or against two accounts having one holder."""

    SHARED_KEY = "shared_key"
    """The same PGP fingerprint."""
    SHARED_ADDRESS = "shared_address"
    """The same payment address."""
    SHARED_CONTACT = "shared_contact"
    """The same e-mail, messenger handle, phone number or onion name."""
    SHARED_IMAGE = "shared_image"
    """The same picture, by its perceptual hash."""
    DECLARED_ALIAS = "declared_alias"
    """One account's texts name the other's handle as their own."""
    CONFLICTING_KEY = "conflicting_key"
    """Both show a PGP key, and not the same one."""
    NEAR_DUPLICATE_LISTINGS = "near_duplicate_listings"
    """Listings that say the same, in the same words or in others."""
    HANDLE_SIMILARITY = "handle_similarity"
    MIRRORED_PROFILE = "mirrored_profile"
    """The texts that the accounts write about themselves."""
    LEXICAL_PROFILE = "lexical_profile"
    """The words of all listings."""
    CHARACTER_PROFILE = "character_profile"
    """The letter groups of all listings."""
    MEANING = "meaning"
    """The sentence embeddings of all listings."""
    WRITING_HABITS = "writing_habits"
    """Punctuation, emoji, casing, the skeleton of titles and texts, languages."""
    PRODUCT_MIX = "product_mix"
    PRICE_VECTOR = "price_vector"
    """Prices of the goods that both sell."""
    SHIPPING = "shipping"
    """Where the accounts send from and to."""
    ACTIVITY_HOURS = "activity_hours"
    """The hours of the day at which listings are put up."""
    MIGRATION = "migration"
    """One account began soon after the other's market had closed."""
    FEEDBACK_OVERLAP = "feedback_overlap"
    """The same buyers."""


class EvidenceClass(StrEnum):
    """How much a kind of evidence can prove."""

    HARD = "hard"
    """Names one holder: a key, an address, a contact, a picture, the holder's own word."""
    STYLE = "style"
    """Only resembles."""


HARD_EVIDENCE = frozenset(
    {
        EvidenceKind.SHARED_KEY,
        EvidenceKind.SHARED_ADDRESS,
        EvidenceKind.SHARED_CONTACT,
        EvidenceKind.SHARED_IMAGE,
        EvidenceKind.DECLARED_ALIAS,
        EvidenceKind.CONFLICTING_KEY,
    }
)
"""Kinds that name one holder, or two; the others only resemble."""


class Proof(Record):
    """Where what an item of evidence says can be seen."""

    vendor_id: str
    listing_id: str | None = None
    """None for the account's own page."""
    snapshot_id: str | None = None


class LinkEvidence(Record):
    """One reason, as data and as a sentence."""

    kind: EvidenceKind
    weight: float
    """Log-odds, base 2; negative speaks against the link."""
    detail: str
    """A sentence that an analyst can read."""
    values: tuple[str, ...] = ()
    """What is shared: entity keys, listing ids or handles."""
    proofs: tuple[Proof, ...] = ()
    """A few pages of either account that show it."""

    @property
    def evidence_class(self) -> EvidenceClass:
        """Whether it names a holder or only resembles."""
        return EvidenceClass.HARD if self.kind in HARD_EVIDENCE else EvidenceClass.STYLE


class VendorLink(Record):
    """A suspected link between two accounts: a lead, never a fact."""

    link_id: str
    left: str
    """The lower of the two vendor ids."""
    right: str
    weight: float
    """Sum of the prior and the evidence, log-odds base 2."""
    probability: float = Field(ge=0.0, le=1.0)
    """Calibrated: of the pairs given 0.9, nine in ten have one holder."""
    evidence: tuple[LinkEvidence, ...]
    """Strongest first."""
    scorer: str
    """Name and version of what scored it."""

    @property
    def prior(self) -> float:
        """What is thought of a pair before any evidence: the weight less that of the evidence, log-odds base 2."""
        return round(self.weight - sum(one.weight for one in self.evidence), 2)

    def weight_of(self, kind: EvidenceClass) -> float:
        """Return what the evidence of one class weighs, log-odds base 2."""
        return sum(one.weight for one in self.evidence if one.evidence_class is kind)


class Verdict(StrEnum):
    """What an analyst says of a pair of accounts."""

    POSITIVE = "positive"
    """One holder: no longer a lead but a finding."""
    NEGATIVE = "negative"
    """Two holders: never to be joined, not through others either."""
    UNSURE = "unsure"
    """Looked at, and open."""


class Judgement(Record):
    """One analyst's decision on a pair of accounts; decisions are never overwritten."""

    judgement_id: str
    left: str
    """The lower of the two vendor ids."""
    right: str
    number: int = Field(ge=1)
    """Counts the decisions on this pair."""
    verdict: Verdict | None
    """None takes the decision before it back."""
    analyst: str = Field(min_length=1, max_length=200)
    reason: str = Field(min_length=3, max_length=2_000)
    decided_at: AwareDatetime
    score: VendorLink | None = None
    """What the model said of the pair at that time; None where it had not linked it."""


class Cluster(Record):
    """Accounts that, by links and judgements, one person probably holds."""

    cluster_id: str
    """Stays the same while most of its accounts do."""
    vendor_ids: tuple[str, ...] = Field(min_length=2)
    """In ascending order."""
    formed_at: AwareDatetime
    changed_at: AwareDatetime
    confirmed: bool = False
    """Whether positive judgements alone hold it together."""


class ClusterChange(StrEnum):
    """What happened to a cluster."""

    FORMED = "formed"
    GREW = "grew"
    SHRANK = "shrank"
    MERGED = "merged"
    """It took in other clusters."""
    SPLIT = "split"
    """It was split off from other clusters."""
    DISSOLVED = "dissolved"


class ClusterEvent(Record):
    """An entry of the clusters' log."""

    event_id: str
    cluster_id: str
    change: ClusterChange
    at: AwareDatetime
    joined: tuple[str, ...] = ()
    """Vendor ids."""
    left: tuple[str, ...] = ()
    others: tuple[str, ...] = ()
    """Clusters that it took in, was split off from, or that have its accounts now."""
    cause: str
    """What led to it: a linking pass, or a judgement's id."""
