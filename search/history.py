"""Tells what a listing was at which time: prices, stock and what else has changed."""

from collections.abc import Sequence
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
from search.scan import get_documents

DEFAULT_LIMIT = 200
MAX_LIMIT = 1_000
READ_AT_MOST = 2_000
"""Observations looked at: the newest ones, readings that were corrected included."""
COMPARED: dict[str, tuple[str, ...]] = {
    "title": ("title",),
    "description": ("description",),
    "price": ("price_raw", "price_amount", "currency"),
    "stock": ("stock",),
    "sold": ("sold",),
    "unit": ("unit",),
    "vendor": ("vendor_id", "vendor_handle"),
    "category": ("category", "category_path"),
    "ships_from": ("ships_from", "ships_from_raw"),
    "ships_to": ("ships_to", "ships_to_raw"),
    "images": ("images",),
    "attributes": ("attributes",),
}
"""What may have changed, and the fields that show it."""


NOT_COMPARED = ["mentions", "entities", "identifiers", "holders", "facts", "resolved"]
"""What is computed from the texts: it may change where the offer did not."""


class HistoryEntry(Record):
    """What a listing was from one moment on."""

    observed_at: AwareDatetime
    """When it was first seen like this."""
    title: str
    price: Price | None
    stock: int | None
    sold: int | None
    changed: tuple[str, ...]
    """What differs from the entry before: ``title``, ``price``, ``stock`` …; empty for the
    first entry."""
    reading: int
    """How often the page was read anew by a mended profile; 0 for the first reading."""
    run_id: str
    snapshot_id: str
    """Where the proof lies."""


class ListingHistory(Record):
    """How a listing has changed, the newest entry first."""

    listing_id: str
    entries: tuple[HistoryEntry, ...]
    truncated: bool
    """Whether there are older entries that are not shown."""
    first_seen_at: AwareDatetime
    last_seen_at: AwareDatetime
    """Until when it was seen as the newest entry says."""
    gone_at: AwareDatetime | None
    """When it was found gone from its market; None while it is there."""


class HistoryReader:
    """Reads how listings have changed.

    Args:
        client: Of this process alone.
        settings: Names the indices.
    """

    def __init__(self, client: Elasticsearch, settings: Settings) -> None:
        self._client = client
        self._indices = Indices(settings.index_prefix)

    def listing(self, listing_id: str, *, limit: int = DEFAULT_LIMIT) -> ListingHistory:
        """Return how a listing has changed.

        Of a page that was read anew, the latest reading counts; equal neighbours are one.

        Args:
            listing_id: Which one.
            limit: Entries at most, 1 to 1000; the newest are given.

        Raises:
            NotFoundError: There is no such listing.
            QueryError: The limit is out of range.
        """
        if not 1 <= limit <= MAX_LIMIT:
            raise errors.QueryError(f"limit must be 1 to {MAX_LIMIT}", limit=limit)
        state = self._state(listing_id)
        found = self._observations(listing_id)
        cut = len(found) > READ_AT_MOST
        steps = distinct(found[:READ_AT_MOST])
        entries = [
            _entry(after, before)
            for after, before in zip(steps, [*steps[1:], None], strict=True)
        ]
        return ListingHistory(
            listing_id=listing_id,
            entries=tuple(entries[:limit]),
            truncated=cut or len(entries) > limit,
            first_seen_at=state["first_seen_at"],
            last_seen_at=state["last_seen_at"],
            gone_at=state.get("gone_at"),
        )

    def _state(self, listing_id: str) -> Document:
        fields = ["first_seen_at", "last_seen_at", "gone_at"]
        alias = self._indices.alias("listings")
        found = get_documents(self._client, alias, [listing_id], source=fields)
        if listing_id not in found:
            raise errors.NotFoundError(
                "there is no listing of this id: take the id from a search's answer",
                id=listing_id,
            )
        source: Document = found[listing_id]["_source"]
        return source

    def _observations(self, listing_id: str) -> list[Document]:
        with service_errors():
            answer = self._client.search(
                index=self._indices.alias("listing-observations"),
                query={"term": {"listing_id": listing_id}},
                sort=[{"content_version": "desc"}],
                size=READ_AT_MOST + 1,
                source_excludes=NOT_COMPARED,
                track_total_hits=False,
            )
        return [hit["_source"] for hit in answer["hits"]["hits"]]


def distinct(observations: Sequence[Document]) -> list[Document]:
    """Return the observations that say something new, newest first as they came.

    A corrected reading stands for the moment of its page; of equal neighbours, the oldest
    stays.
    """
    read: dict[str, Document] = {}
    for item in sorted(observations, key=lambda item: -int(item["reading"])):
        read.setdefault(item["observed_at"], item)
    steps: list[Document] = []
    for item in sorted(read.values(), key=lambda item: item["content_version"]):
        if not steps or steps[-1]["content_hash"] != item["content_hash"]:
            steps.append(item)
    return steps[::-1]


def _entry(after: Document, before: Document | None) -> HistoryEntry:
    values: dict[str, Any] = {
        name: after[name]
        for name in ("observed_at", "title", "stock", "sold", "run_id", "snapshot_id")
    }
    return HistoryEntry(
        **values,
        price=price_of(after),
        reading=after["reading"],
        changed=_changed(after, before) if before else (),
    )


def _changed(after: Document, before: Document) -> tuple[str, ...]:
    return tuple(
        name
        for name, fields in COMPARED.items()
        if any(after.get(field) != before.get(field) for field in fields)
    )
