"""Keeps which vendor accounts must be linked anew.

An account is marked after what has changed of it is written, and its mark is removed only as it was read before the work: one that was
set again meanwhile stays. So a worker that dies at any moment leaves the accounts due that it had not finished.
"""

from collections.abc import Collection, Iterable
from dataclasses import dataclass

from elasticsearch import Elasticsearch

from core.clock import utc_now
from core.settings import Settings
from search.client import service_errors
from search.documents import index_action
from search.indices import Indices
from search.scan import MATCH_ALL
from search.writer import write


@dataclass(frozen=True, slots=True)
class DueAccount:
    """An account's mark as it was read."""

    vendor_id: str
    seq_no: int
    primary_term: int
    cause: str = ""
    """The judgement that it is due for, by id; empty where it has changed by itself."""


class DueStore:
    """Marks accounts and hands them out, the longest due first.

    Args:
        client: Of this process alone.
        settings: Names the indices.
    """

    def __init__(self, client: Elasticsearch, settings: Settings) -> None:
        self._client = client
        self._alias = Indices(settings.index_prefix).alias("due-accounts")

    def mark(self, vendor_ids: Iterable[str], *, cause: str = "") -> None:
        """Mark accounts as due; one that is due already counts as changed once more.

        Args:
            vendor_ids: The accounts.
            cause: The judgement that they are due for, by id.
        """
        mark = {"due_at": utc_now(), "cause": cause}
        actions = (
            index_action(self._alias, one, {"vendor_id": one} | mark)
            for one in vendor_ids
        )
        write(self._client, actions)

    def first(self, limit: int) -> list[DueAccount]:
        """Return the accounts that have been due for the longest time, at most so many."""
        with service_errors():
            self._client.indices.refresh(index=self._alias)
            answer = self._client.search(
                index=self._alias,
                query=MATCH_ALL,
                sort=[{"due_at": "asc"}, {"vendor_id": "asc"}],
                size=limit,
                source_includes=["cause"],
                seq_no_primary_term=True,
                track_total_hits=False,
            )
        return [
            DueAccount(
                hit["_id"],
                hit["_seq_no"],
                hit["_primary_term"],
                hit["_source"].get("cause", ""),
            )
            for hit in answer["hits"]["hits"]
        ]

    def postpone(self, accounts: Collection[DueAccount]) -> None:
        """Put accounts at the end of the queue, for the same causes; marks that were set again since they were read stay."""
        due_at = utc_now()
        actions = (
            index_action(
                self._alias,
                one.vendor_id,
                {"vendor_id": one.vendor_id, "due_at": due_at, "cause": one.cause},
            )
            | {"if_seq_no": one.seq_no, "if_primary_term": one.primary_term}
            for one in accounts
        )
        write(self._client, actions)

    def clear(self, accounts: Collection[DueAccount]) -> None:
        """Remove marks, but for those that were set again since they were read."""
        actions = (
            {
                "_op_type": "delete",
                "_index": self._alias,
                "_id": one.vendor_id,
                "if_seq_no": one.seq_no,
                "if_primary_term": one.primary_term,
            }
            for one in accounts
        )
        write(self._client, actions)

    def count(self) -> int:
        """Return how many accounts are due."""
        with service_errors():
            self._client.indices.refresh(index=self._alias)
            return int(self._client.count(index=self._alias)["count"])
