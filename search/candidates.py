"""Finds the stored listings that may say the same as new ones.

MinHash bands are keywords of the index, so a question for them is the look-up of
locality-sensitive hashing, and spreads with the cluster. Exact copies are asked for apart, by
the hash of the text: a thousand of them can neither hide other candidates nor be hidden by
them. Sentences that few vendors show bring candidates that boilerplate would crowd out, but
not one sentence of many: two texts that say the same have much in common.

Vectors are most of a document, so they are read apart, of those whose words agree.
"""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from math import ceil
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
NEAREST_LOOKED_AT = 20
"""Vectors of a segment that are looked at for them: of 497 listings that 50 found, 20 find
496, in three quarters of the time."""
LEAST_SENTENCES = 0.3
"""Share of a listing's rare sentences that brings a candidate without a band. Near-duplicates
share two fifths of their words at least; of 2,684 listings of two synthetic worlds no pair
that shared fewer sentences was one, and nine in ten that shared any did share fewer."""
LEAST_COSINE = 0.7
"""Whatever rule decides: vectors farther apart are those of other offers."""
LISTINGS_PER_REQUEST = 100
PASSAGES_PER_REQUEST = 1_000
TEXT_FIELDS = ["listing_id", "vendor_id", "title", "description", "folded_hash"]
VECTOR = "embedding"

Search = dict[str, Any]


@dataclass(frozen=True, slots=True)
class StoredListing:
    """A listing of the index that may say the same as a new one."""

    listing_id: str
    vendor_id: str
    title: str
    description: str
    vector: list[float] | None = None
    """None where it was not read."""
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
        near in meaning, in this order; each once and without its vector.
    """
    matched: dict[str, list[str]] = {}
    newest = newest_listings(listings)
    for start in range(0, len(newest), LISTINGS_PER_REQUEST):
        part = newest[start : start + LISTINGS_PER_REQUEST]
        matched |= _matched(client, alias, part, widespread)
    # Read once, however many of the batch they resemble.
    wanted = {listing_id for ids in matched.values() for listing_id in ids}
    read = _read(client, alias, wanted, TEXT_FIELDS)
    stored = {item.listing_id: item for item in read}
    return {
        listing_id: [stored[one] for one in ids if one in stored]
        for listing_id, ids in matched.items()
    }


def read_candidates(
    client: Elasticsearch, alias: str, listing_ids: Iterable[str]
) -> list[StoredListing]:
    """Return some listings as they are compared, those that exist, with their vectors."""
    return _read(client, alias, listing_ids, [*TEXT_FIELDS, VECTOR])


def read_vectors(
    client: Elasticsearch, alias: str, listing_ids: Iterable[str]
) -> dict[str, list[float]]:
    """Return the embeddings of some listings, of those that exist."""
    ids = sorted(set(listing_ids))
    hits = get_documents(client, alias, ids, source=[VECTOR])
    return {listing_id: hit["_source"][VECTOR] for listing_id, hit in hits.items()}


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
    """Return the questions for what may say the same as a listing in other words, at most two.

    A listing without a word in it brings none.
    """
    itself: Search = {"ids": {"values": [item.observation.listing_id]}}
    others: list[Search] = [itself]
    if item.folded_hash:
        others.append({"term": {"folded_hash": item.folded_hash}})
    searches: list[Search] = []
    shared = _shared_keywords(item, widespread)
    if shared:
        query = {"bool": {"should": shared, "must_not": others}}
        order: list[Any] = ["_score", {"listing_id": "asc"}]
        searches.append({"query": query, "sort": order, "size": MAX_CANDIDATES})
    if shared and item.vector:
        searches.append({"knn": _nearest(item, others), "size": MAX_NEAREST})
    plain = {"_source": False, "track_total_hits": False}
    return [search | plain for search in searches]


def copies_search(hashes: Collection[str]) -> Search:
    """Return the question for the listings first seen of each of some texts, by their hashes."""
    order: list[Any] = [{"first_seen_at": "asc"}, {"listing_id": "asc"}]
    # One more, because the listing asked for is a copy of its own.
    first = {"top_hits": {"size": MAX_COPIES + 1, "sort": order, "_source": False}}
    ordered = sorted(set(hashes))
    by_text = {"field": "folded_hash", "include": ordered, "size": len(ordered)}
    return {
        "query": {"terms": {"folded_hash": ordered}},
        "aggs": {"texts": {"terms": by_text, "aggs": {"first": first}}},
        "size": 0,
        "track_total_hits": False,
    }


def _shared_keywords(
    item: AnalysedListing, widespread: Collection[str]
) -> list[Search]:
    """Return what a text must share: a band, or a good part of the rare sentences."""
    bands = _each("bands", item.bands)
    sentences = _each("passages", set(item.passages).difference(widespread))
    if not sentences:
        return bands
    least = ceil(LEAST_SENTENCES * len(sentences))
    enough = {"bool": {"should": sentences, "minimum_should_match": least}}
    return [*bands, enough]


def _each(field: str, values: Iterable[str]) -> list[Search]:
    return [
        {"constant_score": {"filter": {"term": {field: value}}}}
        for value in sorted(set(values))
    ]


def _nearest(item: AnalysedListing, others: list[Search]) -> Search:
    return {
        "field": VECTOR,
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
    matched = _copies(client, alias, listings)
    if not asked:
        return matched
    searches = [part for _, search in asked for part in ({}, search)]
    with service_errors():
        answer = client.msearch(index=alias, searches=searches)
    for (listing_id, _), response in zip(asked, answer["responses"], strict=True):
        matched.setdefault(listing_id, []).extend(_matched_ids(response))
    # A dictionary keeps the order, and each candidate once.
    return {listing_id: list(dict.fromkeys(ids)) for listing_id, ids in matched.items()}


def _copies(
    client: Elasticsearch, alias: str, listings: Sequence[AnalysedListing]
) -> dict[str, list[str]]:
    """Return the exact copies of each listing that has a word, in one question for all."""
    hashes = {item.folded_hash for item in listings if item.folded_hash}
    if not hashes:
        return {}
    with service_errors():
        answer = client.search(index=alias, **copies_search(hashes))
    copies = {
        bucket["key"]: [hit["_id"] for hit in bucket["first"]["hits"]["hits"]]
        for bucket in answer["aggregations"]["texts"]["buckets"]
    }
    found: dict[str, list[str]] = {}
    for item in listings:
        own = item.observation.listing_id
        others = [one for one in copies.get(item.folded_hash, []) if one != own]
        if item.folded_hash:
            found[own] = others[:MAX_COPIES]
    return found


def _matched_ids(response: dict[str, Any]) -> list[str]:
    if "error" in response:
        raise unavailable(response["status"], str(response["error"]))
    return [hit["_id"] for hit in response["hits"]["hits"]]


def _read(
    client: Elasticsearch, alias: str, listing_ids: Iterable[str], fields: list[str]
) -> list[StoredListing]:
    ids = sorted(set(listing_ids))
    hits = get_documents(client, alias, ids, source=fields)
    return [_stored(hit) for hit in hits.values()]


def _stored(hit: Hit) -> StoredListing:
    source = hit["_source"]
    return StoredListing(
        listing_id=source["listing_id"],
        vendor_id=source["vendor_id"],
        title=source["title"],
        description=source["description"],
        vector=source.get(VECTOR),
        folded_hash=source.get("folded_hash") or "",
    )
