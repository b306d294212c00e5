"""Reads vendor accounts as the linker sees them."""

from collections import defaultdict
from collections.abc import Collection, Iterator, Sequence
from typing import Any

from elasticsearch import Elasticsearch

from core.analysis import Account
from core.settings import Settings
from search.account_documents import (
    LISTING_FIELDS,
    VENDOR_FIELDS,
    account_from,
    mean_vector,
)
from search.client import service_errors
from search.indices import Indices
from search.scan import get_documents, iter_hits

MAX_LISTINGS = 500
"""Listings of one account that the linker reads: the newest."""
MAX_BUYERS = 300
"""Buyers of one account that the linker knows: those with the most feedback."""
PAGE_LISTINGS = 1_000
"""Listings read with one request; each may hold 20,000 characters."""
PAGE_ACCOUNTS = 100
"""Accounts whose buyers are counted at once: the server allows 65,536 buckets."""
NEWEST_FIRST = [{"last_seen_at": "desc"}, {"listing_id": "asc"}]

Source = dict[str, Any]
Vector = Sequence[float]


class AccountStore:
    """Reads accounts out of the indices of vendors, listings and feedback.

    Args:
        client: Of this process alone.
        settings: Names the indices.
    """

    def __init__(self, client: Elasticsearch, settings: Settings) -> None:
        self._client = client
        self._indices = Indices(settings.index_prefix)

    def refresh(self) -> None:
        """Let what is read from here on include all that is written by now."""
        names = ("listings", "vendors", "feedback", "duplicates")
        with service_errors():
            self._client.indices.refresh(
                index=[self._indices.alias(name) for name in names]
            )

    def count(self) -> int:
        """Return how many accounts there are."""
        with service_errors():
            answer = self._client.count(index=self._indices.alias("vendors"))
        return int(answer["count"])

    def vendor_ids(self) -> Iterator[str]:
        """Yield the id of every account."""
        alias = self._indices.alias("vendors")
        for hit in iter_hits(self._client, alias, source=["vendor_id"]):
            yield hit["_id"]

    def accounts(self, vendor_ids: Collection[str]) -> dict[str, Account]:
        """Return some accounts, those that exist, with the vectors of their stored keys.

        Account by account this reads much less than ``fresh_accounts``.
        """
        alias = self._indices.alias("account-keys")
        ids = sorted(vendor_ids)
        keys = get_documents(self._client, alias, ids, source=["vector"])
        vectors = {key: hit["_source"].get("vector") for key, hit in keys.items()}
        return self._read(ids, LISTING_FIELDS, vectors)

    def fresh_accounts(self, vendor_ids: Collection[str]) -> dict[str, Account]:
        """Return some accounts, those that exist, their vectors computed from the listings."""
        return self._read(sorted(vendor_ids), [*LISTING_FIELDS, "embedding"], None)

    def _read(
        self,
        ids: list[str],
        fields: list[str],
        vectors: dict[str, Vector | None] | None,
    ) -> dict[str, Account]:
        alias = self._indices.alias("vendors")
        vendors = get_documents(self._client, alias, ids, source=VENDOR_FIELDS)
        listings = self._listings(sorted(vendors), fields)
        buyers = self._buyers(sorted(vendors))
        return {
            one: account_from(
                hit["_source"],
                listings[one],
                buyers=buyers[one],
                vector=vectors.get(one)
                if vectors is not None
                else _mean_of(listings[one]),
            )
            for one, hit in vendors.items()
        }

    def _listings(
        self, ids: list[str], fields: list[str]
    ) -> defaultdict[str, list[Source]]:
        found: defaultdict[str, list[Source]] = defaultdict(list)
        for group, size in _groups(self._listing_counts(ids)):
            with service_errors():
                answer = self._client.search(
                    index=self._indices.alias("listings"),
                    query={"terms": {"vendor_id": group}},
                    sort=NEWEST_FIRST,
                    size=size,
                    source_includes=fields,
                    track_total_hits=False,
                )
            for hit in answer["hits"]["hits"]:
                found[hit["_source"]["vendor_id"]].append(hit["_source"])
        return found

    def _listing_counts(self, ids: list[str]) -> dict[str, int]:
        counts: dict[str, int] = {}
        for start in range(0, len(ids), PAGE_LISTINGS):
            some = ids[start : start + PAGE_LISTINGS]
            of_vendor = {"terms": {"field": "vendor_id", "size": len(some)}}
            buckets = self._buckets("listings", some, of_vendor)
            counts |= {bucket["key"]: bucket["doc_count"] for bucket in buckets}
        return counts

    def _buyers(self, ids: list[str]) -> defaultdict[str, list[str]]:
        found: defaultdict[str, list[str]] = defaultdict(list)
        for start in range(0, len(ids), PAGE_ACCOUNTS):
            some = ids[start : start + PAGE_ACCOUNTS]
            of_vendor = {
                "terms": {"field": "vendor_id", "size": len(some)},
                "aggs": {"buyers": {"terms": {"field": "buyer", "size": MAX_BUYERS}}},
            }
            for bucket in self._buckets("feedback", some, of_vendor):
                buyers = bucket["buyers"]["buckets"]
                found[bucket["key"]] = [buyer["key"] for buyer in buyers]
        return found

    def _buckets(self, name: str, ids: list[str], by: Source) -> list[Source]:
        with service_errors():
            answer = self._client.search(
                index=self._indices.alias(name),
                query={"terms": {"vendor_id": ids}},
                size=0,
                track_total_hits=False,
                aggregations={"by": by},
            )
        buckets: list[Source] = answer["aggregations"]["by"]["buckets"]
        return buckets


def _groups(counts: dict[str, int]) -> Iterator[tuple[list[str], int]]:
    """Yield accounts to read together, with their number of listings; a large one alone."""
    group: list[str] = []
    size = 0
    for vendor_id, count in sorted(counts.items()):
        if count > MAX_LISTINGS:
            yield [vendor_id], MAX_LISTINGS
            continue
        if size + count > PAGE_LISTINGS:
            yield group, size
            group, size = [], 0
        group.append(vendor_id)
        size += count
    if group:
        yield group, size


def _mean_of(listings: list[Source]) -> Vector | None:
    return mean_vector(one["embedding"] for one in listings if one.get("embedding"))
