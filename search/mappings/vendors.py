"""Vendor accounts, one document each: what the newest observation says."""

from search.mappings.kinds import (
    BOOLEAN,
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
    known_as,
    observation_fields,
)


def account_fields(*, text: Field) -> Mapping:
    """Return the fields of an account, its profile kept as the given kind of field."""
    return {
        "vendor_id": KEYWORD,
        "handle": KEYWORD,
        "profile": text,
        "pgp_key": STORED,
        "contact": KEYWORD,
        "registered_on": DATE,
        "last_seen_on": DATE,
        "rating_percent": DOUBLE,
        "sales": LONG,
        "level": KEYWORD,
        "attributes": RAW,
    }


def vendors() -> Mapping:
    """Return the fields of the current state of an account."""
    return {
        **observation_fields(),
        **account_fields(text=TEXT),
        **entity_fields(),
        # What listings call it: they are looked at side by side.
        "vendor_handle": known_as("handle"),
        "handle_folded": folded_name(),
        "profile_folded": TEXT,
        "first_seen_at": DATE,
        "last_seen_at": DATE,
        "seen": SPAN,
        # Whether only listings name the account: its own page was never read.
        "stub": BOOLEAN,
    }


def vendor_observations() -> Mapping:
    """Return the fields of what one run saw of an account."""
    return {**observation_fields(), **account_fields(text=STORED), **entity_fields()}
