"""Brings up to date what programs of an earlier version wrote to an index after the swap.

Where workers are updated one by one, those of the earlier version go on writing by the alias.
The present mapping takes their documents, which lack what the present version adds.
"""

from collections.abc import Iterator, Sequence

from elasticsearch import Elasticsearch

from search.client import service_errors
from search.documents import Document
from search.indices import Standing
from search.migration.copying import KEEPS_VERSIONS
from search.migration.shards import (
    Numbers,
    complete_up_to,
    hits_after,
    last_written,
)
from search.migration.sources import Sources
from search.migration.target import META, Progress, progress_of
from search.migration.upgrades import steps, upgraded_page
from search.scan import Hit
from search.writer import Action, Attempt, attempt

ROUNDS = 5
"""Times at most that what was written meanwhile is looked at."""


def late_writes(client: Elasticsearch, there: Standing) -> int:
    """Return at most how many documents may be of an earlier version's programs."""
    progress = progress_of(there.meta)
    if progress is None or not steps(there.name, progress.source_version):
        return 0
    last = last_written(client, there.index)
    return sum(number - _looked_at(progress, shard) for shard, number in last.items())


def complete(client: Elasticsearch, there: Standing, sources: Sources) -> int:
    """Bring documents up to date that were written since the swap; return how many.

    One that somebody changes at this moment is left for the next call.

    Raises:
        IndexingError: Documents were refused or cannot be read; the others are completed.
    """
    progress = progress_of(there.meta)
    if progress is None:
        return 0
    written = 0
    for _ in range(ROUNDS):
        upto = complete_up_to(client, there.index)
        with service_errors():
            client.indices.refresh(index=there.index)
        done = _complete(client, there, progress, sources, upto)
        written += done.settled().written
        if done.conflicts:
            return written
        progress = progress.model_copy(update={"completed": upto})
        # What was just written is a write as well, and need not be looked at again.
        if not done.report.written:
            break
    _note(client, there, progress)
    return written


def _complete(
    client: Elasticsearch,
    there: Standing,
    progress: Progress,
    sources: Sources,
    upto: Numbers,
) -> Attempt:
    done = Attempt()
    for shard in sorted(upto):
        start = _looked_at(progress, shard)
        for page in hits_after(client, there.index, shard, start):
            hits, documents, refused = upgraded_page(
                there.name, progress.source_version, page, sources
            )
            done += Attempt(refused=tuple(refused))
            done += attempt(client, _actions(there, hits, documents))
    return done


def _looked_at(progress: Progress, shard: str) -> int:
    return progress.completed.get(shard, progress.written.get(shard, -1))


def _actions(
    there: Standing, hits: Sequence[Hit], documents: Sequence[Document]
) -> Iterator[Action]:
    for hit, document in zip(hits, documents, strict=True):
        if document == hit["_source"]:
            continue
        action: Action = {
            "_op_type": "index",
            "_index": there.alias,
            "_id": hit["_id"],
            "_source": document,
        }
        if there.name in KEEPS_VERSIONS:
            # The same version again, unless there is a newer one.
            yield action | {
                "version": hit["_version"],
                "version_type": "external_gte",
            }
        else:
            yield action | {
                "if_seq_no": hit["_seq_no"],
                "if_primary_term": hit["_primary_term"],
            }


def _note(client: Elasticsearch, there: Standing, progress: Progress) -> None:
    meta = there.meta | {META: progress.model_dump(mode="json")}
    with service_errors():
        client.indices.put_mapping(index=there.index, meta=meta)
