"""What the API takes and answers about links, judgements and clusters."""

from typing import Self

from pydantic import AwareDatetime, BaseModel, ConfigDict, Field

from core.links import (
    Cluster,
    ClusterEvent,
    EvidenceClass,
    EvidenceKind,
    Judgement,
    LinkEvidence,
    Proof,
    VendorLink,
    Verdict,
)
from nlp.linking.explain import explanation
from search.account_keys import SharedValue
from search.answers import VendorSummary
from search.link_desk import LinkSheet, ProofPage, Relation, relation_by

MIN_REASON_CHARS = 3
MAX_REASON_CHARS = 2_000


class Evidence(BaseModel):
    """One reason for or against a link."""

    kind: EvidenceKind
    evidence_class: EvidenceClass
    """`hard` names a holder, `style` only resembles."""
    weight: float
    """Log-odds, base 2; negative speaks against the link."""
    detail: str
    values: list[str]
    """What is shared: entity keys, listing ids or handles."""
    proofs: list[Proof]
    """A few pages that show it."""

    @classmethod
    def from_item(cls, item: LinkEvidence) -> Self:
        """Return an item of evidence with its class."""
        values = item.model_dump() | {"evidence_class": item.evidence_class}
        return cls.model_validate(values)


class InWords(BaseModel):
    """A link for a reader who knows nothing of how it was scored."""

    summary: str
    hard: list[str]
    style: list[str]
    against: list[str]
    sentences: list[str]
    """All of it, line by line, with where it can be seen."""

    @classmethod
    def of(cls, link: VendorLink) -> Self:
        """Return a link in words."""
        words = explanation(link)
        return cls(
            summary=words.summary,
            hard=list(words.hard),
            style=list(words.style),
            against=list(words.against),
            sentences=list(words.sentences()),
        )


class Link(BaseModel):
    """Two accounts that one person may hold: a lead, until an analyst has judged it."""

    link_id: str
    relation: Relation
    """`suspected-link` until a positive judgement makes it `same-as`, or a negative one `different-from`."""
    left: VendorSummary | None
    right: VendorSummary | None
    """Null where the account is gone from the index."""
    left_id: str
    right_id: str
    probability: float
    """Calibrated: of the pairs given 0.9, nine in ten have one holder."""
    weight: float
    """Log-odds, base 2: of what was known before, of hard and of style evidence."""
    hard_weight: float
    style_weight: float
    scorer: str
    judgement: Judgement | None
    """The one in force."""
    explanation: InWords
    evidence: list[Evidence]

    @classmethod
    def from_sheet(cls, sheet: LinkSheet) -> Self:
        """Return a link as it is shown."""
        return cls(**_shown(sheet))


class LinkDetail(Link):
    """A link with all that was decided on it, and the pages that show it."""

    history: list[Judgement]
    """Every decision on the two accounts, the first one first; a `verdict` of null took the one before back."""
    pages: list[ProofPage]
    """The snapshots that the evidence names; `stallwatch evidence export` takes one out, to be checked by others."""

    @classmethod
    def from_parts(
        cls, sheet: LinkSheet, history: list[Judgement], pages: list[ProofPage]
    ) -> Self:
        """Return a link with its history."""
        return cls(**_shown(sheet), history=history, pages=pages)


class LinkedAccount(BaseModel):
    """A link as it is seen from one of its accounts."""

    vendor: VendorSummary | None
    """The other account; null where it is gone from the index."""
    relation: Relation
    """`suspected-link` until a positive judgement makes it `same-as`, or a negative one `different-from`."""
    link: VendorLink
    hard_weight: float
    """What the evidence weighs that names a holder, log-odds base 2."""
    style_weight: float
    """What the evidence weighs that only resembles."""
    judgement: Judgement | None
    """The one in force."""
    explanation: InWords

    @classmethod
    def seen_from(cls, vendor_id: str, sheet: LinkSheet) -> Self:
        """Return a link as it is seen from an account."""
        return cls(
            vendor=sheet.other(vendor_id),
            relation=sheet.relation,
            link=sheet.link,
            hard_weight=sheet.link.weight_of(EvidenceClass.HARD),
            style_weight=sheet.link.weight_of(EvidenceClass.STYLE),
            judgement=sheet.judgement,
            explanation=InWords.of(sheet.link),
        )


class LinkList(BaseModel):
    """A page of links to look at."""

    links: list[Link]
    next_cursor: str | None
    """Send it as `cursor` for the next page; null on the last one."""


class VendorLinks(BaseModel):
    """The accounts that one person may hold together with an account."""

    vendor_id: str
    total: int
    links: list[LinkedAccount]
    """Surest first; a suspicion with its evidence, never a fact until it is judged."""


class JudgementBody(BaseModel):
    """A decision on two accounts."""

    model_config = ConfigDict(extra="forbid")

    verdict: Verdict
    """`positive`: one holder. `negative`: two holders, never to be joined, not through others either. `unsure`: looked at, and open."""
    reason: str = Field(min_length=MIN_REASON_CHARS, max_length=MAX_REASON_CHARS)
    """Why: plain text, to be escaped where it is shown as HTML."""


class JudgementAnswer(BaseModel):
    """A decision as it is kept."""

    judgement: Judgement
    relation: Relation
    """What the two accounts are to each other from now on."""
    asked: bool
    """Whether the workers were asked to form the clusters anew at once; if not, their next round does."""

    @classmethod
    def from_judgement(cls, judgement: Judgement, *, asked: bool) -> Self:
        """Return a decision with what it makes of the accounts."""
        return cls(judgement=judgement, relation=relation_by(judgement), asked=asked)


class JudgementHistory(BaseModel):
    """Every decision on two accounts, the first one first."""

    left: str
    right: str
    relation: Relation
    history: list[Judgement]


class ClusterTie(BaseModel):
    """A link between two accounts of one cluster."""

    link_id: str
    left: str
    right: str
    probability: float
    weight: float


class ClusterView(BaseModel):
    """Accounts that, by links and judgements, one person probably holds."""

    cluster_id: str
    confirmed: bool
    """Whether positive judgements alone hold it together."""
    formed_at: AwareDatetime
    changed_at: AwareDatetime
    vendor_ids: list[str]
    vendors: list[VendorSummary]
    """Those accounts that are in the index."""
    ties: list[ClusterTie]
    """The links that hold it together, the surest first."""
    judgements: list[Judgement]
    """Those in force between its accounts."""

    @classmethod
    def from_parts(
        cls,
        cluster: Cluster,
        vendors: list[VendorSummary],
        ties: list[ClusterTie],
        judgements: list[Judgement],
    ) -> Self:
        """Return a cluster as it is shown."""
        return cls(
            **cluster.model_dump(),
            vendors=vendors,
            ties=sorted(ties, key=lambda one: (-one.weight, one.link_id)),
            judgements=judgements,
        )


class VendorCluster(BaseModel):
    """The cluster of an account."""

    vendor_id: str
    cluster: ClusterView | None
    """Null where nothing holds the account together with another."""


class ClusterHistory(BaseModel):
    """What became of a cluster, the oldest first; also after its end."""

    cluster_id: str
    events: list[ClusterEvent]


class OverCorrelating(BaseModel):
    """Values that so many accounts show that they link nobody."""

    max_sharers: int
    """What more accounts show is left out of the evidence."""
    values: list[SharedValue]
    """The most widely shared first."""


def _shown(sheet: LinkSheet) -> dict[str, object]:
    link = sheet.link
    return {
        "link_id": link.link_id,
        "relation": sheet.relation,
        "left": sheet.left,
        "right": sheet.right,
        "left_id": link.left,
        "right_id": link.right,
        "probability": link.probability,
        "weight": link.weight,
        "hard_weight": link.weight_of(EvidenceClass.HARD),
        "style_weight": link.weight_of(EvidenceClass.STYLE),
        "scorer": link.scorer,
        "judgement": sheet.judgement,
        "explanation": InWords.of(link),
        "evidence": [Evidence.from_item(item) for item in link.evidence],
    }
