"""Stable ids, hashed from raw source values.

An id never changes because cleaning got better: it hashes what the market wrote.
"""

import hashlib
import json

ID_CHARS = 32
"""Hexadecimal characters of an id: 128 bits, no collision below 10**15 records."""


def stable_id(*parts: str) -> str:
    """Return the id of the thing that these raw parts name.

    Parts are encoded as a JSON array before hashing, so that no two different lists of
    parts give the same bytes.
    """
    encoded = json.dumps(parts, ensure_ascii=True, separators=(",", ":")).encode()
    return hashlib.sha256(encoded).hexdigest()[:ID_CHARS]


def listing_id(market: str, external_id: str) -> str:
    """Return the id of an offer, from its market and the market's own id of it."""
    return stable_id("listing", market, external_id)


def vendor_id(market: str, external_id: str) -> str:
    """Return the id of an account, from its market and the market's own id of it."""
    return stable_id("vendor", market, external_id)


def snapshot_id(run_id: str, url: str, sha256: str) -> str:
    """Return the id of one raw response of one run."""
    return stable_id("snapshot", run_id, url, sha256)


def feedback_id(market: str, vendor_external_id: str, *parts: str) -> str:
    """Return the id of a piece of feedback: its market's own id of it, or else all that it says."""
    return stable_id("feedback", market, vendor_external_id, *parts)


def pair_id(kind: str, left: str, right: str) -> str:
    """Return the id of an unordered pair."""
    return stable_id(kind, *sorted((left, right)))


def content_hash(*texts: str) -> str:
    """Return the SHA-256 of some texts, in full, as 64 hexadecimal characters."""
    encoded = json.dumps(texts, ensure_ascii=True, separators=(",", ":")).encode()
    return hashlib.sha256(encoded).hexdigest()
