"""Finds the stored listings that may say the same as new ones.

MinHash bands are keywords of the index, so a question for them is the look-up of
locality-sensitive hashing, and spreads with the cluster. Exact copies are asked for apart, by
the hash of the text: a thousand of them can neither hide other candidates nor be hidden by
them. Sentences that few vendors show bring candidates that boilerplate would crowd out.
"""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from elasticsearch import Elasticsearch

from core.analysis import AnalysedListing
from search.client import service_errors, unavailable
from search.documents import newest_listings
from search.scan import Hit, get_documents

MAX_CANDIDATES = 100
"""Listings compared with one for their words: those that share most."""
MAX_COPIES = 20
"""Exact copies that a listing is paired with: those seen first, so that all copies have some
of their pairs in common."""
MAX_NEAREST = 10
"""Listings compared with one for their meaning."""
NEAREST_LOOKED_AT = 50
"""Vectors of a shard that are looked at for them."""
LEAST_COSINE = 0.7
"""Whatever rule decides: vectors farther apart are those of other offers."""
LISTINGS_PER_REQUEST = 100
PASSAGES_PER_REQUEST = 1_000
FIELDS = [
    "listing_id",
    "vendor_id",
    "title",
    "description",
    "embedding",
    "folded_hash",
]

Search = dict[str, Any]


@dataclass(frozen=True, slots=True)
class StoredListing:
    """A listing of the index that may say the same as a new one."""

    listing_id: str
    vendor_id: str
    title: str
    description: str
    vector: list[float]
    folded_hash: str = ""
    """Of its whole text; empty for a blank one."""


def find_candidates(
    client: Elasticsearch,
    alias: str,
    listings: Sequence[AnalysedListing],
    *,
    widespread: Collection[str] = (),
) -> dict[str, list[StoredListing]]:
    """Find the stored listings that may say the same as each of some listings.

    Args:
        client: The server.
        alias: The listings, refreshed by the caller.
        listings: What to find candidates for; none is its own candidate.
        widespread: Hashes of sentences that bring no candidates.

    Returns:
        For each listing id at most 20 exact copies, 100 that share words and 10 that are
        near in meaning, in this order; each once.
    """
    matched: dict[str, list[str]] = {}
    newest = newest_listings(listings)
    for start in range(0, len(newest), LISTINGS_PER_REQUEST):
        part = newest[start : start + LISTINGS_PER_REQUEST]
        matched |= _matched(client, alias, part, widespread)
    # Read once, however many of the batch they resemble.
    wanted = {listing_id for ids in matched.values() for listing_id in ids}
    read = read_candidates(client, alias, wanted)
    stored = {item.listing_id: item for item in read}
    return {
        listing_id: [stored[one] for one in ids if one in stored]
        for listing_id, ids in matched.items()
    }


def read_candidates(
    client: Elasticsearch, alias: str, listing_ids: Iterable[str]
) -> list[StoredListing]:
    """Return some listings as they are compared, those that exist."""
    ids = sorted(set(listing_ids))
    hits = get_documents(client, alias, ids, source=FIELDS)
    return [_stored(hit) for hit in hits.values()]


def widespread_passages(
    client: Elasticsearch, alias: str, passages: Collection[str], *, more_than: int
) -> frozenset[str]:
    """Return the sentences that more vendors show than a number, of those given.

    Vendors are counted by Elasticsearch's estimate, which is exact below a hundred.

    Args:
        client: The server.
        alias: The listings, refreshed by the caller.
        passages: Hashes of sentences.
        more_than: Vendors that may show one.
    """
    found: set[str] = set()
    ordered = sorted(set(passages))
    for start in range(0, len(ordered), PASSAGES_PER_REQUEST):
        part = ordered[start : start + PASSAGES_PER_REQUEST]
        with service_errors():
            answer = client.search(index=alias, **_spread_search(part))
        found.update(
            bucket["key"]
            for bucket in answer["aggregations"]["passages"]["buckets"]
            if bucket["vendors"]["value"] > more_than
        )
    return frozenset(found)


def candidate_searches(
    item: AnalysedListing, widespread: Collection[str] = ()
) -> list[Search]:
    """Return the questions for what may say the same as a listing, at most three.

    A listing without a word in it brings none.
    """
    itself: Search = {"ids": {"values": [item.observation.listing_id]}}
    others: list[Search] = [itself]
    searches: list[Search] = []
    if item.folded_hash:
        copies: Search = {"term": {"folded_hash": item.folded_hash}}
        order: list[Any] = [{"first_seen_at": "asc"}, {"listing_id": "asc"}]
        query: Search = {"bool": {"filter": copies, "must_not": itself}}
        searches.append({"query": query, "sort": order, "size": MAX_COPIES})
        others.append(copies)
    shared = _shared_keywords(item, widespread)
    if shared:
        query = {"bool": {"should": shared, "must_not": others}}
        order = ["_score", {"listing_id": "asc"}]
        searches.append({"query": query, "sort": order, "size": MAX_CANDIDATES})
    if shared and item.vector:
        searches.append({"knn": _nearest(item, others), "size": MAX_NEAREST})
    plain = {"_source": False, "track_total_hits": False}
    return [search | plain for search in searches]


def _shared_keywords(
    item: AnalysedListing, widespread: Collection[str]
) -> list[Search]:
    keywords = [("bands", band) for band in sorted(set(item.bands))]
    rare = set(item.passages).difference(widespread)
    keywords += [("passages", passage) for passage in sorted(rare)]
    return [
        {"constant_score": {"filter": {"term": {field: value}}}}
        for field, value in keywords
    ]


def _nearest(item: AnalysedListing, others: list[Search]) -> Search:
    return {
        "field": "embedding",
        "query_vector": item.vector,
        "k": MAX_NEAREST,
        "num_candidates": NEAREST_LOOKED_AT,
        "similarity": LEAST_COSINE,
        "filter": {"bool": {"must_not": others}},
    }


def _spread_search(passages: list[str]) -> Search:
    vendors = {"cardinality": {"field": "vendor_id", "precision_threshold": 100}}
    shown = {"field": "passages", "include": passages, "size": len(passages)}
    return {
        "query": {"terms": {"passages": passages}},
        "aggs": {"passages": {"terms": shown, "aggs": {"vendors": vendors}}},
        "size": 0,
        "track_total_hits": False,
    }


def _matched(
    client: Elasticsearch,
    alias: str,
    listings: Sequence[AnalysedListing],
    widespread: Collection[str],
) -> dict[str, list[str]]:
    asked = [
        (item.observation.listing_id, search)
        for item in listings
        for search in candidate_searches(item, widespread)
    ]
    if not asked:
        return {}
    searches: list[Search] = []
    for _, search in asked:
        searches += [{}, search]
    with service_errors():
        answer = client.msearch(index=alias, searches=searches)
    # A dictionary keeps the order, and each candidate once.
    matched: dict[str, dict[str, None]] = {}
    for (listing_id, _), response in zip(asked, answer["responses"], strict=True):
        ids = matched.setdefault(listing_id, {})
        ids |= dict.fromkeys(_matched_ids(response))
    return {listing_id: list(ids) for listing_id, ids in matched.items()}


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
        folded_hash=source.get("folded_hash") or "",
    )
