"""Counts and complete read-outs, for summaries and for scoring."""

from collections.abc import Iterator
from typing import Any

from elasticsearch import Elasticsearch
from pydantic import AwareDatetime

from core.mentions import Mention
from core.records import Record
from core.settings import Settings
from search.client import service_errors
from search.indices import Indices
from search.scan import iter_hits

MAX_MARKETS = 10_000


class MarketCounts(Record):
    """How much of a market is indexed."""

    listings: int = 0
    vendors: int = 0


class IndexedListing(Record):
    """A listing with what was found in it."""

    listing_id: str
    market: str
    external_id: str
    vendor_id: str
    run_id: str
    duplicate_group: str | None = None
    observed_at: AwareDatetime
    last_seen_at: AwareDatetime
    gone_at: AwareDatetime | None = None
    mentions: tuple[Mention, ...]


class IndexedVendor(Record):
    """An account with what was found on its page."""

    vendor_id: str
    market: str
    external_id: str
    handle: str
    run_id: str
    stub: bool
    mentions: tuple[Mention, ...] = ()


class Statistics:
    """Reads figures of everything that was written before it is asked.

    Args:
        client: Of this process alone.
        settings: Names the indices.
    """

    def __init__(self, client: Elasticsearch, settings: Settings) -> None:
        self._client = client
        self._indices = Indices(settings.index_prefix)

    def market_counts(self) -> dict[str, MarketCounts]:
        """Return listings and accounts by market."""
        listings = self._per_market("listings")
        vendors = self._per_market("vendors")
        return {
            market: MarketCounts(
                listings=listings.get(market, 0), vendors=vendors.get(market, 0)
            )
            for market in sorted(listings.keys() | vendors.keys())
        }

    def mention_counts(self) -> dict[str, int]:
        """Return mentions by kind, in listings and on accounts' pages together."""
        counts: dict[str, int] = {}
        kinds = {"kinds": {"terms": {"field": "mentions.kind", "size": 100}}}
        nested = {"nested": {"path": "mentions"}, "aggregations": kinds}
        for name in ("listings", "vendors"):
            answer = self._aggregate(name, {"mentions": nested})
            for bucket in answer["mentions"]["kinds"]["buckets"]:
                kind = bucket["key"]
                counts[kind] = counts.get(kind, 0) + bucket["doc_count"]
        return dict(sorted(counts.items()))

    def count(self, name: str) -> int:
        """Return how many documents an index has, such as ``links``."""
        alias = self._indices.alias(name)
        with service_errors():
            self._client.indices.refresh(index=alias)
            total: int = self._client.count(index=alias)["count"]
        return total

    def iter_listings(self) -> Iterator[IndexedListing]:
        """Yield every listing."""
        alias = self._indices.alias("listings")
        fields = list(IndexedListing.model_fields)
        for hit in iter_hits(self._client, alias, source=fields, refresh=True):
            yield IndexedListing.model_validate(hit["_source"])

    def iter_vendors(self) -> Iterator[IndexedVendor]:
        """Yield every account."""
        alias = self._indices.alias("vendors")
        fields = list(IndexedVendor.model_fields)
        for hit in iter_hits(self._client, alias, source=fields, refresh=True):
            yield IndexedVendor.model_validate(hit["_source"])

    def _per_market(self, name: str) -> dict[str, int]:
        terms = {"terms": {"field": "market", "size": MAX_MARKETS}}
        answer = self._aggregate(name, {"markets": terms})
        return {
            bucket["key"]: bucket["doc_count"]
            for bucket in answer["markets"]["buckets"]
        }

    def _aggregate(self, name: str, aggregations: dict[str, Any]) -> Any:
        alias = self._indices.alias(name)
        with service_errors():
            self._client.indices.refresh(index=alias)
            answer = self._client.search(index=alias, size=0, aggregations=aggregations)
        return answer["aggregations"]
