"""Whether an index that exists has the fields that this program writes; pure."""

from collections.abc import Mapping
from typing import Any

OF_THE_ENCODER = "dims"
"""Length of vectors, which the first encoder gives."""


def fits(there: Mapping[str, Any], wanted: Mapping[str, Any]) -> bool:
    """Tell whether an index's fields are those wanted, neither fewer nor more.

    Args:
        there: The fields, as the server gives them back.
        wanted: The fields, as an index is made with them.
    """
    return bool(_plain(there) == _plain(wanted))


def _plain(value: Any) -> Any:
    if isinstance(value, bool):
        # The server gives `dynamic: true` back as a word.
        return str(value).lower()
    if not isinstance(value, Mapping):
        return value
    kept = {key: _plain(item) for key, item in value.items()}
    if value.get("type") == "dense_vector":
        kept.pop(OF_THE_ENCODER, None)
    return kept
