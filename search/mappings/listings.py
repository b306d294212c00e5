"""Listings, one document each: what the newest observation says."""

from search.mappings.kinds import (
    DATE,
    DOUBLE,
    KEYWORD,
    LONG,
    RAW,
    SPAN,
    STORED,
    TEXT,
    Field,
    Mapping,
    entity_fields,
    folded_name,
    observation_fields,
    price_fields,
)

EMBEDDING: Field = {
    "type": "dense_vector",
    "index": True,
    "similarity": "cosine",
    # Written out, because the default changes from version to version.
    "index_options": {"type": "int8_hnsw", "m": 16, "ef_construction": 100},
}
"""The sentence vector; its ``dims`` come from the encoder."""


def facts_fields() -> Mapping:
    """Return the fields of what an offer's text says, made comparable across markets."""
    category = {"category": KEYWORD, "confidence": DOUBLE, "topics": KEYWORD}
    price = {
        "eur": DOUBLE,
        "usd": DOUBLE,
        "rate": DOUBLE,
        "rate_date": DATE,
        "rate_source": KEYWORD,
    }
    return {
        "language": KEYWORD,
        "category": {"properties": category},
        # Every class with all that it belongs to: stimulants beside stimulants/cocaine.
        "drug_classes": KEYWORD,
        "quantity": {"properties": {"amount": DOUBLE, "unit": KEYWORD}},
        "purity_percent": DOUBLE,
        "price": {"properties": price},
        "eur_per_unit": DOUBLE,
        "ships_from": KEYWORD,
        "ships_to": KEYWORD,
    }


def resolved_fields() -> Mapping:
    """Return the fields that every market has: its own word, or else what the text says."""
    return {"category": KEYWORD, "ships_from": KEYWORD, "ships_to": KEYWORD}


def offer_fields(*, text: Field) -> Mapping:
    """Return the fields of an offer, its texts kept as the given kind of field."""
    image = {"url": KEYWORD, "sha256": KEYWORD, "phash": KEYWORD, "size_bytes": LONG}
    return {
        "listing_id": KEYWORD,
        "vendor_id": KEYWORD,
        "vendor_external_id": KEYWORD,
        "vendor_handle": KEYWORD,
        "title": text,
        "description": text,
        "category": KEYWORD,
        "category_path": KEYWORD,
        **price_fields(),
        "ships_from": KEYWORD,
        "ships_from_raw": KEYWORD,
        "ships_to": KEYWORD,
        "ships_to_raw": KEYWORD,
        "listed_at": DATE,
        "stock": LONG,
        "sold": LONG,
        "unit": KEYWORD,
        "images": {"properties": image},
        "attributes": RAW,
        "facts": {"properties": facts_fields()},
        "resolved": {"properties": resolved_fields()},
    }


def listings() -> Mapping:
    """Return the fields of the current state of a listing."""
    exact = {"fields": {"exact": KEYWORD | {"ignore_above": 512}}}
    return {
        **observation_fields(),
        **offer_fields(text=TEXT),
        **entity_fields(),
        "title": TEXT | exact,
        "title_folded": TEXT,
        "description_folded": TEXT,
        "vendor_handle_folded": folded_name(),
        "first_seen_at": DATE,
        "last_seen_at": DATE,
        "seen": SPAN,
        # When a whole reading of the market ended that no longer met it.
        "gone_at": DATE,
        # When that reading began: whoever saw it later brings it back.
        "missed_from": DATE,
        "bands": KEYWORD,
        # What exact copies share, and what tells boilerplate by how many vendors have it.
        "folded_hash": KEYWORD,
        "passages": KEYWORD,
        "image_bands": KEYWORD,
        "text_hash": KEYWORD,
        "embedding": EMBEDDING,
        "duplicate_group": KEYWORD,
    }


def listing_observations() -> Mapping:
    """Return the fields of what one run saw of a listing."""
    return {**observation_fields(), **offer_fields(text=STORED), **entity_fields()}
