"""Writes what one batch saw: history first, then states, so that a batch may die between.

A worker that dies after the history and before the states writes the same history again. The
other way round, a state would hide that the history lacks the observation that it shows.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import partial

from elasticsearch import Elasticsearch

from core.analysis import AnalysedListing, AnalysedVendor
from core.records import (
    FeedbackObservation,
    ListingObservation,
    Observation,
    Sighting,
)
from search.documents import (
    Document,
    account_document,
    create_action,
    feedback_document,
    listing_document,
    offer_document,
    snapshot_document,
    stub_document,
    vendor_document,
)
from search.indices import Indices
from search.mappings.listings import listing_observations
from search.mappings.vendors import vendor_observations
from search.merging import (
    Missed,
    Observed,
    merge_missed,
    merge_observed,
    merge_seen,
)
from search.observation_log import ObservationLog
from search.scan import iter_hits
from search.states import Prepare, change_states
from search.versions import version_of
from search.writer import Attempt, attempt


@dataclass(frozen=True, slots=True)
class SightingReport:
    """What became of some sightings."""

    known: int = 0
    unknown: int = 0
    """Sightings of records that are not in the index."""

    def __add__(self, other: "SightingReport") -> "SightingReport":
        return SightingReport(self.known + other.known, self.unknown + other.unknown)


class BatchWriter:
    """Writes observations, sightings and what a whole reading missed.

    Args:
        client: Of this process alone.
        indices: Their names.
        revision: Revision of the processing, 0 to 999.
    """

    def __init__(self, client: Elasticsearch, indices: Indices, revision: int) -> None:
        self._client = client
        self._indices = indices
        self._revision = revision
        self._offers = ObservationLog(
            client,
            indices.alias("listing-observations"),
            key="listing_id",
            fields=listing_observations(),
        )
        self._accounts = ObservationLog(
            client,
            indices.alias("vendor-observations"),
            key="vendor_id",
            fields=vendor_observations(),
        )

    def listings(self, listings: Iterable[AnalysedListing]) -> Attempt:
        """Write states of listings, and what has changed into their history."""
        revision = self._revision
        seen = [
            _observed(
                item.observation,
                item.observation.listing_id,
                history=offer_document(item, revision=revision),
                state=listing_document(item, revision=revision),
                revision=revision,
            )
            for item in listings
        ]
        return self._observed("listings", seen, self._offers)

    def vendors(self, vendors: Iterable[AnalysedVendor]) -> Attempt:
        """Write states of accounts, and what has changed into their history."""
        revision = self._revision
        seen = [
            _observed(
                item.observation,
                item.observation.vendor_id,
                history=account_document(item, revision=revision),
                state=vendor_document(item, revision=revision),
                revision=revision,
            )
            for item in vendors
        ]
        return self._observed("vendors", seen, self._accounts)

    def named_vendors(self, listings: Iterable[ListingObservation]) -> Attempt:
        """Note that listings name their accounts, with a stub where nothing else does."""
        named: dict[str, list[ListingObservation]] = defaultdict(list)
        for seen in sorted(listings, key=lambda item: item.observed_at):
            named[seen.vendor_id].append(seen)

        def merge(vendor_id: str, stored: Document | None) -> Document | None:
            first, last = named[vendor_id][0], named[vendor_id][-1]
            known = stored or stub_document(first)
            moved = merge_seen(known, first.observed_at, last.observed_at)
            return moved if stored else moved or known

        return change_states(self._client, self._indices.alias("vendors"), named, merge)

    def feedback(self, feedback: Iterable[FeedbackObservation]) -> Attempt:
        """Write what buyers said; what is said again stays as first seen."""
        seen = []
        for item in feedback:
            document = feedback_document(item, revision=self._revision)
            seen.append(
                _observed(
                    item,
                    item.feedback_id,
                    history=document,
                    state=document,
                    revision=self._revision,
                )
            )
        return self._observed("feedback", seen, None)

    def snapshots(self, observations: Iterable[Observation]) -> Attempt:
        """Write where the proof of each observation lies."""
        alias = self._indices.alias("snapshots")
        markets = {seen.snapshot: seen.market for seen in observations}
        actions = (
            create_action(
                alias, snapshot.snapshot_id, snapshot_document(snapshot, market)
            )
            for snapshot, market in markets.items()
        )
        done = attempt(self._client, actions)
        return Attempt(done.report, refused=done.refused)

    def sightings(self, name: str, sightings: Iterable[Sighting]) -> SightingReport:
        """Move ``last_seen_at`` of records that were seen named.

        Raises:
            IndexingError: Documents were refused.
        """
        last: dict[str, Sighting] = {}
        for item in sorted(sightings, key=lambda item: item.seen_at):
            last[item.record_id] = item
        unknown: set[str] = set()

        def merge(record_id: str, stored: Document | None) -> Document | None:
            if stored is None:
                unknown.add(record_id)
                return None
            unknown.discard(record_id)
            seen_at = last[record_id].seen_at
            return merge_seen(stored, seen_at, seen_at)

        change_states(self._client, self._indices.alias(name), last, merge).settled()
        return SightingReport(len(last) - len(unknown), len(unknown))

    def missed(self, market: str, missed: Missed) -> int:
        """Mark the listings of a market that a whole reading did not meet.

        Returns:
            How many were marked now; 0 when called again.

        Raises:
            IndexingError: Documents were refused.
        """
        alias = self._indices.alias("listings")
        started_at = missed.started_at.isoformat()
        query = {
            "bool": {
                "filter": [
                    {"term": {"market": market}},
                    {"range": {"last_seen_at": {"lt": started_at}}},
                ],
                "must_not": [{"exists": {"field": "gone_at"}}],
            }
        }
        hits = iter_hits(
            self._client, alias, query=query, source=["listing_id"], refresh=True
        )
        ids = [hit["_id"] for hit in hits]
        done = change_states(
            self._client, alias, ids, lambda _, stored: merge_missed(stored, missed)
        )
        return done.settled().written

    def _observed(
        self, name: str, seen: Sequence[Observed], log: ObservationLog | None
    ) -> Attempt:
        done = Attempt()
        for part in _in_turn(seen):
            done += change_states(
                self._client,
                self._indices.alias(name),
                part,
                partial(_merge, part),
                prepare=_appending(log, part) if log else None,
            )
        return done


def _observed(
    seen: Observation,
    record_id: str,
    *,
    history: Document,
    state: Document,
    revision: int,
) -> Observed:
    return Observed(
        record_id=record_id,
        observed_at=seen.observed_at,
        reading=seen.reading,
        version=version_of(seen, revision),
        history=history,
        state=state,
    )


def _merge(
    seen: Mapping[str, Observed], record_id: str, stored: Document | None
) -> Document | None:
    return merge_observed(stored, seen[record_id])


def _appending(log: ObservationLog, seen: Mapping[str, Observed]) -> Prepare:
    return lambda ids, states: log.append([seen[key] for key in ids], states)


def _in_turn(seen: Iterable[Observed]) -> list[dict[str, Observed]]:
    """Return parts that hold each record once, older observations in earlier parts."""
    parts: list[dict[str, Observed]] = []
    taken: dict[str, int] = defaultdict(int)
    for item in sorted(seen, key=lambda item: item.version):
        turn = taken[item.record_id]
        taken[item.record_id] += 1
        if turn == len(parts):
            parts.append({})
        parts[turn][item.record_id] = item
    return parts
