"""What workers keep of runs and messages: runs, receipts and dead letters."""

import json
from collections.abc import Iterable
from contextlib import suppress
from datetime import UTC, datetime
from typing import Any

from elasticsearch import ConflictError, Elasticsearch, NotFoundError

from core.receipts import BatchReceipt, DeadLetter
from core.records import CrawlRun
from core.settings import Settings
from search.client import service_errors
from search.documents import index_action
from search.indices import Indices
from search.run_documents import fill_documents, run_document, run_from
from search.scan import get_documents, iter_hits
from search.writer import write


class RunStore:
    """The indices of runs, batches and dead letters."""

    def __init__(self, client: Elasticsearch, settings: Settings) -> None:
        self._client = client
        self._indices = Indices(settings.index_prefix)

    def save_run(self, run: CrawlRun) -> None:
        """Keep a run as it stands now, in place of what was known of it."""
        alias = self._indices.alias("fill-rates")
        rates = fill_documents(run).items()
        # First: whoever finds the run finds its rates.
        write(self._client, [index_action(alias, key, one) for key, one in rates])
        self._put("runs", run.run_id, run_document(run))

    def runs(self) -> list[CrawlRun]:
        """Return all runs, the latest first."""
        hits = iter_hits(self._client, self._indices.alias("runs"), refresh=True)
        found = [run_from(hit["_source"]) for hit in hits]
        return sorted(found, key=lambda run: run.started_at, reverse=True)

    def time_of_pages(self, run_id: str) -> tuple[datetime, datetime] | None:
        """Return when the first and the last page of a run were fetched, if it has any.

        Those of an import are older than the run.
        """
        alias = self._indices.alias("snapshots")
        fetched = {"field": "fetched_at"}
        with service_errors():
            self._client.indices.refresh(index=alias)
            answer = self._client.search(
                index=alias,
                query={"term": {"run_id": run_id}},
                size=0,
                aggregations={"first": {"min": fetched}, "last": {"max": fetched}},
            )
        first, last = (
            answer["aggregations"][name]["value"] for name in ("first", "last")
        )
        if first is None:
            return None
        return _moment(first), _moment(last)

    def save_receipt(self, receipt: BatchReceipt) -> None:
        """Keep the proof that a batch was indexed; a second one replaces the first."""
        self._put("batches", receipt.batch_id, receipt.model_dump())

    def receipts(self, batch_ids: Iterable[str]) -> dict[str, BatchReceipt]:
        """Return the receipts that exist, by batch id, those of this moment included."""
        alias = self._indices.alias("batches")
        hits = get_documents(self._client, alias, list(batch_ids))
        return {
            batch_id: BatchReceipt.model_validate(hit["_source"])
            for batch_id, hit in hits.items()
        }

    def receipts_of_runs(self, run_ids: Iterable[str]) -> list[BatchReceipt]:
        """Return the receipts of all batches of some runs, in no order."""
        hits = iter_hits(
            self._client,
            self._indices.alias("batches"),
            query={"terms": {"run_id": list(run_ids)}},
            refresh=True,
        )
        return [BatchReceipt.model_validate(hit["_source"]) for hit in hits]

    def save_dead_letter(self, letter: DeadLetter) -> None:
        """Keep a message that could not be worked off; one of its id is replaced."""
        document = letter.model_dump() | {"payload": json.dumps(letter.payload)}
        self._put("dead-letters", letter.letter_id, document)

    def dead_letters(self) -> list[DeadLetter]:
        """Return all dead letters, the oldest failure first."""
        hits = iter_hits(
            self._client, self._indices.alias("dead-letters"), refresh=True
        )
        letters = [_letter(hit["_source"]) for hit in hits]
        return sorted(letters, key=lambda letter: letter.failed_at)

    def remove_dead_letter(self, letter: DeadLetter) -> None:
        """Forget a dead letter; one that is gone already is fine.

        One that has failed again since it was read stays: it is the only trace of its message.
        """
        alias = self._indices.alias("dead-letters")
        with suppress(NotFoundError, ConflictError), service_errors():
            hit = self._client.get(index=alias, id=letter.letter_id)
            if _letter(hit["_source"]).failed_at == letter.failed_at:
                self._client.delete(
                    index=alias,
                    id=letter.letter_id,
                    if_seq_no=hit["_seq_no"],
                    if_primary_term=hit["_primary_term"],
                )

    def _put(self, name: str, record_id: str, document: dict[str, Any]) -> None:
        alias = self._indices.alias(name)
        write(self._client, [index_action(alias, record_id, document)])


def _moment(epoch_ms: float) -> datetime:
    return datetime.fromtimestamp(epoch_ms / 1000, UTC)


def _letter(document: dict[str, Any]) -> DeadLetter:
    payload = json.loads(document["payload"])
    return DeadLetter.model_validate(document | {"payload": payload})
