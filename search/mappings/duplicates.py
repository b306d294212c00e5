"""Pairs of listings that say the same."""

from search.mappings.kinds import DOUBLE, KEYWORD, Mapping


def duplicates() -> Mapping:
    """Return the fields of a near-duplicate pair."""
    return {
        "pair_id": KEYWORD,
        "left": KEYWORD,
        "right": KEYWORD,
        "left_vendor": KEYWORD,
        "right_vendor": KEYWORD,
        "kind": KEYWORD,
        "overlap": DOUBLE,
        "cosine": DOUBLE,
        # Of the texts in which the pair was found: another text is another pair.
        "left_hash": KEYWORD,
        "right_hash": KEYWORD,
    }
