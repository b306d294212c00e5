"""Keys of the search API, by digest."""

from search.mappings.kinds import BOOLEAN, DATE, KEYWORD, STORED, Mapping


def api_keys() -> Mapping:
    """Return the fields of a key; the key itself is kept nowhere."""
    return {
        "key_id": KEYWORD,
        "name": KEYWORD,
        "created_at": DATE,
        "revoked_at": DATE,
        "may_judge": BOOLEAN,
        "secret_sha256": STORED,
    }
