"""Finds the stored listings that may say the same as new ones.

MinHash bands are keywords of the index, so a question for them is the look-up of
locality-sensitive hashing, and spreads with the cluster.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from elasticsearch import Elasticsearch

from core.analysis import AnalysedListing
from search.client import service_errors, unavailable
from search.documents import newest_listings
from search.scan import Hit, get_documents

MAX_CANDIDATES = 100
"""Listings compared with one: those that share the most bands."""
FIELDS = ["listing_id", "vendor_id", "title", "description", "embedding"]


@dataclass(frozen=True, slots=True)
class StoredListing:
    """A listing of the index that may say the same as a new one."""

    listing_id: str
    vendor_id: str
    title: str
    description: str
    vector: list[float]


def find_candidates(
    client: Elasticsearch, alias: str, listings: Sequence[AnalysedListing]
) -> dict[str, list[StoredListing]]:
    """Find the stored listings that share a band with each of some listings.

    Args:
        client: The server.
        alias: The listings, refreshed by the caller.
        listings: What to find candidates for; none is its own candidate.

    Returns:
        At most 100 for each listing id, those sharing the most bands first.
    """
    asked = [item for item in newest_listings(listings) if item.bands]
    if not asked:
        return {}
    searches: list[dict[str, Any]] = []
    for item in asked:
        searches += [{}, candidate_search(item)]
    with service_errors():
        answer = client.msearch(index=alias, searches=searches)
    matched = [_matched_ids(response) for response in answer["responses"]]
    # Read once, however many of the batch they resemble.
    wanted = sorted({listing_id for ids in matched for listing_id in ids})
    hits = get_documents(client, alias, wanted, source=FIELDS)
    stored = {listing_id: _stored(hit) for listing_id, hit in hits.items()}
    return {
        item.observation.listing_id: [stored[i] for i in ids if i in stored]
        for item, ids in zip(asked, matched, strict=True)
    }


def candidate_search(item: AnalysedListing) -> dict[str, Any]:
    """Return the question for the listings that share the most bands with one."""
    itself = {"ids": {"values": [item.observation.listing_id]}}
    bands = [
        {"constant_score": {"filter": {"term": {"bands": band}}}}
        for band in sorted(set(item.bands))
    ]
    return {
        "query": {
            "bool": {"should": bands, "must_not": itself, "minimum_should_match": 1}
        },
        "sort": ["_score", {"listing_id": "asc"}],
        "size": MAX_CANDIDATES,
        "_source": False,
        "track_total_hits": False,
    }


def _matched_ids(response: dict[str, Any]) -> list[str]:
    if "error" in response:
        raise unavailable(response["status"], str(response["error"]))
    return [hit["_id"] for hit in response["hits"]["hits"]]


def _stored(hit: Hit) -> StoredListing:
    source = hit["_source"]
    return StoredListing(
        listing_id=source["listing_id"],
        vendor_id=source["vendor_id"],
        title=source["title"],
        description=source["description"],
        vector=source["embedding"],
    )
