"""The frozen statistics that links are scored by, cut into parts."""

from search.mappings.kinds import DATE, INTEGER, KEYWORD, Mapping


def link_statistics() -> Mapping:
    """Return the fields of a part of the statistics, and of the one document that names those in force."""
    return {
        "version": KEYWORD,
        "accounts": INTEGER,
        "collected_at": DATE,
        "parts": INTEGER,
        "part": INTEGER,
        "content": {"type": "binary"},
    }
