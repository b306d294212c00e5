"""What buyers said of vendors, one document each."""

from search.mappings.kinds import (
    DATE,
    KEYWORD,
    RAW,
    SPAN,
    TEXT,
    Mapping,
    observation_fields,
    price_fields,
)


def feedback() -> Mapping:
    """Return the fields of a piece of feedback."""
    return {
        **observation_fields(),
        "feedback_id": KEYWORD,
        "vendor_id": KEYWORD,
        "vendor_external_id": KEYWORD,
        "listing_id": KEYWORD,
        "listing_title": KEYWORD,
        # A keyed hash, unless the authorisation allows the handle.
        "buyer": KEYWORD,
        "rating": KEYWORD,
        "text": TEXT,
        "left_at": DATE,
        **price_fields(),
        "attributes": RAW,
        "first_seen_at": DATE,
        "last_seen_at": DATE,
        "seen": SPAN,
    }
