"""Suspected links between vendor accounts."""

from search.mappings.kinds import DATE, DOUBLE, KEYWORD, STORED, Mapping, known_as


def links() -> Mapping:
    """Return the fields of a link with its evidence."""
    proof = {"vendor_id": KEYWORD, "listing_id": KEYWORD, "snapshot_id": KEYWORD}
    evidence = {
        "kind": KEYWORD,
        "weight": DOUBLE,
        "detail": STORED,
        "values": KEYWORD,
        "proofs": {"properties": proof},
    }
    return {
        "link_id": KEYWORD,
        "left": KEYWORD,
        "right": KEYWORD,
        # Both accounts, so that one question finds the links of either.
        "vendors": KEYWORD,
        "markets": KEYWORD,
        "market": known_as("markets"),
        "handles": KEYWORD,
        # The decision in force; nothing where an analyst has yet to decide.
        "verdict": KEYWORD,
        "weight": DOUBLE,
        "probability": DOUBLE,
        "evidence": {"properties": evidence},
        "scorer": KEYWORD,
        "linked_at": DATE,
    }
