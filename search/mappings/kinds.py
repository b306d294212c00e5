"""The kinds of field that the mappings are made of."""

from typing import Any

from core.mentions import EntityKind

Field = dict[str, Any]
Mapping = dict[str, Field]

KEYWORD: Field = {"type": "keyword", "ignore_above": 1024}
"""Matched whole. What is longer stays readable but cannot be searched for, because
Lucene refuses a term beyond 32,766 bytes and with it the document."""
TEXT: Field = {"type": "text"}
"""Split into words, case ignored."""
DATE: Field = {"type": "date"}
SPAN: Field = {"type": "date_range"}
"""From one moment to another: charts over time count it in every step that it touches."""
BOOLEAN: Field = {"type": "boolean"}
INTEGER: Field = {"type": "integer"}
LONG: Field = {"type": "long"}
DOUBLE: Field = {"type": "double"}
STORED: Field = {"type": "keyword", "index": False, "doc_values": False}
"""Kept and given back, never searched; of any length."""
KEPT: Field = {"type": "object", "enabled": False}
"""A whole record, kept and given back, never searched."""
RAW: Field = {"type": "flattened", "ignore_above": 1024}
"""Further fields of a market, as it wrote them."""


def known_as(path: str) -> Field:
    """Return another name of a field, so that one filter fits several indices.

    Costs nothing: it is neither in documents nor in the index.
    """
    return {"type": "alias", "path": path}


NESTED_MENTION: Field = {
    "type": "nested",
    "properties": {
        "kind": KEYWORD,
        "field": KEYWORD,
        "start": INTEGER,
        "end": INTEGER,
        "text": KEYWORD,
        "value": KEYWORD,
        "source": KEYWORD,
        "score": DOUBLE,
        "stop_reason": KEYWORD,
    },
}
"""Nested, because kind, value and source of one mention must match together."""


def folded_name() -> Field:
    """Return a folded name's field: matched whole, or by its words below ``.words``."""
    return KEYWORD | {"fields": {"words": TEXT}}


def price_fields() -> Mapping:
    """Return the fields of a price, as written and as a number."""
    return {"price_amount": DOUBLE, "currency": KEYWORD, "price_raw": KEYWORD}


def entity_fields() -> Mapping:
    """Return the fields that hold what was found in the texts of a record."""
    # One flat array per kind: dashboards cannot chart nested fields.
    by_kind = {"properties": {kind.value: KEYWORD for kind in EntityKind}}
    return {
        "identifiers": KEYWORD,
        # Of the identifiers, those by which the linker may join accounts.
        "holders": KEYWORD,
        "entities": by_kind,
        "mention_kinds": KEYWORD,
        "mentions": NESTED_MENTION,
    }


def observation_fields() -> Mapping:
    """Return the fields that say who saw something, where and when."""
    return {
        "market": KEYWORD,
        "external_id": KEYWORD,
        "url": KEYWORD,
        # The market's address or one of its mirrors, with its port.
        "host": KEYWORD,
        "run_id": KEYWORD,
        "snapshot_id": KEYWORD,
        "observed_at": DATE,
        # How often the page was read anew by a mended profile.
        "reading": INTEGER,
        "truncated": BOOLEAN,
        "content_hash": KEYWORD,
        # Orders observations of one thing: see search.versions.
        "content_version": LONG,
        "processing_revision": INTEGER,
    }
