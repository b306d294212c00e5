"""Reads all documents that match, however many there are."""

from collections.abc import Generator, Iterable, Iterator
from contextlib import suppress
from typing import Any

from elasticsearch import Elasticsearch, NotFoundError

from core.errors import ServiceUnavailableError
from search.client import MISSING_INDEX, service_errors, unavailable

PAGE_DOCUMENTS = 500
KEEP_ALIVE = "5m"
"""How long one page may take to be worked off."""

TERMS_AT_ONCE = 10_000
"""Values in one question; the server takes 65,536."""

NO_ANSWER = 503
"""Status of a document whose shard does not answer; the request itself succeeds."""

Hit = dict[str, Any]
MATCH_ALL: dict[str, Any] = {"match_all": {}}


def iter_hits(
    client: Elasticsearch,
    alias: str,
    *,
    query: dict[str, Any] | None = None,
    source: list[str] | None = None,
    refresh: bool = False,
) -> Generator[Hit, None, None]:
    """Yield every matching document as it stood when the first was asked for.

    Args:
        client: The server.
        alias: Where to read.
        query: What must match; all documents where None.
        source: The fields wanted; all where None.
        refresh: See what was written up to now, not up to some seconds ago.

    Raises:
        ServiceUnavailableError: The server does not answer.
    """
    with service_errors():
        if refresh:
            client.indices.refresh(index=alias)
        point = client.open_point_in_time(index=alias, keep_alive=KEEP_ALIVE)["id"]
    after: list[Any] | None = None
    try:
        while True:
            with service_errors():
                answer = client.search(
                    pit={"id": point, "keep_alive": KEEP_ALIVE},
                    query=query or MATCH_ALL,
                    sort=[{"_shard_doc": "asc"}],
                    search_after=after,
                    size=PAGE_DOCUMENTS,
                    source_includes=source,
                    version=True,
                    seq_no_primary_term=True,
                    track_total_hits=False,
                )
            point = answer["pit_id"]
            hits = answer["hits"]["hits"]
            yield from hits
            if len(hits) < PAGE_DOCUMENTS:
                return
            after = hits[-1]["sort"]
    finally:
        close_point(client, point)


def any_of(field: str, values: Iterable[str] | None) -> Iterator[dict[str, Any]]:
    """Yield questions that together match what holds any of some values.

    A document that holds several of them may match several questions.

    Args:
        field: A keyword.
        values: However many; None matches every document.
    """
    if values is None:
        yield MATCH_ALL
        return
    ordered = sorted(set(values))
    for start in range(0, len(ordered), TERMS_AT_ONCE):
        yield {"terms": {field: ordered[start : start + TERMS_AT_ONCE]}}


def close_point(client: Elasticsearch, point: str) -> None:
    """Let go of a point in time; one that is gone already is fine."""
    with suppress(NotFoundError, ServiceUnavailableError), service_errors():
        client.close_point_in_time(id=point)


def get_documents(
    client: Elasticsearch,
    alias: str,
    ids: list[str],
    *,
    source: list[str] | None = None,
) -> dict[str, Hit]:
    """Return the documents of some ids, those that exist, as they are this moment.

    Args:
        client: The server.
        alias: Where to read.
        ids: Which documents.
        source: The fields wanted; all where None.

    Raises:
        ServiceUnavailableError: The server does not answer, or not for all of them.
    """
    found: dict[str, Hit] = {}
    for start in range(0, len(ids), PAGE_DOCUMENTS):
        with service_errors():
            answer = client.mget(
                index=alias,
                ids=ids[start : start + PAGE_DOCUMENTS],
                source_includes=source,
            )
        for doc in answer["docs"]:
            _require_answer(doc)
        found |= {doc["_id"]: doc for doc in answer["docs"] if doc.get("found")}
    return found


def _require_answer(doc: Hit) -> None:
    # Whoever takes a document of a lost shard for gone would write over it, or remove it.
    error = doc.get("error")
    if error is not None and error.get("type") != MISSING_INDEX:
        raise unavailable(NO_ANSWER, f"{error.get('type')}: {error.get('reason')}")
