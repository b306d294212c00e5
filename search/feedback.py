"""Reads what buyers said of a vendor."""

from typing import Any

from elasticsearch import Elasticsearch
from pydantic import AwareDatetime

from core import errors
from core.records import Record
from core.settings import Settings
from search.answers import Price, price_of
from search.client import service_errors
from search.documents import Document
from search.indices import Indices

DEFAULT_LIMIT = 50
MAX_LIMIT = 200


class FeedbackEntry(Record):
    """A piece of feedback; of the buyer, no more than the authorisation allows."""

    feedback_id: str
    vendor_id: str
    listing_id: str | None
    listing_title: str | None
    buyer: str | None
    """A keyed hash, equal for one buyer of one installation, or the handle where the
    authorisation says so."""
    rating: str | None
    text: str
    left_at: AwareDatetime | None
    price: Price | None
    attributes: dict[str, str]
    url: str
    run_id: str
    snapshot_id: str
    first_seen_at: AwareDatetime
    last_seen_at: AwareDatetime


class FeedbackCursor(Record):
    """Where a page of feedback ended."""

    after: tuple[int, str]


class FeedbackAnswer(Record):
    """One page of a vendor's feedback, the latest seen first."""

    vendor_id: str
    total: int
    entries: tuple[FeedbackEntry, ...]
    cursor: FeedbackCursor | None
    """None on the last page."""


class FeedbackReader:
    """Reads feedback.

    Args:
        client: Of this process alone.
        settings: Names the indices.
    """

    def __init__(self, client: Elasticsearch, settings: Settings) -> None:
        self._client = client
        self._indices = Indices(settings.index_prefix)

    def of_vendor(
        self,
        vendor_id: str,
        *,
        limit: int = DEFAULT_LIMIT,
        cursor: FeedbackCursor | None = None,
    ) -> FeedbackAnswer:
        """Return what buyers said of a vendor.

        Args:
            vendor_id: Of whom.
            limit: Entries on a page, 1 to 200.
            cursor: Of the page before; None for the first page.

        Raises:
            NotFoundError: There is no such account.
            QueryError: The limit is out of range.
        """
        if not 1 <= limit <= MAX_LIMIT:
            raise errors.QueryError(f"limit must be 1 to {MAX_LIMIT}", limit=limit)
        self._require(vendor_id)
        answer = self._page(vendor_id, limit, cursor)
        hits = answer["hits"]["hits"]
        page = hits[:limit]
        following = None
        if len(hits) > limit:
            following = FeedbackCursor(after=tuple(page[-1]["sort"]))
        return FeedbackAnswer(
            vendor_id=vendor_id,
            total=answer["hits"]["total"]["value"],
            entries=tuple(feedback_entry(hit["_source"]) for hit in page),
            cursor=following,
        )

    def _require(self, vendor_id: str) -> None:
        with service_errors():
            known = self._client.exists(
                index=self._indices.alias("vendors"), id=vendor_id
            )
        if not known:
            raise errors.NotFoundError(
                "there is no vendor of this id: take the id from a search's answer",
                id=vendor_id,
            )

    def _page(self, vendor_id: str, limit: int, cursor: FeedbackCursor | None) -> Any:
        with service_errors():
            return self._client.search(
                index=self._indices.alias("feedback"),
                query={"term": {"vendor_id": vendor_id}},
                # The first sight never moves forward, so that no page loses its place.
                sort=[{"first_seen_at": "desc"}, {"feedback_id": "asc"}],
                search_after=list(cursor.after) if cursor else None,
                size=limit + 1,
                track_total_hits=True,
            )


def feedback_entry(source: Document) -> FeedbackEntry:
    """Return a piece of feedback out of its document."""
    values = {
        name: source.get(name) for name in FeedbackEntry.model_fields if name != "price"
    }
    return FeedbackEntry.model_validate(values | {"price": price_of(source)})
