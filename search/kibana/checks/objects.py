"""Whether objects have ids of their own and versions that Kibana 8.19 knows."""

import re
from collections.abc import Iterator

from core.errors import shown
from search.kibana.contents import Contents
from search.kibana.findings import Finding, Rule, finding
from search.kibana.objects import SavedObject
from search.kibana.reading import place_of

LAST_KNOWN = {
    "index-pattern": "8.0.0",
    "tag": "8.0.0",
    "visualization": "8.5.0",
    "lens": "8.9.0",
    "search": "10.5.0",
    "dashboard": "10.3.0",
}
"""The newest version of each type in Kibana 8.19, as read in its sources and in its exports; ``10.N.0`` is model version N."""
LAST_KNOWN_CORE = "8.8.0"
_VERSION = re.compile(r"(\d{1,5})\.(\d{1,5})\.(\d{1,5})", re.ASCII)


def check_objects(contents: Contents) -> Iterator[Finding]:
    """Find ids that two objects have, and versions that Kibana would refuse."""
    met: set[tuple[str, str]] = set()
    for one in contents.objects:
        if (one.type, one.id) in met:
            problem = f"another object has its type and id {shown(one.id)}"
            yield finding(Rule.DUPLICATE, place_of(one), problem)
        met.add((one.type, one.id))
        known = LAST_KNOWN.get(one.type)
        if known is not None:
            yield from _check_version(one, one.type_migration_version, known)
        yield from _check_version(one, one.core_migration_version, LAST_KNOWN_CORE)


def _check_version(one: SavedObject, found: str, known: str) -> Iterator[Finding]:
    version = _numbers(found)
    if version is None:
        problem = f"{shown(found)} is no version, so that Kibana would run every change since 7.x and break"
        yield finding(Rule.VERSION, place_of(one), problem)
    elif version > (_numbers(known) or ()):
        problem = f"version {found} is newer than {known}, the last that 8.19 knows"
        yield finding(Rule.VERSION, place_of(one), problem)


def _numbers(version: str) -> tuple[int, ...] | None:
    found = _VERSION.fullmatch(version)
    return tuple(map(int, found.groups())) if found else None
