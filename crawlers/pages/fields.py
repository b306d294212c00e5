"""Groups of fields, of a page or of one row of it, to values and attributes."""

import re
from collections.abc import Mapping
from dataclasses import replace

from crawlers.pages.convert import (
    Defaults,
    FieldValue,
    attribute_text,
    converted,
    read_field,
)
from crawlers.pages.view import PageView
from crawlers.profile.fields import Alternative, FieldProfile, ValueType

PLAIN = FieldProfile(find=(Alternative(constant=""),))
"""A field that the profile does not describe."""
HANDLES = frozenset({"handle", "vendor_handle"})
_RATED = re.compile(
    r"(?:\s+(?:\([\s\d.,+%/★⭐☆kK–-]{1,20}\)|\[[\s\d.,+%/★⭐☆kK–-]{1,20}\]|[★⭐☆]{1,10})){1,5}$"
)
EMPTY: tuple[object, ...] = (None, "", [], ())
"""Values that say that nothing was found."""


def read_fields(
    view: PageView,
    asked: Mapping[str, FieldProfile],
    types: Mapping[str, ValueType],
    defaults: Defaults,
) -> dict[str, FieldValue]:
    """Read every field that a profile asks for.

    Args:
        view: The page, or one row of it.
        asked: The profile's fields, by name.
        types: Types of the record's own fields; any other has its own, or is text.
        defaults: What the market says once for all fields.
    """
    return {
        name: _named(
            name,
            field,
            read_field(view, field, type_of(name, field, types), defaults),
        )
        for name, field in asked.items()
    }


def _named(name: str, field: FieldProfile, value: FieldValue) -> FieldValue:
    """Return a handle without the counts and ratings in brackets after it: they change, the vendor does not."""
    if name not in HANDLES or any(place.regex for place in field.find):
        return value
    bare = _RATED.sub("", value.raw)
    if not bare or bare == value.raw or not isinstance(value.value, str):
        return value
    return replace(value, value=bare, raw=bare)


def convert_given(
    view: PageView,
    given: Mapping[str, str | list[str]],
    asked: Mapping[str, FieldProfile],
    types: Mapping[str, ValueType],
    defaults: Defaults,
) -> dict[str, FieldValue]:
    """Convert raw strings, by the name of the field, as if selectors had found them."""
    values = {}
    for name, raw in given.items():
        field = asked.get(name, PLAIN)
        strings = [text for text in ([raw] if isinstance(raw, str) else raw) if text]
        if strings:
            kind = type_of(name, field, types)
            values[name] = converted(view, field, kind, strings, defaults)
    return values


def type_of(
    name: str, field: FieldProfile, types: Mapping[str, ValueType]
) -> ValueType:
    """Return the type of a field: the record's, else the profile's, else text."""
    return types.get(name) or field.type or ValueType.TEXT


def split_fields(
    found: Mapping[str, FieldValue], types: Mapping[str, ValueType]
) -> tuple[dict[str, FieldValue], dict[str, str], dict[str, str]]:
    """Part what was found into record fields, attributes and faults, each by name."""
    fields = {name: value for name, value in found.items() if name in types}
    attributes: dict[str, str] = {}
    faults: dict[str, str] = {}
    for name, value in found.items():
        text = attribute_text(value) if name not in types else None
        if text is not None:
            attributes[name] = text
        if value.fault is not None:
            # What was there is kept as it stood: nothing is absorbed without a trace.
            attributes[f"{name}_raw"] = value.raw
            faults[name] = value.fault
    return fields, attributes, faults
