"""Clusters of accounts, and the log of what became of them."""

from search.mappings.kinds import BOOLEAN, DATE, INTEGER, KEYWORD, Mapping, known_as


def clusters() -> Mapping:
    """Return the fields of a cluster as it is now."""
    return {
        "cluster_id": KEYWORD,
        "vendor_ids": KEYWORD,
        "size": INTEGER,
        "markets": KEYWORD,
        "market": known_as("markets"),
        "handles": KEYWORD,
        "formed_at": DATE,
        "changed_at": DATE,
        "confirmed": BOOLEAN,
    }


def cluster_events() -> Mapping:
    """Return the fields of an entry in the clusters' log."""
    return {
        "event_id": KEYWORD,
        "cluster_id": KEYWORD,
        "change": KEYWORD,
        "at": DATE,
        "joined": KEYWORD,
        "left": KEYWORD,
        "others": KEYWORD,
        "cause": KEYWORD,
    }
