"""Values out of a page's JSON-LD blocks."""

import json
from collections import deque
from collections.abc import Iterable, Iterator
from typing import Any

_SHOWN_AS = ("name", "url", "contentUrl", "@id")
"""What stands for an object where a plain value is asked for."""
MAX_NODES = 5_000
"""Objects of one page that are looked at."""


def jsonld_objects(blocks: Iterable[str]) -> list[dict[str, Any]]:
    """Return all objects of JSON-LD blocks, outer ones first; broken blocks are left out."""
    queue: deque[Any] = deque()
    for block in blocks:
        try:
            queue.append(json.loads(block, strict=False))
        except (ValueError, RecursionError):
            continue
    objects: list[dict[str, Any]] = []
    while queue and len(objects) < MAX_NODES:
        node = queue.popleft()
        if isinstance(node, dict):
            objects.append(node)
            queue.extend(node.values())
        elif isinstance(node, list):
            queue.extend(node)
    return objects


def jsonld_values(objects: list[dict[str, Any]], path: str) -> list[str]:
    """Return what stands at a dotted path, from the first object that has it.

    Args:
        objects: What `jsonld_objects` found.
        path: Such as ``offers.price``; a first step ``@Product`` asks for that type.
    """
    steps = path.split(".")
    wanted = steps.pop(0)[1:] if steps[0].startswith("@") and len(steps) > 1 else None
    for node in objects:
        if wanted and wanted not in _types(node):
            continue
        found = [text for value in _walk(node, steps) for text in _texts(value)]
        if found:
            return found
    return []


def _types(node: dict[str, Any]) -> list[str]:
    kind = node.get("@type")
    kinds = kind if isinstance(kind, list) else [kind]
    return [item for item in kinds if isinstance(item, str)]


def _walk(node: Any, steps: list[str]) -> Iterator[Any]:
    nodes = [node]
    for step in steps:
        nodes = [
            item[step]
            for outer in nodes
            for item in (outer if isinstance(outer, list) else [outer])
            if isinstance(item, dict) and step in item
        ]
    yield from nodes


def _texts(value: Any) -> list[str]:
    if isinstance(value, bool):
        return [str(value).lower()]
    if isinstance(value, (str, int, float)):
        return [str(value)]
    if isinstance(value, list):
        return [text for item in value for text in _texts(item)]
    if isinstance(value, dict):
        for key in _SHOWN_AS:
            if key in value:
                return _texts(value[key])
    return []
