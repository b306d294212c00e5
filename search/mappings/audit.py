"""Who looked at what, when and why: only ever added to."""

from search.mappings.kinds import DATE, INTEGER, KEYWORD, LONG, RAW, Mapping


def audit() -> Mapping:
    """Return the fields of an audit entry."""
    return {
        "entry_id": KEYWORD,
        "at": DATE,
        "key_id": KEYWORD,
        "key_name": KEYWORD,
        "purpose": KEYWORD,
        "action": KEYWORD,
        "target": KEYWORD,
        "question": RAW,
        "status": INTEGER,
        "results": LONG,
    }
