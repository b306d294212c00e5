"""Holds documents against mappings, as a strict index would."""

from typing import Any


def written(fields: dict[str, Any]) -> set[str]:
    """Return the fields that documents hold: not those that are only another name of one."""
    return {name for name, field in fields.items() if field.get("type") != "alias"}


def unmapped(document: dict[str, Any], fields: dict[str, Any]) -> list[str]:
    """Return the fields of a document that a strict mapping refuses."""
    unknown = []
    for name, value in document.items():
        field = fields.get(name)
        if field is None:
            unknown.append(name)
        elif "properties" in field and not field.get("dynamic"):
            parts = value if isinstance(value, list | tuple) else [value]
            for part in parts:
                inner = unmapped(part, field["properties"]) if part else []
                unknown += [f"{name}.{item}" for item in inner]
    return unknown
