"""A reading as one JSON object: the record that a crawl would keep, by its field names."""

import json
from collections.abc import Mapping
from typing import Any

from pydantic_core import to_jsonable_python

from core.ids import listing_id, vendor_id
from core.records import (
    FeedbackObservation,
    ListingObservation,
    Observation,
    VendorObservation,
)
from crawlers.observations import category_of
from crawlers.pages.convert import FieldValue, Value
from crawlers.pages.reader import Reading
from crawlers.pages.rows import Card, RowReading
from crawlers.profile.fields import FieldProfile, ValueType
from crawlers.profile.market import MarketProfile
from crawlers.profile.pages import PageKind, RowsProfile
from crawlers.saved.pages import SavedReading

_RECORDS: dict[PageKind, type[Observation]] = {
    PageKind.LISTING: ListingObservation,
    PageKind.VENDOR: VendorObservation,
    PageKind.FEEDBACK: FeedbackObservation,
}
_ELSEWHERE = {"attributes", "feedback_id"}
_DAYS = {"registered_on", "last_seen_on"}
"""Fields that the record keeps as days, without a time."""
_WITH_PARTS = frozenset(
    {
        ValueType.MONEY,
        ValueType.COUNTRIES,
        ValueType.PERCENTAGE,
        ValueType.COUNTER,
        ValueType.IMAGES,
        ValueType.LIST,
        ValueType.PRESENT,
        ValueType.ROWS,
    }
)
"""Types whose attribute is the JSON of the value."""


def record_fields(kind: PageKind) -> tuple[str, ...]:
    """Return the names of a kind's own record fields, in the record's order."""
    record = _RECORDS.get(kind)
    if record is None:
        return ()
    common = Observation.model_fields.keys() | _ELSEWHERE
    return tuple(name for name in record.model_fields if name not in common)


def reading_json(saved: SavedReading, profile: MarketProfile) -> dict[str, Any]:
    """Return everything that a page gave as one JSON object.

    Every field of the kind's record is there; one that was not read is null.
    """
    reading = saved.reading
    asked = profile.pages[reading.kind].fields
    given: dict[str, Any] = {
        "kind": reading.kind.value,
        "market": profile.name,
        "external_id": reading.external_id,
        "url": saved.url,
    }
    if reading.kind in {PageKind.LISTING, PageKind.VENDOR}:
        given |= _record(reading, profile)
    elif reading.kind is PageKind.FEEDBACK:
        given["vendor_external_id"] = _plain(
            "vendor_external_id", reading.fields.get("vendor_external_id")
        )
    rules = profile.pages[reading.kind]
    given |= {
        "attributes": _attributes(reading.attributes, asked, reading.fields),
        "cards": [_card(card, rules.cards) for card in reading.cards],
        "feedback": [_feedback(row, rules.feedback) for row in reading.feedback],
        "links": [{"kind": link.kind.value, "url": link.url} for link in reading.links],
        "faults": list(reading.faults),
    }
    return given


def _record(reading: Reading, profile: MarketProfile) -> dict[str, Any]:
    found = _values(record_fields(reading.kind), reading.fields)
    market, own_id = profile.name, reading.external_id
    if reading.kind is PageKind.VENDOR:
        return found | {"vendor_id": vendor_id(market, own_id) if own_id else None}
    vendor = _raw(reading, "vendor_external_id") or _raw(reading, "vendor_handle")
    path = tuple(found["category_path"] or ())
    return found | {
        "listing_id": listing_id(market, own_id) if own_id else None,
        "vendor_id": vendor_id(market, vendor) if vendor else None,
        "vendor_external_id": vendor,
        "category": category_of(path, profile),
        "ships_from_raw": _raw(reading, "ships_from"),
        "ships_to_raw": _raw(reading, "ships_to"),
    }


def _values(names: tuple[str, ...], fields: Mapping[str, FieldValue]) -> dict[str, Any]:
    return {name: _plain(name, fields.get(name)) for name in names}


def _plain(name: str, field: FieldValue | None) -> Any:
    value: Value = field.value if field is not None else None
    if name.endswith("external_id") and field is not None:
        # Ids are what the market wrote.
        value = field.raw
    plain = to_jsonable_python(value)
    if name in _DAYS and isinstance(plain, str):
        return plain.partition("T")[0]
    return None if plain == "" else plain


def _raw(reading: Reading | Card | RowReading, name: str) -> str | None:
    field = reading.fields.get(name)
    return field.raw or None if field is not None else None


def _attributes(
    found: Mapping[str, str],
    asked: Mapping[str, FieldProfile],
    fields: Mapping[str, FieldValue],
) -> dict[str, Any]:
    given = {name: None for name in asked if name not in fields}
    return given | {
        name: _parsed(text, asked[name].type if name in asked else None)
        for name, text in found.items()
    }


def _parsed(text: str, kind: ValueType | None) -> Any:
    return json.loads(text) if kind in _WITH_PARTS else text


def _card(card: Card, rules: RowsProfile | None) -> dict[str, Any]:
    asked = rules.fields if rules else {}
    given: dict[str, Any] = {"url": card.url, "external_id": card.external_id}
    for name, field in card.fields.items():
        given[name] = _plain(name, field) if name != "external_id" else card.external_id
        if name in {"ships_from", "ships_to"}:
            given[f"{name}_raw"] = _raw(card, name)
    return given | {
        "attributes": _attributes(card.attributes, asked, card.fields),
        "digest": card.digest,
    }


def _feedback(row: RowReading, rules: RowsProfile | None) -> dict[str, Any]:
    asked = rules.fields if rules else {}
    names = dict.fromkeys(("external_id", *record_fields(PageKind.FEEDBACK)))
    for hashed in ("vendor_id", "listing_id"):
        # Made of the record, not read.
        names.pop(hashed, None)
    names["listing_external_id"] = None
    return {
        **_values(tuple(names), row.fields),
        "attributes": _attributes(row.attributes, asked, row.fields),
    }
