"""Suspected links between vendor accounts."""

from search.mappings.kinds import DATE, DOUBLE, KEYWORD, STORED, Mapping


def links() -> Mapping:
    """Return the fields of a link with its evidence."""
    evidence = {
        "kind": KEYWORD,
        "weight": DOUBLE,
        "detail": STORED,
        "values": KEYWORD,
    }
    return {
        "link_id": KEYWORD,
        "left": KEYWORD,
        "right": KEYWORD,
        # Both accounts, so that one question finds the links of either.
        "vendors": KEYWORD,
        "weight": DOUBLE,
        "probability": DOUBLE,
        "evidence": {"properties": evidence},
        "scorer": KEYWORD,
        "linked_at": DATE,
    }
