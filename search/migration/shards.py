"""Sequence numbers and primary terms of an index, by shard."""

from collections.abc import Iterator

from elasticsearch import Elasticsearch

from core.errors import ServiceUnavailableError
from search.client import service_errors
from search.scan import KEEP_ALIVE, Hit, close_point

PAGE_DOCUMENTS = 500

OPEN_OR_NOT = ["open", "closed"]
"""What a pattern must match: a process that was killed may have left an index closed."""

Numbers = dict[str, int]
"""A sequence number by shard; -1 before the first write."""


def complete_up_to(client: Elasticsearch, index: str) -> Numbers:
    """Return the number up to which all writes are on every copy, by shard.

    What a refresh after this shows lacks none of them.

    Raises:
        ServiceUnavailableError: A shard is gone.
    """
    return _numbers(client, index, "global_checkpoint")


def last_written(client: Elasticsearch, index: str) -> Numbers:
    """Return the number of the last write, by shard; errors as of ``complete_up_to``."""
    return _numbers(client, index, "max_seq_no")


def highest_term(client: Elasticsearch, index: str) -> int:
    """Return the highest primary term of an index; it grows whenever a shard moves in."""
    return max(_terms(client, index))


def raise_terms(client: Elasticsearch, index: str, *, above: int) -> None:
    """Give an index higher primary terms than another one has, and see that it is open.

    Closing and opening it does so; nothing is lost by it, but for a moment nobody reads it.
    """
    with service_errors():
        # A process that was killed below has left it closed, perhaps with terms that suffice.
        client.indices.open(index=index, wait_for_active_shards=1)
    while min(_terms(client, index)) <= above:
        with service_errors():
            client.indices.close(index=index)
            client.indices.open(index=index, wait_for_active_shards=1)


def hits_after(
    client: Elasticsearch, index: str, shard: str, number: int
) -> Iterator[list[Hit]]:
    """Yield pages of what was written to a shard after a number, in the order of writing.

    Everything that was refreshed when the first page was asked for; a document that was
    written several times comes once, as it was then.
    """
    with service_errors():
        point = client.open_point_in_time(
            index=index, keep_alive=KEEP_ALIVE, preference=f"_shards:{shard}"
        )["id"]
    try:
        while True:
            with service_errors():
                answer = client.search(
                    pit={"id": point, "keep_alive": KEEP_ALIVE},
                    query={"range": {"_seq_no": {"gt": number}}},
                    sort=[{"_seq_no": "asc"}],
                    size=PAGE_DOCUMENTS,
                    version=True,
                    seq_no_primary_term=True,
                    track_total_hits=False,
                )
            point = answer["pit_id"]
            hits: list[Hit] = answer["hits"]["hits"]
            if not hits:
                return
            yield hits
            # A number belongs to one write of the shard, so to one document.
            number = hits[-1]["_seq_no"]
    finally:
        close_point(client, point)


def _numbers(client: Elasticsearch, index: str, kind: str) -> Numbers:
    with service_errors():
        answer = client.indices.stats(
            index=index,
            metric="docs",
            level="shards",
            filter_path=["indices.*.shards.*.seq_no", "indices.*.shards.*.routing"],
        )
    found = answer.get("indices", {})
    shards = next(iter(found.values()))["shards"] if found else {}
    numbers = {
        shard: copy["seq_no"][kind]
        for shard, copies in shards.items()
        for copy in copies
        if copy["routing"]["primary"] and "seq_no" in copy
    }
    wanted = len(_terms(client, index))
    if len(numbers) < wanted:
        # The figures leave out what is gone, which must not be taken for empty.
        raise ServiceUnavailableError(
            f"{index} has only {len(numbers)} of its {wanted} shards: bring the "
            "missing node back until the index is no longer red, then run "
            "`stallwatch migrate` again",
            index=index,
        )
    return numbers


def _terms(client: Elasticsearch, index: str) -> list[int]:
    with service_errors():
        answer = client.cluster.state(
            metric=["metadata"],
            index=index,
            filter_path=["metadata.indices.*.primary_terms"],
        )
    terms = next(iter(answer["metadata"]["indices"].values()))["primary_terms"]
    return list(terms.values())
