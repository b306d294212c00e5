"""Vendor accounts that must be linked anew, one document each while it is due."""

from search.mappings.kinds import DATE, KEYWORD, Mapping


def due_accounts() -> Mapping:
    """Return the fields of a due account."""
    return {"vendor_id": KEYWORD, "due_at": DATE, "cause": KEYWORD}
