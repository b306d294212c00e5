"""What becomes of a current state when something more is known of it; pure.

Every change keeps the greater of two things that only grow: the newest content by version, the
first and the last moment of being seen, the run that missed it. So the result is the same in
whatever order changes arrive, and however often.
"""

from dataclasses import dataclass
from datetime import datetime

from search.documents import Document
from search.resolved import span

KEPT_FIELDS = (
    "first_seen_at",
    "last_seen_at",
    "seen",
    "gone_at",
    "missed_from",
    "duplicate_group",
)
"""What a state knows beside the observation that it shows."""


@dataclass(frozen=True, slots=True)
class Observed:
    """One observation, as its documents hold it."""

    record_id: str
    observed_at: datetime
    reading: int
    version: int
    history: Document
    """The observation's own document."""
    state: Document
    """The state that shows it, without what a state knows besides."""

    @property
    def content_hash(self) -> str:
        """Digest of all that counts as a change."""
        return str(self.history["content_hash"])


@dataclass(frozen=True, slots=True)
class Missed:
    """A whole reading of a market that did not meet some listings."""

    started_at: datetime
    finished_at: datetime


def merge_observed(stored: Document | None, seen: Observed) -> Document | None:
    """Return a state that knows of an observation; None where it did already."""
    if stored is None:
        first = last = seen.observed_at
        times = {"first_seen_at": first, "last_seen_at": last}
        return seen.state | times | {"seen": span(first, last)}
    changes = seen_changes(stored, seen.observed_at, seen.observed_at)
    if seen.version > stored["content_version"]:
        kept = {name: stored[name] for name in KEPT_FIELDS if name in stored}
        return seen.state | kept | changes
    return stored | changes if changes else None


def merge_seen(
    stored: Document | None, first: datetime, last: datetime
) -> Document | None:
    """Return a state that was seen between two moments; None where nothing changes."""
    if stored is None:
        return None
    changes = seen_changes(stored, first, last)
    return stored | changes if changes else None


def merge_missed(stored: Document | None, missed: Missed) -> Document | None:
    """Return a state that a whole reading did not meet; None where it was seen since."""
    if stored is None or stored.get("gone_at") is not None:
        return None
    if moment(stored["last_seen_at"]) >= missed.started_at:
        return None
    gone = {"gone_at": missed.finished_at, "missed_from": missed.started_at}
    return stored | gone


def seen_changes(stored: Document, first: datetime, last: datetime) -> Document:
    """Return the fields of a state that being seen changes.

    A listing is there again once it was seen after the run that missed it had begun; what
    an older run saw and reports late does not bring it back.
    """
    changes: Document = {}
    if first < moment(stored["first_seen_at"]):
        changes["first_seen_at"] = first
    if last > moment(stored["last_seen_at"]):
        changes["last_seen_at"] = last
    if changes:
        known = stored | changes
        changes["seen"] = span(known["first_seen_at"], known["last_seen_at"])
    missed_from = stored.get("missed_from")
    if missed_from is not None and last >= moment(missed_from):
        changes |= {"gone_at": None, "missed_from": None}
    return changes


def moment(value: str | datetime) -> datetime:
    """Return a stored time as a moment."""
    return value if isinstance(value, datetime) else datetime.fromisoformat(value)
