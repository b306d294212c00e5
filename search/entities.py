"""Answers the analyst's first question: who showed this, where, since when.

It looks at every observation, not at the present states alone: what a vendor has taken off its
page again was shown all the same. The states tell until when an unchanged page was seen.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from elasticsearch import Elasticsearch

from core import errors
from core.mentions import Entity
from core.settings import Settings
from search.answers import EntityAnswer, EntityCursor, EntityListing, EntityVendor
from search.client import service_errors
from search.indices import Indices
from search.queries import entity_query
from search.scan import Hit, get_documents

PAGE_BUCKETS = 2_000
DEFAULT_LIMIT = 50
MAX_LIMIT = 200

Bucket = dict[str, Any]


@dataclass(slots=True)
class _Shown:
    """What is known of one account while observations are added up."""

    first: float
    last: float
    in_profile: bool = False
    listings: int = 0

    def add(self, bucket: Bucket) -> None:
        """Widen the time by a bucket's."""
        self.first = min(self.first, bucket["first"]["value"])
        self.extend(bucket)

    def extend(self, bucket: Bucket) -> None:
        """Move the end to a bucket's, where that is later."""
        self.last = max(self.last, bucket["last"]["value"])


class EntityReader:
    """Reads who showed an entity.

    Args:
        client: Of this process alone.
        settings: Names the indices.
    """

    def __init__(self, client: Elasticsearch, settings: Settings) -> None:
        self._client = client
        self._indices = Indices(settings.index_prefix)

    def entity(
        self,
        entity: Entity,
        *,
        limit: int = DEFAULT_LIMIT,
        cursor: EntityCursor | None = None,
    ) -> EntityAnswer:
        """Find every account and every listing that ever showed an entity.

        Args:
            entity: Its value normalised, as ``nlp.identifiers.canonical_value`` does.
            limit: Listings on a page, 1 to 200.
            cursor: Of the page before; None for the first page.

        Returns:
            All accounts and the first listings; on later pages listings only.

        Raises:
            NotFoundError: Nobody ever showed it.
            QueryError: The limit is out of range.
        """
        if not 1 <= limit <= MAX_LIMIT:
            raise errors.QueryError(f"limit must be 1 to {MAX_LIMIT}", limit=limit)
        shown = {} if cursor else self._vendors(entity)
        if not shown and cursor is None:
            raise errors.NotFoundError(
                "nobody was seen to show this: check the spelling, or search for it as "
                "text",
                kind=entity.kind.value,
                value=entity.value,
            )
        start = cursor or _start(shown)
        listings, more = self._listings(entity, limit, cursor)
        following = start.model_copy(
            update={
                "vendor_id": listings[-1].vendor_id if listings else "",
                "listing_id": listings[-1].listing_id if listings else "",
            }
        )
        return EntityAnswer(
            kind=entity.kind,
            value=entity.value,
            vendors_total=start.vendors_total,
            listings_total=start.listings_total,
            first_seen_at=start.first_seen_at,
            last_seen_at=start.last_seen_at,
            vendors=self._described(shown),
            listings=listings,
            cursor=following if more else None,
        )

    def _vendors(self, entity: Entity) -> dict[str, _Shown]:
        shown: dict[str, _Shown] = {}
        for bucket in self._buckets("listing-observations", entity, PAIR):
            vendor = shown.setdefault(bucket["key"]["vendor_id"], _new(bucket))
            vendor.add(bucket)
            vendor.listings += 1
        for bucket in self._buckets("vendor-observations", entity, VENDOR):
            vendor = shown.setdefault(bucket["key"]["vendor_id"], _new(bucket))
            vendor.add(bucket)
            vendor.in_profile = True
        for name in ("listings", "vendors"):
            for bucket in self._buckets(name, entity, VENDOR, times=STILL):
                if bucket["key"]["vendor_id"] in shown:
                    shown[bucket["key"]["vendor_id"]].extend(bucket)
        return shown

    def _described(self, shown: dict[str, _Shown]) -> tuple[EntityVendor, ...]:
        alias = self._indices.alias("vendors")
        found = get_documents(
            self._client, alias, sorted(shown), source=["market", "handle"]
        )
        return tuple(
            EntityVendor(
                vendor_id=vendor_id,
                market=hit["_source"]["market"],
                handle=hit["_source"]["handle"],
                in_profile=shown[vendor_id].in_profile,
                listings=shown[vendor_id].listings,
                first_seen_at=_moment(shown[vendor_id].first),
                last_seen_at=_moment(shown[vendor_id].last),
            )
            for vendor_id, hit in found.items()
        )

    def _listings(
        self, entity: Entity, limit: int, cursor: EntityCursor | None
    ) -> tuple[tuple[EntityListing, ...], bool]:
        after = None
        if cursor:
            after = {"vendor_id": cursor.vendor_id, "listing_id": cursor.listing_id}
        page = self._page(
            "listing-observations", entity, PAIR, limit + 1, after, details=NEWEST
        )
        buckets = page[:limit]
        still = self._still_shown(
            entity, [item["key"]["listing_id"] for item in buckets]
        )
        listings = tuple(_listing(bucket, still) for bucket in buckets)
        return listings, len(page) > limit

    def _still_shown(self, entity: Entity, listing_ids: list[str]) -> dict[str, str]:
        wanted = [entity_query(entity), {"terms": {"listing_id": listing_ids}}]
        with service_errors():
            answer = self._client.search(
                index=self._indices.alias("listings"),
                query={"bool": {"filter": wanted}},
                size=len(listing_ids),
                source_includes=["last_seen_at"],
                track_total_hits=False,
            )
        hits = answer["hits"]["hits"]
        return {hit["_id"]: hit["_source"]["last_seen_at"] for hit in hits}

    def _buckets(
        self,
        name: str,
        entity: Entity,
        by: list[str],
        times: dict[str, Any] | None = None,
    ) -> Iterator[Bucket]:
        after: dict[str, str] | None = None
        while True:
            page = self._page(name, entity, by, PAGE_BUCKETS, after, details=times)
            yield from page
            if len(page) < PAGE_BUCKETS:
                return
            after = page[-1]["key"]

    def _page(
        self,
        name: str,
        entity: Entity,
        by: list[str],
        size: int,
        after: dict[str, str] | None,
        *,
        details: dict[str, Any] | None = None,
    ) -> list[Bucket]:
        composite: dict[str, Any] = {
            "size": size,
            "sources": [{field: {"terms": {"field": field}}} for field in by],
        }
        if after:
            composite["after"] = after
        with service_errors():
            answer = self._client.search(
                index=self._indices.alias(name),
                query=entity_query(entity),
                size=0,
                track_total_hits=False,
                aggregations={
                    "by": {"composite": composite, "aggregations": details or TIMES}
                },
            )
        buckets: list[Bucket] = answer["aggregations"]["by"]["buckets"]
        return buckets


VENDOR = ["vendor_id"]
PAIR = ["vendor_id", "listing_id"]
TIMES = {
    "first": {"min": {"field": "observed_at"}},
    "last": {"max": {"field": "observed_at"}},
}
STILL = {"last": {"max": {"field": "last_seen_at"}}}
NEWEST = TIMES | {
    "newest": {
        "top_hits": {
            "size": 1,
            "sort": [{"observed_at": "desc"}],
            "_source": ["market", "title", "url"],
        }
    }
}


def _new(bucket: Bucket) -> _Shown:
    return _Shown(first=bucket["first"]["value"], last=bucket["last"]["value"])


def _start(shown: dict[str, _Shown]) -> EntityCursor:
    return EntityCursor(
        vendor_id="",
        listing_id="",
        vendors_total=len(shown),
        listings_total=sum(vendor.listings for vendor in shown.values()),
        first_seen_at=_moment(min(vendor.first for vendor in shown.values())),
        last_seen_at=_moment(max(vendor.last for vendor in shown.values())),
    )


def _listing(bucket: Bucket, still: dict[str, str]) -> EntityListing:
    newest: Hit = bucket["newest"]["hits"]["hits"][0]
    last_seen_at = _moment(bucket["last"]["value"])
    seen_until = still.get(bucket["key"]["listing_id"])
    if seen_until is not None:
        last_seen_at = max(last_seen_at, datetime.fromisoformat(seen_until))
    return EntityListing(
        **bucket["key"],
        **newest["_source"],
        first_seen_at=_moment(bucket["first"]["value"]),
        last_seen_at=last_seen_at,
    )


def _moment(epoch_ms: float) -> datetime:
    return datetime.fromtimestamp(epoch_ms / 1000, UTC)
