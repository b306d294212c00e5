"""The indices that were in force before: kept, put back in force, or removed."""

import re
from typing import Any

from elasticsearch import Elasticsearch

from core.errors import ConflictError, NotFoundError
from core.records import Record
from core.settings import Settings
from search.client import service_errors
from search.indices import MAPPINGS, OWNER, Indices, Standing, standing
from search.migration.shards import (
    OPEN_OR_NOT,
    highest_term,
    last_written,
    raise_terms,
)
from search.migration.target import META, progress_of


class Former(Record):
    """An index of ours that no alias leads to."""

    name: str
    index: str
    version: int | None
    documents: int
    size_bytes: int
    unfinished: bool = False
    """It is a copy that was begun and is not in force yet; otherwise it was in force."""


class PutBack(Record):
    """An index that is in force again."""

    name: str
    index: str
    """In force now."""
    left: str | None
    """In force before, kept; None where only the version was written down."""
    hidden: int
    """Writes to that one since the swap, which nobody sees now."""


def former_indices(client: Elasticsearch, settings: Settings) -> list[Former]:
    """Return what is kept beside the indices in force."""
    indices = Indices(settings.index_prefix)
    with service_errors():
        there = standing(client, indices)
        in_force = {one.index for one in there.values()}
        bodies = client.indices.get(
            index=f"{settings.index_prefix}-*",
            filter_path=["*.mappings._meta", "*.settings.index.uuid"],
        )
        ours = {
            index: (name, body["mappings"]["_meta"])
            for index, body in sorted(bodies.items())
            if index not in in_force
            and body.get("mappings", {}).get("_meta", {}).get("owner") == OWNER
            # Where no alias leads to any, one of them may hold all that there is.
            and (name := _name_of(indices, index)) in there
        }
        sizes = _sizes(client, list(ours))
    return [
        Former(
            name=name,
            index=index,
            version=meta.get("schema_version"),
            documents=sizes[index][0],
            size_bytes=sizes[index][1],
            unfinished=_is_unfinished(there.get(name), meta),
        )
        for index, (name, meta) in ours.items()
    ]


def remove_former(client: Elasticsearch, settings: Settings) -> list[Former]:
    """Delete what is kept beside the indices in force, but for copies under way.

    Returns:
        What was deleted; there is no way back.
    """
    gone = [one for one in former_indices(client, settings) if not one.unfinished]
    with service_errors():
        for one in gone:
            client.indices.delete(index=one.index)
    return gone


def put_back(
    client: Elasticsearch, settings: Settings, *, hide: bool = False
) -> list[PutBack]:
    """Put the indices in force again that were so before the last migration.

    The newer ones are kept, closed to writes. What was written to them since is in them only.

    Args:
        client: The server.
        settings: Names the indices.
        hide: Do so although documents were written since, which nobody will see then.

    Raises:
        ConflictError: Documents were written since, and ``hide`` was not said.
        NotFoundError: There is nothing to put back.
    """
    indices = Indices(settings.index_prefix)
    with service_errors():
        there = standing(client, indices)
        kept = set(
            client.indices.get(
                index=f"{settings.index_prefix}-*",
                features="aliases",
                expand_wildcards=OPEN_OR_NOT,
            )
        )
    copied = {
        one.name: progress.source
        for one in there.values()
        if (progress := progress_of(one.meta)) and progress.source in kept
    }
    marked = [one for one in there.values() if "marked_from" in one.meta]
    if not copied and not marked:
        raise NotFoundError(
            "there is no index of an earlier version to go back to: either nothing was "
            "migrated, or `stallwatch migrate --remove-old` has deleted it"
        )
    hidden = {name: _written_since(client, there[name]) for name in copied}
    if any(hidden.values()) and not hide:
        named = ", ".join(
            f"{count} to {name}" for name, count in hidden.items() if count
        )
        raise ConflictError(
            f"there were writes since the migration ({named}), which nobody would see any "
            "more: say --hide-new if that is meant; they stay in the newer indices"
        )
    done = [
        _put_back(client, there[name], copied[name], hidden[name])
        for name in MAPPINGS
        if name in copied
    ]
    return done + [_unmark(client, one) for one in marked]


def _put_back(
    client: Elasticsearch, there: Standing, former: str, hidden: int
) -> PutBack:
    with service_errors():
        client.indices.add_block(index=there.index, block="write")
        # Guards that were read from the newer one must fit nothing here either.
        raise_terms(client, former, above=highest_term(client, there.index))
        # Before the swap: killed after it, nobody would find what is still to be opened.
        client.indices.put_settings(index=former, settings={"index.blocks.write": None})
        progress = there.meta[META] | {"given_up": True}
        client.indices.put_mapping(
            index=there.index, meta=there.meta | {META: progress}
        )
        client.indices.update_aliases(
            actions=[
                {
                    "remove": {
                        "index": there.index,
                        "alias": there.alias,
                        "must_exist": True,
                    }
                },
                {
                    "add": {
                        "index": former,
                        "alias": there.alias,
                        "is_write_index": True,
                    }
                },
            ]
        )
    return PutBack(name=there.name, index=former, left=there.index, hidden=hidden)


def _unmark(client: Elasticsearch, there: Standing) -> PutBack:
    meta = there.meta | {"schema_version": there.meta["marked_from"]}
    del meta["marked_from"]
    with service_errors():
        client.indices.put_mapping(index=there.index, meta=meta)
    return PutBack(name=there.name, index=there.index, left=None, hidden=0)


def _written_since(client: Elasticsearch, there: Standing) -> int:
    progress = progress_of(there.meta)
    before = progress.written if progress else {}
    last = last_written(client, there.index)
    return sum(number - before.get(shard, -1) for shard, number in last.items())


def _is_unfinished(there: Standing | None, meta: dict[str, Any]) -> bool:
    progress = progress_of(meta)
    return (
        there is not None
        and progress is not None
        and not progress.given_up
        and progress.source == there.index
    )


def _name_of(indices: Indices, index: str) -> str | None:
    for name in MAPPINGS:
        if re.fullmatch(rf"{re.escape(indices.alias(name))}-v\d+-\d{{6}}", index):
            return name
    return None


def _sizes(client: Elasticsearch, names: list[str]) -> dict[str, tuple[int, int]]:
    if not names:
        return {}
    stats = client.indices.stats(
        index=names,
        metric="docs,store",
        filter_path=["indices.*.primaries.docs.count", "indices.*.primaries.store"],
    )
    return {
        name: (
            body["primaries"]["docs"]["count"],
            body["primaries"]["store"]["size_in_bytes"],
        )
        for name, body in stats["indices"].items()
    }
