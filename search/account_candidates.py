"""Finds the vendor accounts that are worth comparing with others.

Every source is a look-up in an index and returns a bounded number of accounts, the most alike first, so that the cost of an account
hardly grows with how many there are.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from elasticsearch import Elasticsearch

from core.analysis import AccountKeys
from search.client import service_errors, unavailable

SEARCHES_AT_ONCE = 200
"""Questions in one request."""
NEIGHBOURS = 30
"""Accounts whose vectors are the nearest."""
LOOKED_AT = 150
"""Vectors that the search for the nearest looks at; more would find them more surely."""

Body = dict[str, Any]
Candidates = dict[str, frozenset[str]]


@dataclass(frozen=True, slots=True)
class Source:
    """A field by which accounts are looked up."""

    field: str
    size: int
    """Accounts at most."""
    shared: int | str = 1
    """Entries that both must have, or the share of the asking account's."""
    asked: int = 200
    """Entries asked for at most, the first ones."""


SOURCES = (
    Source("identifiers", size=50),
    Source("names", size=30),
    # Two letters changed in a handle of eight leave four tenths of its groups.
    Source("handle_grams", size=30, shared="40%", asked=100),
    Source("phrases", size=30),
    Source("terms", size=40, shared=2, asked=40),
    Source("habits", size=20, shared=2, asked=32),
    Source("images", size=30, asked=24),
    Source("image_bands", size=30, shared=2),
    Source("buyers", size=20, shared=2),
)
"""What two accounts may share. Rare entries count for more, as the server scores them."""


def find_candidates(
    client: Elasticsearch, alias: str, keys: Sequence[AccountKeys]
) -> Candidates:
    """Find the accounts that share something with each of some.

    Args:
        client: The server.
        alias: The keys of all accounts, refreshed by the caller.
        keys: The accounts asked for; none is its own candidate.

    Returns:
        The candidates by vendor id, at most 280 each; an entry for every account asked for.
    """
    asked = [(one.vendor_id, body) for one in keys for body in questions(one)]
    found: dict[str, set[str]] = {one.vendor_id: set() for one in keys}
    for start in range(0, len(asked), SEARCHES_AT_ONCE):
        some = asked[start : start + SEARCHES_AT_ONCE]
        searches = [part for _, body in some for part in ({}, body)]
        with service_errors():
            answer = client.msearch(index=alias, searches=searches)
        for (vendor_id, _), response in zip(some, answer["responses"], strict=True):
            found[vendor_id].update(_ids(response))
    return {one: frozenset(others - {one}) for one, others in found.items()}


def questions(keys: AccountKeys) -> Iterator[Body]:
    """Yield the questions for the accounts that share something with one."""
    for source in SOURCES:
        entries: tuple[str, ...] = getattr(keys, source.field)
        needed = source.shared if isinstance(source.shared, int) else 1
        if len(entries) >= needed:
            yield _question(source, entries[: source.asked], keys.vendor_id)
    if keys.vector is not None:
        yield _nearest(keys.vector)


def _question(source: Source, entries: Sequence[str], vendor_id: str) -> Body:
    return {
        "query": {
            "bool": {
                "should": [{"term": {source.field: entry}} for entry in entries],
                "minimum_should_match": source.shared,
                "must_not": {"ids": {"values": [vendor_id]}},
            }
        },
        "sort": ["_score", {"vendor_id": "asc"}],
        **_bounded(source.size),
    }


def _nearest(vector: Sequence[float]) -> Body:
    knn = {
        "field": "vector",
        "query_vector": list(vector),
        # One more, because the account itself is the nearest.
        "k": NEIGHBOURS + 1,
        "num_candidates": LOOKED_AT,
    }
    return {"knn": knn, **_bounded(NEIGHBOURS + 1)}


def _bounded(size: int) -> Body:
    return {"size": size, "_source": False, "track_total_hits": False}


def _ids(response: Mapping[str, Any]) -> list[str]:
    if "error" in response:
        raise unavailable(response["status"], str(response["error"]))
    return [hit["_id"] for hit in response["hits"]["hits"]]
