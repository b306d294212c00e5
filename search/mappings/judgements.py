"""What analysts decided on pairs of accounts: one document a decision, never changed."""

from search.mappings.kinds import DATE, INTEGER, KEPT, KEYWORD, STORED, Mapping


def judgements() -> Mapping:
    """Return the fields of a decision."""
    return {
        "judgement_id": KEYWORD,
        "left": KEYWORD,
        "right": KEYWORD,
        # Both accounts, so that one question finds the decisions on either.
        "vendors": KEYWORD,
        "number": INTEGER,
        "verdict": KEYWORD,
        "analyst": KEYWORD,
        "reason": STORED,
        "decided_at": DATE,
        # The link as it stood, kept whole and not searched.
        "score": KEPT,
    }
