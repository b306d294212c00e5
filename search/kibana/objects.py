"""Saved objects as Kibana 8.19 imports them, and the file that carries them."""

import json
from collections.abc import Iterable
from typing import Any
from uuid import UUID, uuid5

from pydantic import ConfigDict
from pydantic.alias_generators import to_camel

from core.records import Record

CORE_VERSION = "8.8.0"
"""Of the envelope: the last that every 8.x from 8.8 on knows."""
TYPE_VERSIONS = {
    "index-pattern": "8.0.0",
    "search": "10.2.0",
    "dashboard": "10.2.0",
}
"""Version that an object of each type is written in.

Kibana brings older ones up to its own and refuses newer ones; one without a version runs through every change since 7.x and breaks.
"""

_IDS = UUID("c1f3f0a2-51d4-5a0e-9d5a-3f6d1d1b7c55")


class Reference(Record):
    """What an object names besides itself, so that the importer can check it."""

    type: str
    id: str
    name: str
    """Where in the object it is named; Kibana finds it by this."""


class SavedObject(Record):
    """One line of the file that Kibana imports."""

    model_config = ConfigDict(
        frozen=True, extra="forbid", alias_generator=to_camel, populate_by_name=True
    )

    type: str
    id: str
    attributes: dict[str, Any]
    references: tuple[Reference, ...] = ()
    core_migration_version: str = CORE_VERSION
    type_migration_version: str
    managed: bool = False


def saved_object(
    kind: str,
    key: str,
    attributes: dict[str, Any],
    references: Iterable[Reference] = (),
) -> SavedObject:
    """Return an object whose id follows from its type and key, so that an import replaces the former one."""
    return SavedObject(
        type=kind,
        id=object_id(kind, key),
        attributes=attributes,
        references=tuple(references),
        type_migration_version=TYPE_VERSIONS[kind],
    )


def object_id(*key: str) -> str:
    """Return the id that a key always has, on every machine."""
    return str(uuid5(_IDS, "/".join(key)))


def packed(value: Any) -> str:
    """Return JSON in one line with sorted keys, as Kibana keeps objects inside attributes."""
    return json.dumps(value, separators=(",", ":"), sort_keys=True, ensure_ascii=False)


def to_ndjson(objects: Iterable[SavedObject]) -> bytes:
    """Return the file to import: one object a line, then how many there are; equal objects give equal bytes."""
    lines = [packed(one.model_dump(by_alias=True)) for one in objects]
    trailer = {
        "excludedObjects": [],
        "excludedObjectsCount": 0,
        "exportedCount": len(lines),
        "missingRefCount": 0,
        "missingReferences": [],
    }
    return "".join(f"{line}\n" for line in [*lines, packed(trailer)]).encode()
