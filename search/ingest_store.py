"""What a worker needs to write one batch, and to write it twice without harm."""

from collections.abc import Collection, Iterator, Mapping, Sequence
from itertools import chain

from elasticsearch import Elasticsearch

from core.analysis import AnalysedListing, AnalysedVendor, DuplicatePair
from core.ids import pair_id, stable_id
from core.settings import Settings
from search.amend import amend
from search.batch_actions import (
    late_sightings,
    listing_actions,
    snapshot_actions,
    stub_actions,
    vendor_actions,
)
from search.candidates import StoredListing, find_candidates
from search.client import service_errors
from search.documents import (
    PROCESSING_REVISION,
    Earlier,
    create_action,
    earlier_from,
    index_action,
)
from search.run_store import RunStore
from search.scan import get_documents, iter_hits
from search.vectors import pack_vector, unpack_vector
from search.writer import Action, WriteReport, write

KEPT_FIELDS = ["first_seen_at", "duplicate_group"]


class IngestStore(RunStore):
    """Everything that a worker reads and writes while it works on batches.

    Args:
        client: Of this process alone.
        settings: Names the indices.
        revision: Revision of the processing, 0 to 999; see ``search.documents``.
    """

    def __init__(
        self,
        client: Elasticsearch,
        settings: Settings,
        *,
        revision: int = PROCESSING_REVISION,
    ) -> None:
        super().__init__(client, settings)
        self._revision = revision

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
        self, listings: Sequence[AnalysedListing], vendors: Sequence[AnalysedVendor]
    ) -> WriteReport:
        """Write what a batch saw: states, observations, snapshots, vendor stubs.

        Older observations never replace newer ones, but may move ``first_seen_at`` back.

        Returns:
            Counts over all documents, of which a listing makes up to four.

        Raises:
            IndexingError: Documents were refused; all others are written.
            ServiceUnavailableError: The server does not answer; call again.
        """
        offers = {item.observation.listing_id: item.observation for item in listings}
        accounts = {item.observation.vendor_id: item.observation for item in vendors}
        named = [item.observation.vendor_id for item in listings]
        known_offers = self._known("listings", list(offers))
        known_accounts = self._known("vendors", [*accounts, *named])
        for name, seen, known in (
            ("listings", offers, known_offers),
            ("vendors", accounts, known_accounts),
        ):
            moved = late_sightings(seen, known)
            amend(self._client, self._indices.alias(name), moved)
        revision = self._revision
        actions = chain(
            listing_actions(self._indices, listings, known_offers, revision=revision),
            vendor_actions(self._indices, vendors, known_accounts, revision=revision),
            stub_actions(self._indices, listings, known_accounts),
            snapshot_actions(self._indices, [*offers.values(), *accounts.values()]),
        )
        return write(self._client, actions)

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

    def save_duplicates(
        self, pairs: Sequence[DuplicatePair], *, compared: Collection[str] = ()
    ) -> WriteReport:
        """Keep near-duplicate pairs.

        Args:
            pairs: The pairs that were confirmed.
            compared: Ids of the listings that were compared with all their candidates
                just now: pairs of theirs that are stored but were not confirmed again
                are removed, because a text has changed.
        """
        alias = self._indices.alias("duplicates")
        kept = {_pair_id(pair): pair for pair in pairs}
        actions = [
            index_action(alias, key, {"pair_id": key, **pair.model_dump()})
            for key, pair in kept.items()
        ]
        actions += self._stale_pairs(set(compared), kept)
        return write(self._client, actions)

    def _stale_pairs(
        self, compared: set[str], kept: Mapping[str, DuplicatePair]
    ) -> Iterator[Action]:
        if not compared:
            return
        alias = self._indices.alias("duplicates")
        ids = sorted(compared)
        either = [{"terms": {"left": ids}}, {"terms": {"right": ids}}]
        query = {"bool": {"should": either}}
        for hit in iter_hits(
            self._client, alias, query=query, source=["pair_id"], refresh=True
        ):
            if hit["_id"] not in kept:
                yield {"_op_type": "delete", "_index": alias, "_id": hit["_id"]}

    def _known(self, name: str, ids: Sequence[str]) -> dict[str, Earlier]:
        alias = self._indices.alias(name)
        unique = list(dict.fromkeys(ids))
        hits = get_documents(self._client, alias, unique, source=KEPT_FIELDS)
        return earlier_from(hits)


def _vector_id(text_hash: str, model_version: str) -> str:
    return stable_id("embedding", model_version, text_hash)


def _pair_id(pair: DuplicatePair) -> str:
    return pair_id("duplicate", pair.left, pair.right)
