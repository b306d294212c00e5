"""Answers questions about links: one, those of some accounts, and which to look at next."""

from collections.abc import Collection, Iterator
from enum import StrEnum
from typing import Any

from elasticsearch import Elasticsearch, NotFoundError

from core import errors
from core.links import VendorLink
from core.records import Record
from core.settings import Settings
from search.client import service_errors
from search.indices import Indices
from search.link_store import link_from
from search.scan import any_of, iter_hits

DEFAULT_LIMIT = 20
MAX_LIMIT = 100
TIE_FIELDS = ["link_id", "left", "right", "weight", "probability", "scorer"]


class QueueOrder(StrEnum):
    """Which link comes first in the review queue."""

    SUREST = "surest"
    """Highest weight first."""
    UNCERTAIN = "uncertain"
    """Nearest to an even chance first: there a decision teaches most."""


class Judged(StrEnum):
    """Which links are in the review queue."""

    NO = "no"
    """No decision of any kind is in force."""
    YES = "yes"
    ALL = "all"


class LinkCursor(Record):
    """Where a page of the review queue ended."""

    rank: float
    link_id: str


class LinkPage(Record):
    """A page of links."""

    links: tuple[VendorLink, ...]
    cursor: LinkCursor | None
    """None on the last page."""


class LinkReader:
    """Reads links.

    Args:
        client: Of this process alone.
        settings: Names the indices.
    """

    def __init__(self, client: Elasticsearch, settings: Settings) -> None:
        self._client = client
        self._indices = Indices(settings.index_prefix)

    def link(self, link_id: str) -> VendorLink:
        """Return one link.

        Raises:
            NotFoundError: There is none of this id, or not any more.
        """
        try:
            with service_errors():
                hit = self._client.get(index=self._indices.alias("links"), id=link_id)
        except NotFoundError as error:
            raise errors.NotFoundError(
                "there is no link of this id now: the list of links shows those that are",
                id=link_id,
            ) from error
        return link_from(hit.body)

    def ties(
        self, vendor_ids: Collection[str] | None, *, threshold: float
    ) -> Iterator[VendorLink]:
        """Yield links without their evidence, which is by far the larger part.

        Args:
            vendor_ids: Of any of these accounts; of all where None.
            threshold: Only those of at least this probability.
        """
        sure = {"range": {"probability": {"gte": threshold}}}
        alias = self._indices.alias("links")
        seen: set[str] = set()
        for query in any_of("vendors", vendor_ids):
            both = {"bool": {"filter": [query, sure]}}
            for hit in iter_hits(
                self._client, alias, query=both, source=TIE_FIELDS, refresh=True
            ):
                if hit["_id"] not in seen:
                    seen.add(hit["_id"])
                    yield VendorLink.model_validate(hit["_source"] | {"evidence": ()})

    def queue(
        self,
        *,
        min_probability: float = 0.0,
        market: str | None = None,
        vendor_id: str | None = None,
        only: Collection[str] | None = None,
        without: Collection[str] = (),
        order: QueueOrder = QueueOrder.SUREST,
        limit: int = DEFAULT_LIMIT,
        cursor: LinkCursor | None = None,
    ) -> LinkPage:
        """Return links in the order in which somebody should look at them.

        Args:
            min_probability: Only links of at least this probability.
            market: Only links of which one account or both are on this market.
            vendor_id: Only links of this account.
            only: Only links of these ids; of any where None.
            without: No links of these ids.
            order: What comes first.
            limit: Links at most, 1 to 100.
            cursor: Where the page before ended.

        Raises:
            QueryError: The limit or the probability is out of range.
        """
        if not 1 <= limit <= MAX_LIMIT:
            raise errors.QueryError(f"limit must be 1 to {MAX_LIMIT}", limit=limit)
        # No number at all fails this, too.
        if not 0.0 <= min_probability <= 1.0:
            raise errors.QueryError(
                "a probability is from 0 to 1", min_probability=min_probability
            )
        direction = "desc" if order is QueueOrder.SUREST else "asc"
        alias = self._indices.alias("links")
        with service_errors():
            if cursor is None:
                self._client.indices.refresh(index=alias)
            answer = self._client.search(
                index=alias,
                query=_queue_query(min_probability, market, vendor_id, only, without),
                sort=[{"weight": direction}, {"link_id": "asc"}],
                search_after=[cursor.rank, cursor.link_id] if cursor else None,
                size=limit + 1,
                track_total_hits=False,
            )
        found = answer["hits"]["hits"]
        links = tuple(link_from(hit) for hit in found[:limit])
        following = None
        if len(found) > limit:
            following = LinkCursor(rank=links[-1].weight, link_id=links[-1].link_id)
        return LinkPage(links=links, cursor=following)


def _queue_query(
    min_probability: float,
    market: str | None,
    vendor_id: str | None,
    only: Collection[str] | None,
    without: Collection[str],
) -> dict[str, Any]:
    wanted: list[dict[str, Any]] = [
        {"range": {"probability": {"gte": min_probability}}}
    ]
    if market is not None:
        wanted.append({"term": {"markets": market}})
    if vendor_id is not None:
        wanted.append({"term": {"vendors": vendor_id}})
    if only is not None:
        either = list(any_of("link_id", only))
        wanted.append({"bool": {"should": either}} if either else {"match_none": {}})
    refused = list(any_of("link_id", without))
    return {"bool": {"filter": wanted, "must_not": refused}}
