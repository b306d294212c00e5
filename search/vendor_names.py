"""Finds the account that somebody names by its market and handle."""

from elasticsearch import Elasticsearch

from core.errors import NotFoundError, QueryError, shown
from core.settings import Settings
from core.text import fold
from search.client import service_errors
from search.indices import Indices

MAX_NAMED = 5
"""Accounts that an error lists."""


def find_vendor_id(client: Elasticsearch, settings: Settings, name: str) -> str:
    """Return the id of an account that is named by ``MARKET/HANDLE``; an id stays as it is.

    Args:
        client: The server.
        settings: Names the index.
        name: A handle may be written in any case; one that is written exactly so goes first.

    Raises:
        NotFoundError: The market has no account of this handle.
        QueryError: It has several.
    """
    market, slash, handle = name.partition("/")
    if not slash:
        return name
    alias = Indices(settings.index_prefix).alias("vendors")
    folded = {"term": {"handle_folded": fold(handle)}}
    exact = {"constant_score": {"filter": {"term": {"handle": handle}}}}
    with service_errors():
        client.indices.refresh(index=alias)
        hits = client.search(
            index=alias,
            query={
                "bool": {
                    "filter": [{"term": {"market": market}}, folded],
                    "should": [exact],
                }
            },
            sort=[{"_score": "desc"}, {"vendor_id": "asc"}],
            size=MAX_NAMED,
            source_includes=["handle"],
        )["hits"]["hits"]
    same = [hit["_id"] for hit in hits if hit["_source"]["handle"] == handle]
    found = same or [hit["_id"] for hit in hits]
    if not found:
        raise NotFoundError(
            f"{shown(market)} has no account called {shown(handle)}: take the id from "
            "`stallwatch search`, or write MARKET/HANDLE"
        )
    if len(found) > 1:
        raise QueryError(
            f"several accounts are called {shown(name)}: name one by its id, "
            f"{' or '.join(found)}"
        )
    return str(found[0])
