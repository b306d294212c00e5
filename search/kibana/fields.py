"""What Kibana can do with each field of the mappings that this program creates."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from functools import cache
from typing import Any

from search.indices import MAPPINGS

NUMBERS = frozenset(
    {
        "byte",
        "double",
        "float",
        "half_float",
        "integer",
        "long",
        "scaled_float",
        "short",
        "unsigned_long",
    }
)
KIBANA_KINDS = dict.fromkeys(NUMBERS, "number") | {
    "keyword": "string",
    "constant_keyword": "string",
    "flattened": "string",
    "date": "date",
    # A span of time, which a time axis shows on each of its days.
    "date_range": "date_range",
    "boolean": "boolean",
    "ip": "ip",
}
"""The kind that a Lens column of a field has; kinds that no chart can use are left out."""
METADATA = frozenset({"_id", "_index", "_score", "_source"})
"""Columns of a saved search that no mapping names."""


@dataclass(frozen=True, slots=True)
class FieldFact:
    """One field of an index."""

    name: str
    kind: str
    """Elasticsearch's type."""
    nested: bool
    aggregatable: bool
    searchable: bool
    alias_of: str | None = None
    """The field that this is only another name of; looked up, it is gone."""

    @property
    def shown_as(self) -> str | None:
        """Kind of the column that shows it, or None if no chart can."""
        return KIBANA_KINDS.get(self.kind)


class IndexFields:
    """The fields of one index by their full names."""

    def __init__(self, mapping: Mapping[str, Any]) -> None:
        walked = {fact.name: fact for fact in _walk(mapping, "", nested=False)}
        self._facts = {
            name: replace(walked[fact.alias_of], name=name) if fact.alias_of else fact
            for name, fact in walked.items()
        }

    def get(self, name: str) -> FieldFact | None:
        """Return what is known of a field; below a flattened one, of any key."""
        if name in self._facts:
            return self._facts[name]
        parts = name.split(".")
        for length in range(len(parts) - 1, 0, -1):
            above = self._facts.get(".".join(parts[:length]))
            if above is not None and above.kind == "flattened":
                return above
        return None

    def __iter__(self) -> Iterator[FieldFact]:
        return iter(self._facts.values())


@cache
def fields_of(index: str) -> IndexFields:
    """Return the fields of an index.

    Args:
        index: Its name without the prefix, a key of ``search.indices.MAPPINGS``.
    """
    return IndexFields(MAPPINGS[index]())


def index_of(title: str) -> tuple[str, str] | None:
    """Split a data view's title into prefix and index, as ``stallwatch`` and ``listings``.

    Returns:
        None if it names no index of this program, or several.
    """
    for name in sorted(MAPPINGS, key=len, reverse=True):
        if title.endswith(f"-{name}"):
            return title.removesuffix(f"-{name}"), name
    return None


def _walk(
    properties: Mapping[str, Any], above: str, *, nested: bool
) -> Iterator[FieldFact]:
    for key, field in properties.items():
        name = f"{above}{key}"
        kind = field.get("type", "object")
        within = nested or kind == "nested"
        if "properties" in field:
            yield from _walk(field["properties"], f"{name}.", nested=within)
        elif kind != "object":
            yield _fact(name, field, nested=within)
            yield from _walk(field.get("fields", {}), f"{name}.", nested=within)


def _fact(name: str, field: Mapping[str, Any], *, nested: bool) -> FieldFact:
    kind = field["type"]
    return FieldFact(
        name=name,
        kind=kind,
        nested=nested,
        aggregatable=kind in KIBANA_KINDS and field.get("doc_values", True) is True,
        searchable=kind != "binary" and field.get("index", True) is True,
        alias_of=field["path"] if kind == "alias" else None,
    )
