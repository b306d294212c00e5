"""Lays links out as an analyst looks at them: with both accounts, the judgement in force and the pages that prove it."""

from collections.abc import Collection, Sequence
from enum import StrEnum

from elasticsearch import Elasticsearch
from pydantic import AwareDatetime

from core.ids import pair_id
from core.links import Judgement, VendorLink, Verdict
from core.records import Record
from core.settings import Settings
from search.answers import VendorSummary, vendor_summary
from search.indices import Indices
from search.judgement_store import JudgementStore
from search.link_reader import (
    DEFAULT_LIMIT,
    MAX_LIMIT,
    Judged,
    LinkCursor,
    LinkReader,
    QueueOrder,
)
from search.scan import get_documents


class Relation(StrEnum):
    """What two accounts are to each other, as far as anybody has decided."""

    SUSPECTED_LINK = "suspected-link"
    """Nobody has: whatever the model says is a lead."""
    SAME_AS = "same-as"
    """An analyst says that one person holds both."""
    DIFFERENT_FROM = "different-from"
    """An analyst says that two people hold them."""


class LinkSheet(Record):
    """A link with what is needed to judge it."""

    link: VendorLink
    left: VendorSummary | None
    """None where the account is gone from the index."""
    right: VendorSummary | None
    judgement: Judgement | None
    """The one in force."""

    @property
    def relation(self) -> Relation:
        """What the two accounts are to each other."""
        return relation_by(self.judgement)

    def other(self, vendor_id: str) -> VendorSummary | None:
        """Return the account at the other end."""
        return self.right if self.link.left == vendor_id else self.left


class SheetPage(Record):
    """A page of the review queue."""

    sheets: tuple[LinkSheet, ...]
    cursor: LinkCursor | None
    """None on the last page."""


class QueueQuestion(Record):
    """Which links somebody wants to look at."""

    min_probability: float = 0.0
    market: str | None = None
    vendor_id: str | None = None
    judged: Judged = Judged.NO
    order: QueueOrder = QueueOrder.SUREST
    limit: int = DEFAULT_LIMIT


class ProofPage(Record):
    """A page that shows evidence, as it was fetched."""

    snapshot_id: str
    run_id: str
    url: str
    fetched_at: AwareDatetime
    received_sha256: str
    """Of the body as it was received, as the run's evidence holds it."""


class LinkDesk:
    """Reads links with everything around them.

    Args:
        client: Of this process alone.
        settings: Names the indices.
    """

    def __init__(self, client: Elasticsearch, settings: Settings) -> None:
        self._client = client
        self._indices = Indices(settings.index_prefix)
        self._links = LinkReader(client, settings)
        self._judgements = JudgementStore(client, settings)

    def sheet(self, link_id: str) -> LinkSheet:
        """Return one link.

        Raises:
            NotFoundError: There is none of this id, or not any more.
        """
        (sheet,) = self._laid_out([self._links.link(link_id)])
        return sheet

    def queue(
        self, question: QueueQuestion, cursor: LinkCursor | None = None
    ) -> SheetPage:
        """Return a page of the links to look at.

        Args:
            question: The same for all pages.
            cursor: Of the page before; None for the first.

        Raises:
            QueryError: The limit is out of range.
        """
        only, without = self._judged(question.judged)
        page = self._links.queue(
            min_probability=question.min_probability,
            market=question.market,
            vendor_id=question.vendor_id,
            only=only,
            without=without,
            order=question.order,
            limit=question.limit,
            cursor=cursor,
        )
        return SheetPage(sheets=tuple(self._laid_out(page.links)), cursor=page.cursor)

    def of_vendor(self, vendor_id: str) -> list[LinkSheet]:
        """Return all links of an account, the surest first."""
        question = QueueQuestion(
            vendor_id=vendor_id, judged=Judged.ALL, limit=MAX_LIMIT
        )
        page = self.queue(question)
        sheets = list(page.sheets)
        while page.cursor is not None:
            page = self.queue(question, page.cursor)
            sheets += page.sheets
        return sheets

    def accounts(self, vendor_ids: Collection[str]) -> dict[str, VendorSummary]:
        """Return some accounts, those that exist."""
        alias = self._indices.alias("vendors")
        hits = get_documents(self._client, alias, sorted(vendor_ids))
        return {key: vendor_summary(hit["_source"]) for key, hit in hits.items()}

    def pages(self, link: VendorLink) -> list[ProofPage]:
        """Return the pages that a link's evidence names, those that are known, by id."""
        wanted = {
            proof.snapshot_id
            for item in link.evidence
            for proof in item.proofs
            if proof.snapshot_id is not None
        }
        alias = self._indices.alias("snapshots")
        fields = list(ProofPage.model_fields)
        hits = get_documents(self._client, alias, sorted(wanted), source=fields)
        return [ProofPage.model_validate(hits[key]["_source"]) for key in sorted(hits)]

    def _judged(self, judged: Judged) -> tuple[set[str] | None, set[str]]:
        """Return the links that must be among the answer, and those that must not."""
        if judged is Judged.ALL:
            return None, set()
        ids = {pair_id("link", *pair) for pair in self._judgements.verdicts()}
        return (ids, set()) if judged is Judged.YES else (None, ids)

    def _laid_out(self, links: Sequence[VendorLink]) -> list[LinkSheet]:
        ends = {one for link in links for one in (link.left, link.right)}
        accounts = self.accounts(ends)
        judged = self._judgements.in_force(ends)
        return [
            LinkSheet(
                link=link,
                left=accounts.get(link.left),
                right=accounts.get(link.right),
                judgement=judged.get((link.left, link.right)),
            )
            for link in links
        ]


def relation_by(judgement: Judgement | None) -> Relation:
    """Return what a judgement makes of two accounts."""
    verdict = judgement.verdict if judgement else None
    if verdict is Verdict.POSITIVE:
        return Relation.SAME_AS
    if verdict is Verdict.NEGATIVE:
        return Relation.DIFFERENT_FROM
    return Relation.SUSPECTED_LINK
