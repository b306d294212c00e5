"""Puts a filled index in force: writers held up, the rest copied, all compared, one swap."""

import random
import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from elasticsearch import Elasticsearch, NotFoundError

from core.errors import ConflictError, IndexingError, shown
from core.settings import Settings
from search.client import service_errors
from search.documents import Document
from search.indices import Indices, index_settings, standing
from search.migration.copying import copy_pass, remove_deleted
from search.migration.shards import (
    highest_term,
    last_written,
)
from search.migration.sources import Sources
from search.migration.target import TAKEN_OVER, Target, mine, note
from search.migration.upgrades import looked_up, upgraded
from search.scan import get_documents

SAMPLE = 200
"""Documents of each shard that are compared, half of them the newest."""
REPLICAS_WAIT_S = 60
ROUNDS = 5
"""Times that the last pass is repeated when the source changes in spite of the block."""


def switch(
    client: Elasticsearch, settings: Settings, target: Target, sources: Sources
) -> float:
    """Put a target in force whose copy lags by seconds only.

    Writers are refused meanwhile, and try again by themselves. Whatever goes wrong before the
    swap leaves the source in force and open.

    Returns:
        For how many seconds writers were held up.

    Raises:
        IndexingError: The copy is not equal to its source, or documents do not fit.
        ConflictError: Another process fills the target now.
    """
    _prepare(client, settings, target)
    target = note(client, target, closing=True)
    with _closed(client, settings, target):
        began = time.monotonic()
        target = _last_passes(client, target, sources)
        _compare(client, target, sources)
        _require_higher_terms(client, target)
        written = last_written(client, target.index)
        target = note(client, target, written=written)
        _swap(client, target)
        return time.monotonic() - began


def reopen(client: Elasticsearch, target: Target) -> None:
    """Let writers write again to the source of a target that a killed process had closed."""
    if target.progress.closing:
        _open(client, target.source.index)


def has_too_many(client: Elasticsearch, target: Target) -> bool:
    """Tell whether a target holds documents that its source has no more.

    Sure only while nobody writes: else what is new in the source hides what is gone.
    """
    return _count(client, target.index) > _count(client, target.source.index)


@contextmanager
def _closed(
    client: Elasticsearch, settings: Settings, target: Target
) -> Iterator[None]:
    source = target.source.index
    try:
        with service_errors():
            # Unlike the setting alone, it returns once no write is under way any more.
            client.indices.add_block(index=source, block="write")
        yield
    except BaseException:
        # Even after Ctrl-C nobody must wait for ever. But where the swap was done and only
        # its answer was lost, or where another process has taken over, it stays closed.
        if not _in_force(client, settings, target) and mine(client, target):
            _open(client, source)
        raise


def _open(client: Elasticsearch, index: str) -> None:
    with service_errors():
        client.indices.put_settings(index=index, settings={"index.blocks.write": None})


def _in_force(client: Elasticsearch, settings: Settings, target: Target) -> bool:
    there = standing(client, Indices(settings.index_prefix))
    return there[target.source.name].index == target.index


def adjust(client: Elasticsearch, settings: Settings, name: str, index: str) -> None:
    """Give an index the settings that this program makes new ones with."""
    wanted = index_settings(settings, name)
    # Given when the index was made, and unchangeable.
    del wanted["number_of_shards"]
    with service_errors():
        client.indices.put_settings(index=index, settings={"index": wanted})


def _prepare(client: Elasticsearch, settings: Settings, target: Target) -> None:
    adjust(client, settings, target.source.name, target.index)
    with service_errors():
        # A replica that is late comes by itself: the source stays as well.
        client.options(ignore_status=408).cluster.health(
            index=target.index,
            wait_for_status="green",
            timeout=f"{REPLICAS_WAIT_S}s",
        )


def _last_passes(client: Elasticsearch, target: Target, sources: Sources) -> Target:
    for _ in range(ROUNDS):
        target = copy_pass(client, target, sources, lambda _: None).target
        if has_too_many(client, target):
            remove_deleted(client, target)
        if last_written(client, target.source.index) == target.progress.copied:
            return target
    raise IndexingError(
        f"{target.source.index} is still written to although it is closed to writes: see "
        "who opens it again (`index.blocks.write`), then run `stallwatch migrate` again",
        index=target.source.index,
    )


def _count(client: Elasticsearch, index: str) -> int:
    with service_errors():
        client.indices.refresh(index=index)
        return int(client.count(index=index)["count"])


def _compare(client: Elasticsearch, target: Target, sources: Sources) -> None:
    source = target.source.index
    counts = _count(client, source), _count(client, target.index)
    if counts[0] != counts[1]:
        raise _unequal(target, f"{counts[0]} documents became {counts[1]}")
    for shard, last in target.progress.copied.items():
        sample = _sample(client, source, shard, last)
        copies = get_documents(client, target.index, list(sample))
        ids = list(sample)
        wanted = upgraded(
            target.source.name,
            target.progress.source_version,
            [sample[one] for one in ids],
            sources,
        )
        for one, document in zip(ids, wanted, strict=True):
            held = copies[one]["_source"] if one in copies else None
            if held is None or not _same(target, document, held):
                raise _unequal(target, f"document {shown(one)} differs")


def _sample(
    client: Elasticsearch, index: str, shard: str, last: int
) -> dict[str, Document]:
    numbers = set(range(max(0, last - SAMPLE // 2), last + 1))
    # Whichever: nothing depends on what nobody can foresee.
    numbers |= {random.randint(0, last) for _ in range(SAMPLE // 2) if last >= 0}  # noqa: S311
    with service_errors():
        answer = client.search(
            index=index,
            preference=f"_shards:{shard}",
            query={"terms": {"_seq_no": sorted(numbers)}},
            size=len(numbers) or 1,
        )
    return {hit["_id"]: dict(hit["_source"]) for hit in answer["hits"]["hits"]}


def _same(target: Target, wanted: Document, held: Document) -> bool:
    apart = looked_up(target.source.name, target.progress.source_version)
    return {key: value for key, value in wanted.items() if key not in apart} == {
        key: value for key, value in held.items() if key not in apart
    }


def _require_higher_terms(client: Elasticsearch, target: Target) -> None:
    # A shard that moved while it was copied may have caught up with those of the copy.
    if highest_term(client, target.source.index) >= highest_term(client, target.index):
        raise IndexingError(
            f"shards of {target.source.index} moved between nodes while it was copied: run "
            "`stallwatch migrate` again, which begins anew with this index",
            index=target.source.index,
        )


def _swap(client: Elasticsearch, target: Target) -> None:
    alias = target.source.alias
    actions: list[dict[str, Any]] = [
        {
            "remove": {
                "index": target.source.index,
                "alias": alias,
                "must_exist": True,
            }
        },
        {"add": {"index": target.index, "alias": alias, "is_write_index": True}},
        {
            "remove": {
                "index": target.index,
                "alias": target.entry,
                "must_exist": True,
            }
        },
    ]
    try:
        with service_errors():
            client.indices.update_aliases(actions=actions)
    except NotFoundError as error:
        raise ConflictError(TAKEN_OVER, index=target.index) from error


def _unequal(target: Target, what: str) -> IndexingError:
    return IndexingError(
        f"the copy of {target.source.index} is not equal to it ({what}): nothing was "
        "switched; run `stallwatch migrate` again, and report this if it stays",
        index=target.source.index,
    )
