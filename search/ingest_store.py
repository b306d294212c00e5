"""What a worker needs to write one batch, and to write it twice without harm."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from elasticsearch import Elasticsearch

from core.analysis import AnalysedListing, AnalysedVendor, DuplicatePair
from core.ids import pair_id, stable_id
from core.records import FeedbackObservation, Sighting
from core.settings import Settings
from search.batch_writer import BatchWriter, SightingReport
from search.candidates import StoredListing, find_candidates
from search.client import service_errors
from search.documents import create_action, index_action
from search.merging import Missed
from search.run_store import RunStore
from search.scan import get_documents, iter_hits
from search.vectors import pack_vector, unpack_vector
from search.versions import PROCESSING_REVISION
from search.writer import Action, WriteReport, write


@dataclass(frozen=True, slots=True)
class StoredPair:
    """A near-duplicate pair as it was found in the index."""

    pair_id: str
    seq_no: int
    primary_term: int


class IngestStore(RunStore):
    """Everything that a worker reads and writes while it works on batches.

    Args:
        client: Of this process alone.
        settings: Names the indices.
        revision: Revision of the processing, 0 to 999; see ``search.versions``.
    """

    def __init__(
        self,
        client: Elasticsearch,
        settings: Settings,
        *,
        revision: int = PROCESSING_REVISION,
    ) -> None:
        super().__init__(client, settings)
        self._batches = BatchWriter(client, self._indices, revision)

    def known_vectors(
        self, hashes: Collection[str], model_version: str
    ) -> dict[str, list[float]]:
        """Return the vectors that a model made of some texts, by text hash."""
        ids = {_vector_id(text_hash, model_version): text_hash for text_hash in hashes}
        alias = self._indices.alias("embeddings")
        hits = get_documents(self._client, alias, list(ids), source=["vector"])
        return {
            ids[vector_id]: unpack_vector(hit["_source"]["vector"])
            for vector_id, hit in hits.items()
        }

    def save_vectors(
        self, vectors: Mapping[str, Sequence[float]], model_version: str
    ) -> WriteReport:
        """Keep the vectors that a model made of some texts, by text hash."""
        alias = self._indices.alias("embeddings")
        actions = (
            create_action(
                alias,
                _vector_id(text_hash, model_version),
                {
                    "text_hash": text_hash,
                    "model_version": model_version,
                    "vector": pack_vector(vector),
                },
            )
            for text_hash, vector in vectors.items()
        )
        return write(self._client, actions)

    def save_batch(
        self,
        listings: Sequence[AnalysedListing],
        vendors: Sequence[AnalysedVendor],
        feedback: Sequence[FeedbackObservation] = (),
    ) -> WriteReport:
        """Write what a batch saw: history, states, snapshots, vendor stubs, feedback.

        Older observations never replace newer ones, but may move ``first_seen_at`` back.

        Returns:
            Counts over all documents, of which a listing makes up to four.

        Raises:
            IndexingError: Documents were refused; all others are written, but for states
                whose history was refused.
            ServiceUnavailableError: The server does not answer; call again.
        """
        offers = [item.observation for item in listings]
        accounts = [item.observation for item in vendors]
        done = self._batches.snapshots([*offers, *accounts, *feedback])
        done += self._batches.listings(listings)
        done += self._batches.vendors(vendors)
        done += self._batches.named_vendors(offers)
        done += self._batches.feedback(feedback)
        return done.settled()

    def save_sightings(
        self, listings: Iterable[Sighting], vendors: Iterable[Sighting]
    ) -> SightingReport:
        """Note that known listings and accounts are still there; twice is as once."""
        report = self._batches.sightings("listings", listings)
        return report + self._batches.sightings("vendors", vendors)

    def mark_gone(
        self, market: str, *, started_at: datetime, finished_at: datetime
    ) -> int:
        """Mark the listings of a market that a whole reading of it did not meet.

        Args:
            market: Its name.
            started_at: Begin of the reading: what was seen since is there.
            finished_at: Its end: from here on they count as gone.

        Returns:
            How many were marked now; 0 when called again.
        """
        missed = Missed(started_at=started_at, finished_at=finished_at)
        return self._batches.missed(market, missed)

    def refresh(self) -> None:
        """Let searches find all listings and vendors that are written by now."""
        names = [self._indices.alias("listings"), self._indices.alias("vendors")]
        with service_errors():
            self._client.indices.refresh(index=names)

    def duplicate_candidates(
        self, listings: Sequence[AnalysedListing]
    ) -> dict[str, list[StoredListing]]:
        """Find the stored listings that share a band with each of some listings.

        What was written up to now is found, the same batch included; a listing is never
        its own candidate.

        Returns:
            At most 100 for each listing id, those sharing the most bands first.
        """
        self.refresh()
        alias = self._indices.alias("listings")
        return find_candidates(self._client, alias, listings)

    def stored_pairs(self, listing_ids: Iterable[str]) -> list[StoredPair]:
        """Return the near-duplicate pairs that some listings are part of."""
        ids = sorted(set(listing_ids))
        if not ids:
            return []
        either = [{"terms": {"left": ids}}, {"terms": {"right": ids}}]
        hits = iter_hits(
            self._client,
            self._indices.alias("duplicates"),
            query={"bool": {"should": either}},
            source=["pair_id"],
            refresh=True,
        )
        return [
            StoredPair(hit["_id"], hit["_seq_no"], hit["_primary_term"]) for hit in hits
        ]

    def save_duplicates(
        self, pairs: Sequence[DuplicatePair], *, former: Collection[StoredPair] = ()
    ) -> WriteReport:
        """Keep near-duplicate pairs.

        Args:
            pairs: The pairs that were confirmed.
            former: Pairs of the listings that were compared, read before these were
                written. What is not confirmed again is removed, because a text has
                changed; not so a pair that another batch has confirmed meanwhile.
        """
        alias = self._indices.alias("duplicates")
        kept = {_pair_id(pair): pair for pair in pairs}
        actions = [
            index_action(alias, key, {"pair_id": key, **pair.model_dump()})
            for key, pair in kept.items()
        ]
        actions += [
            _removal(alias, pair) for pair in former if pair.pair_id not in kept
        ]
        return write(self._client, actions)


def _removal(alias: str, pair: StoredPair) -> Action:
    return {
        "_op_type": "delete",
        "_index": alias,
        "_id": pair.pair_id,
        "if_seq_no": pair.seq_no,
        "if_primary_term": pair.primary_term,
    }


def _vector_id(text_hash: str, model_version: str) -> str:
    return stable_id("embedding", model_version, text_hash)


def _pair_id(pair: DuplicatePair) -> str:
    return pair_id("duplicate", pair.left, pair.right)
