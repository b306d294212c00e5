"""The new index beside the one in force, and how far it is filled."""

import re
from dataclasses import dataclass, replace
from typing import Any
from uuid import uuid4

from elasticsearch import Elasticsearch, NotFoundError
from pydantic import AwareDatetime, Field

from core.clock import utc_now
from core.errors import ConflictError
from core.records import Record
from core.settings import Settings
from search.client import service_errors
from search.indices import (
    SCHEMA_VERSION,
    Indices,
    Standing,
    index_mappings,
    index_settings,
)
from search.migration.fitting import fits
from search.migration.shards import (
    OPEN_OR_NOT,
    Numbers,
    highest_term,
    raise_terms,
)

META = "migration"
"""Under which word of a mapping's ``_meta`` the progress stands."""
WHILE_COPYING = {
    "number_of_replicas": 0,
    "auto_expand_replicas": "false",
    "refresh_interval": "-1",
}
TAKEN_OVER = (
    "another `stallwatch migrate` has taken over: let that one finish; run it again if "
    "there is none"
)


class Progress(Record):
    """How far an index is filled; stands in its own mapping."""

    source: str
    """The index that it is filled from."""
    source_version: int
    started_at: AwareDatetime
    copied: Numbers = Field(default_factory=dict)
    """Up to which write everything is copied, by shard of the source."""
    closing: bool = False
    """The source may be closed to writes, by us."""
    written: Numbers = Field(default_factory=dict)
    """The last write to the new index that was no writer's but ours, by shard."""
    completed: Numbers = Field(default_factory=dict)
    """Up to which write documents of earlier programs were brought up to date since."""
    given_up: bool = False
    """The alias was given back to the source."""


@dataclass(frozen=True, slots=True)
class Target:
    """A new index while it is filled."""

    source: Standing
    index: str
    entry: str
    """The alias that the process which fills it writes through."""
    progress: Progress


def open_target(client: Elasticsearch, settings: Settings, source: Standing) -> Target:
    """Return the new index of one in force: the one begun earlier, or a fresh one.

    From here on nobody else fills it.
    """
    indices = Indices(settings.index_prefix)
    begun = _begun(client, settings, source)
    if begun is not None and highest_term(client, begun[0]) > highest_term(
        client, source.index
    ):
        index, progress = begun
        raise_terms(client, index, above=highest_term(client, source.index))
    else:
        index = _free_name(client, indices, source.name)
        progress = Progress(
            source=source.index,
            source_version=source.version or 0,
            started_at=utc_now(),
        )
        _create(client, settings, source, index, progress)
    target = Target(source, index, f"{source.alias}-copy-{uuid4().hex[:12]}", progress)
    _take_over(client, target)
    return target


def note(client: Elasticsearch, target: Target, **changes: Any) -> Target:
    """Write down how far a new index is.

    Raises:
        ConflictError: Another process fills it now.
    """
    progress = target.progress.model_copy(update=changes)
    meta = index_mappings(target.source.name, source_meta(target.source))["_meta"]
    try:
        with service_errors():
            held = mine(client, target)
            if held:
                client.indices.put_mapping(
                    index=target.index,
                    meta=meta | {META: progress.model_dump(mode="json")},
                )
    except NotFoundError:
        held = False
    if not held:
        raise ConflictError(TAKEN_OVER, index=target.index)
    return replace(target, progress=progress)


def mine(client: Elasticsearch, target: Target) -> bool:
    """Tell whether the process that has a target may still fill it."""
    with service_errors():
        return bool(client.indices.exists_alias(name=target.entry))


def source_meta(source: Standing) -> dict[str, Any]:
    """Return the words on an index that its successor keeps: those on the encoder."""
    return {
        key: source.meta[key] for key in ("model_version", "dims") if key in source.meta
    }


def progress_of(meta: dict[str, Any]) -> Progress | None:
    """Return how far an index is filled, or was when it came into force."""
    return Progress.model_validate(meta[META]) if META in meta else None


def _begun(
    client: Elasticsearch, settings: Settings, source: Standing
) -> tuple[str, Progress] | None:
    wanted = index_mappings(source.name, source_meta(source))
    shards = str(index_settings(settings, source.name)["number_of_shards"])
    for index, body in _successors(client, source.alias).items():
        progress = progress_of(body["mappings"].get("_meta", {}))
        if (
            progress is not None
            and index != source.index
            and progress.source == source.index
            and not progress.given_up
            and body["settings"]["index"]["number_of_shards"] == shards
            and fits(body["mappings"]["properties"], wanted["properties"])
        ):
            return index, progress
    return None


def _successors(client: Elasticsearch, alias: str) -> dict[str, Any]:
    with service_errors():
        answer = client.indices.get(
            index=f"{alias}-v{SCHEMA_VERSION}-*", expand_wildcards=OPEN_OR_NOT
        )
    return dict(sorted(answer.items()))


def _free_name(client: Elasticsearch, indices: Indices, name: str) -> str:
    alias = indices.alias(name)
    pattern = re.compile(rf"{re.escape(alias)}-v{SCHEMA_VERSION}-(\d{{6}})")
    taken = [
        int(found[1])
        for index in _successors(client, alias)
        if (found := pattern.fullmatch(index))
    ]
    return indices.concrete(name, generation=max(taken, default=0) + 1)


def _create(
    client: Elasticsearch,
    settings: Settings,
    source: Standing,
    index: str,
    progress: Progress,
) -> None:
    mappings = index_mappings(source.name, source_meta(source))
    mappings["_meta"][META] = progress.model_dump(mode="json")
    with service_errors():
        client.indices.create(
            index=index,
            settings={"index": index_settings(settings, source.name) | WHILE_COPYING},
            mappings=mappings,
        )
    raise_terms(client, index, above=highest_term(client, source.index))


def _take_over(client: Elasticsearch, target: Target) -> None:
    with service_errors():
        client.indices.update_aliases(
            actions=[
                {
                    "remove": {
                        "index": target.index,
                        "alias": f"{target.source.alias}-copy-*",
                        "must_exist": False,
                    }
                },
                {"add": {"index": target.index, "alias": target.entry}},
            ]
        )
