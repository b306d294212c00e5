from datetime import date
from typing import Any

import pytest
from elasticsearch import Elasticsearch

from core.receipts import BatchReceipt, DeadLetter
from core.records import Authorisation, CrawlRun, RunOutcome
from search.indices import Indices
from search.ingest_store import IngestStore
from tests.search.builders import NOON, hours, make_listing


def make_run(run_id: str = "run-1", **changes: Any) -> CrawlRun:
    values: dict[str, Any] = {
        "run_id": run_id,
        "market": "harbour",
        "profile_sha256": "c" * 64,
        "authorisation": Authorisation(
            reference="ref",
            authority="court",
            legal_basis="law",
            valid_until=date(2027, 1, 1),
        ),
        "started_at": NOON,
        "reasons": ("market was slow: try again at night",),
        "warc": "run-1.warc.gz",
    }
    return CrawlRun.model_validate(values | changes)


def make_receipt(batch_id: str, **changes: Any) -> BatchReceipt:
    values: dict[str, Any] = {
        "batch_id": batch_id,
        "run_id": "run-1",
        "market": "harbour",
        "finished_at": NOON,
        "listings": 1,
        "vendors": 2,
        "written": 3,
        "unchanged": 4,
        "mentions": 5,
        "duplicates": 6,
        "texts_encoded": 7,
        "seconds": {"extract": 0.5, "a-new-stage": 1.5},
    }
    return BatchReceipt.model_validate(values | changes)


def make_letter(key: str, payload: Any = None, **changes: Any) -> DeadLetter:
    values: dict[str, Any] = {
        "letter_id": key,
        "task": "ingest.batch",
        "payload": payload,
        "reason": "too long " * 200,
        "error": "IndexingError",
        "traceback": "x" * 40_000,
        "attempts": 3,
        "failed_at": NOON,
    }
    return DeadLetter.model_validate(values | changes)


def test_save_run_keeps_the_last_state(store: IngestStore) -> None:
    store.save_run(make_run())
    finished = make_run(outcome=RunOutcome.COMPLETE, finished_at=NOON + hours(1))
    store.save_run(finished)
    store.save_run(make_run("run-2", started_at=NOON + hours(2)))
    assert store.runs() == [make_run("run-2", started_at=NOON + hours(2)), finished]


def test_save_run_leaves_a_document_for_each_fields_fill_rate(
    store: IngestStore, client: Elasticsearch, indices: Indices
) -> None:
    store.save_run(make_run(fill={"listing.price": 0.5, "vendor.level": 0.0}))
    store.save_run(make_run(fill={"listing.price": 0.75, "vendor.level": 0.0}))
    alias = indices.alias("fill-rates")
    client.indices.refresh(index=alias)
    hits = client.search(index=alias, sort=[{"field": "asc"}])["hits"]["hits"]
    found = [(hit["_source"]["field"], hit["_source"]["filled"]) for hit in hits]
    assert found == [("listing.price", 0.75), ("vendor.level", 0.0)]


def test_receipts_are_there_at_once_and_only_those_that_exist(
    store: IngestStore,
) -> None:
    store.save_receipt(make_receipt("b1"))
    store.save_receipt(make_receipt("b2", written=9))
    found = store.receipts(["b1", "b2", "b3"])
    assert found == {"b1": make_receipt("b1"), "b2": make_receipt("b2", written=9)}


@pytest.mark.parametrize(
    "payload",
    [
        None,
        "text",
        [1, {"a": None}],
        {"version": 1, "deep": {"a.b": [[{}]]}, "": "x" * 50_000},
    ],
    ids=["none", "text", "list", "object"],
)
def test_dead_letters_keep_any_payload_whole(store: IngestStore, payload: Any) -> None:
    letter = make_letter("l1", payload)
    store.save_dead_letter(letter)
    assert store.dead_letters() == [letter]


def test_dead_letters_come_oldest_first(store: IngestStore) -> None:
    store.save_dead_letter(make_letter("new", failed_at=NOON + hours(1)))
    store.save_dead_letter(make_letter("old"))
    store.save_dead_letter(make_letter("old", attempts=5))
    letters = store.dead_letters()
    assert [(item.letter_id, item.attempts) for item in letters] == [
        ("old", 5),
        ("new", 3),
    ]


def test_remove_dead_letter_forgets_it_and_may_run_twice(store: IngestStore) -> None:
    letter = make_letter("l1")
    store.save_dead_letter(letter)
    store.remove_dead_letter(letter)
    store.remove_dead_letter(letter)
    assert store.dead_letters() == []


def test_letter_that_failed_again_since_it_was_read_stays(store: IngestStore) -> None:
    read = make_letter("l1")
    store.save_dead_letter(read)
    again = make_letter("l1", failed_at=NOON + hours(1))
    store.save_dead_letter(again)
    store.remove_dead_letter(read)
    assert store.dead_letters() == [again]


def test_time_of_pages_is_that_of_their_fetching(store: IngestStore) -> None:
    old = [make_listing(n, seen_at=NOON + hours(n)) for n in (1, 5)]
    store.save_batch(old, [])
    assert store.time_of_pages("run-1") == (NOON + hours(1), NOON + hours(5))
    assert store.time_of_pages("no-such-run") is None
