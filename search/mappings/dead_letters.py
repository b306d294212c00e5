"""Messages that could not be worked off, kept whole to be replayed."""

from search.mappings.kinds import DATE, INTEGER, KEYWORD, STORED, Mapping


def dead_letters() -> Mapping:
    """Return the fields of a dead letter."""
    return {
        "letter_id": KEYWORD,
        "task": KEYWORD,
        # JSON in a string: what could not be read must not be read by the index either.
        "payload": STORED,
        "reason": STORED,
        "error": KEYWORD,
        "traceback": STORED,
        "attempts": INTEGER,
        "failed_at": DATE,
        "batch_id": KEYWORD,
        "run_id": KEYWORD,
        "market": KEYWORD,
    }
