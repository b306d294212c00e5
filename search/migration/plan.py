"""What a migration has to do, index by index."""

from enum import StrEnum
from typing import Any

from elasticsearch import Elasticsearch

from core.errors import SchemaVersionError
from core.records import Record
from core.settings import Settings
from search.client import service_errors
from search.indices import (
    MAPPINGS,
    SCHEMA_VERSION,
    Indices,
    Standing,
    index_settings,
    require_version,
    standing,
)
from search.migration.completing import late_writes
from search.migration.fitting import fits
from search.migration.upgrades import steps


class Action(StrEnum):
    """What is done with an index."""

    COPY = "copy"
    """Its documents are copied into a new index."""
    MARK = "mark"
    """It fits already: only its version is written down anew."""
    ADJUST = "adjust"
    """Its settings are changed where it is."""
    COMPLETE = "complete"
    """Documents that earlier programs wrote since the copying are brought up to date."""


class Step(Record):
    """What is to be done with one index."""

    name: str
    """The index's name without the prefix."""
    index: str
    """The index itself that is in force."""
    action: Action
    reason: str
    documents: int
    size_bytes: int


def plan(client: Elasticsearch, settings: Settings) -> list[Step]:
    """Return what a migration would do; nothing where all is as it should be.

    Raises:
        SchemaVersionError: An index is of a later version than this program.
        IndexingError: A name is taken by what is not ours.
    """
    with service_errors():
        there = standing(client, Indices(settings.index_prefix))
        _require_not_newer(there.values())
        if not there:
            return []
        facts = _facts(client, [one.index for one in there.values()])
    found = (
        _step(client, settings, there[name], facts[there[name].index])
        for name in MAPPINGS
        if name in there
    )
    return [step for step in found if step is not None]


def _require_not_newer(there: Any) -> None:
    newer = [one for one in there if (one.version or 0) > SCHEMA_VERSION]
    require_version(newer)
    unknown = [one for one in there if one.version is None]
    if unknown:
        raise SchemaVersionError(
            f"index {unknown[0].alias} does not say of which mapping version it is: see who "
            "changed the `_meta` of its mapping",
            index=unknown[0].alias,
        )


def _facts(client: Elasticsearch, names: list[str]) -> dict[str, dict[str, Any]]:
    bodies = client.indices.get(index=names)
    stats = client.indices.stats(
        index=names,
        metric="docs,store",
        filter_path=["indices.*.primaries.docs.count", "indices.*.primaries.store"],
    )
    return {
        name: {
            "properties": bodies[name]["mappings"]["properties"],
            "settings": bodies[name]["settings"]["index"],
            "documents": stats["indices"][name]["primaries"]["docs"]["count"],
            "size_bytes": stats["indices"][name]["primaries"]["store"]["size_in_bytes"],
        }
        for name in names
    }


def _step(
    client: Elasticsearch, settings: Settings, there: Standing, facts: dict[str, Any]
) -> Step | None:
    found = _decided(client, settings, there, facts)
    if found is None:
        return None
    action, reason = found
    return Step(
        name=there.name,
        index=there.index,
        action=action,
        reason=reason,
        documents=facts["documents"],
        size_bytes=facts["size_bytes"],
    )


def _decided(
    client: Elasticsearch, settings: Settings, there: Standing, facts: dict[str, Any]
) -> tuple[Action, str] | None:
    version = there.version or 0
    wanted = index_settings(settings, there.name)
    shards = int(facts["settings"]["number_of_shards"])
    if version < SCHEMA_VERSION:
        age = f"mapping version {version}, now {SCHEMA_VERSION}"
        fitting = fits(facts["properties"], MAPPINGS[there.name]())
        same_shards = shards == wanted["number_of_shards"]
        if fitting and same_shards and not steps(there.name, version):
            return Action.MARK, age
        return Action.COPY, age
    if shards != wanted["number_of_shards"]:
        return Action.COPY, f"{shards} shards, now {wanted['number_of_shards']}"
    if not _copies_fit(facts["settings"], wanted):
        return Action.ADJUST, "another number of replicas"
    if late := late_writes(client, there):
        return Action.COMPLETE, f"{late} writes since it was copied"
    return None


def _copies_fit(held: dict[str, Any], wanted: dict[str, Any]) -> bool:
    if held.get("auto_expand_replicas", "false") != wanted["auto_expand_replicas"]:
        return False
    replicas = wanted.get("number_of_replicas")
    return replicas is None or int(held["number_of_replicas"]) == replicas
