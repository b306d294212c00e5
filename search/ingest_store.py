"""What a worker needs to write one batch, and to write it twice without harm."""

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from datetime import datetime

from elasticsearch import Elasticsearch

from core.analysis import AnalysedListing, AnalysedVendor, DuplicatePair
from core.errors import ServiceUnavailableError
from core.ids import stable_id
from core.records import FeedbackObservation, Sighting
from core.settings import Settings
from search.batch_writer import BatchWriter, SightingReport
from search.candidates import (
    StoredListing,
    find_candidates,
    read_candidates,
    read_vectors,
    widespread_passages,
)
from search.client import service_errors
from search.documents import create_action, index_action
from search.duplicate_pairs import (
    PAIR_FIELDS,
    StoredPair,
    duplicate_id,
    is_outdated,
    pair_document,
    stored_pair,
)
from search.merging import Missed
from search.run_store import RunStore
from search.scan import get_documents, iter_hits
from search.vectors import pack_vector, unpack_vector
from search.versions import PROCESSING_REVISION
from search.writer import Action, Attempt, WriteReport, attempt, write


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

    def widespread_passages(
        self, passages: Collection[str], *, more_than: int
    ) -> frozenset[str]:
        """Return the hashes, of those given, of sentences that too many vendors show.

        Counted over what searches find: refresh first.
        """
        alias = self._indices.alias("listings")
        return widespread_passages(self._client, alias, passages, more_than=more_than)

    def duplicate_candidates(
        self,
        listings: Sequence[AnalysedListing],
        *,
        widespread: Collection[str] = (),
    ) -> dict[str, list[StoredListing]]:
        """Find the stored listings that may say the same as each of some listings.

        What was written up to now is found, the same batch included; a listing is never
        its own candidate.

        Args:
            listings: What to find candidates for.
            widespread: Hashes of sentences that bring no candidates.

        Returns:
            For each listing id exact copies, then those that share words, then those that
            are near in meaning; at most 130, without their vectors.
        """
        self.refresh()
        alias = self._indices.alias("listings")
        return find_candidates(self._client, alias, listings, widespread=widespread)

    def listing_vectors(self, listing_ids: Iterable[str]) -> dict[str, list[float]]:
        """Return the embeddings of some listings, of those that are indexed."""
        alias = self._indices.alias("listings")
        return read_vectors(self._client, alias, listing_ids)

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
            source=PAIR_FIELDS,
            refresh=True,
        )
        return [stored_pair(hit) for hit in hits]

    def every_pair(self) -> Iterator[StoredPair]:
        """Yield all near-duplicate pairs as they stand when the first is asked for."""
        alias = self._indices.alias("duplicates")
        for hit in iter_hits(self._client, alias, source=PAIR_FIELDS, refresh=True):
            yield stored_pair(hit)

    def listings(self, listing_ids: Iterable[str]) -> list[StoredListing]:
        """Return some listings as they are compared, those that are indexed."""
        alias = self._indices.alias("listings")
        return read_candidates(self._client, alias, listing_ids)

    def remove_pairs(self, pairs: Iterable[StoredPair]) -> WriteReport:
        """Remove pairs, but for those that were written again since they were read."""
        alias = self._indices.alias("duplicates")
        given = list(pairs)
        done = attempt(self._client, [_removal(alias, pair) for pair in given])
        self._require_same_index(given, done)
        return done.settled()

    def save_duplicates(
        self,
        pairs: Sequence[DuplicatePair],
        *,
        hashes: Mapping[str, str],
        former: Collection[StoredPair] = (),
        compared: Collection[str] = (),
    ) -> WriteReport:
        """Keep near-duplicate pairs.

        Args:
            pairs: The pairs that were confirmed.
            hashes: Of the whole texts that were compared, by listing id.
            former: Pairs of the listings that were compared, read before these were
                written. Those go that were looked at again and not confirmed, or whose
                text has changed; not so a pair that another batch has confirmed meanwhile.
            compared: Ids of the pairs that were looked at, confirmed or not.
        """
        alias = self._indices.alias("duplicates")
        kept = {duplicate_id(pair.left, pair.right): pair for pair in pairs}
        actions = [
            index_action(alias, key, pair_document(pair, hashes))
            for key, pair in kept.items()
        ]
        actions += [
            _removal(alias, pair)
            for pair in former
            if pair.pair_id not in kept
            and is_outdated(pair, hashes=hashes, compared=compared)
        ]
        done = attempt(self._client, actions)
        self._require_same_index(former, done)
        return done.settled()

    def _require_same_index(self, pairs: Iterable[StoredPair], done: Attempt) -> None:
        """Return if pairs that were not removed stay because others confirmed them.

        Numbers say nothing after a migration: what was read before it is read anew.
        """
        if not done.conflicts:
            return
        alias = self._indices.alias("duplicates")
        with service_errors():
            there = self._client.indices.get_alias(name=alias)
        if any(
            one.index not in there for one in pairs if one.pair_id in done.conflicts
        ):
            raise ServiceUnavailableError(
                "the near-duplicate pairs were copied into another index while listings "
                "were compared: the work is tried again",
                index=alias,
            )


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
