"""What charts compare pages by, made of what their documents hold anyway; pure."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any
from urllib.parse import urlsplit


def resolved(offer: Mapping[str, Any]) -> dict[str, Any]:
    """Return category and countries of an offer for whoever compares markets.

    One market files its offers by category and names countries in fields of their own, another leaves both to the text.

    Args:
        offer: The document of a listing or of an observation of one.
    """
    facts = offer.get("facts") or {}
    said = facts.get("category") or {}
    origin = offer.get("ships_from")
    return {
        "category": offer.get("category") or said.get("category"),
        "ships_from": [origin] if origin else _list(facts.get("ships_from")),
        "ships_to": _list(offer.get("ships_to")) or _list(facts.get("ships_to")),
    }


def host_of(url: str) -> str | None:
    """Return the host and port of an address, without a user's name; None where it has none."""
    try:
        host = urlsplit(url).netloc
    except ValueError:
        return None
    return host.rpartition("@")[2].lower() or None


def span(first: str | datetime, last: str | datetime) -> dict[str, Any]:
    """Return the time between two moments as one field, so that charts show what was there on each day between them."""
    return {"gte": first, "lte": last}


def _list(values: Sequence[str] | None) -> list[str]:
    return list(values or ())
