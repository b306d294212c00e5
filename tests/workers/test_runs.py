import json
from datetime import datetime, timedelta
from typing import Any

import pytest

from core.errors import RecordError, StallwatchError
from core.messages import QUEUE, IngestBatch, LinkVendors, RunFinished
from core.receipts import BatchReceipt
from core.records import RunOrigin, RunOutcome, Sighting
from search.client import connect
from search.reader import Reader
from tests.builders import (
    NOON,
    make_batch,
    make_listing,
    make_run_finished,
    make_snapshot,
)
from workers.dead_letters import letter_for
from workers.queue import UNACKED
from workers.runs import HOPELESS_CHECKS, LOST_CHECKS, finish_run, missing_batches
from workers.services import Services
from workers.tasks.batch import index_batch

pytestmark = [pytest.mark.elasticsearch, pytest.mark.models]

BATCH = make_batch(make_listing(1))


class Sent:
    """Takes messages instead of the queue."""

    def __init__(self) -> None:
        self.messages: list[tuple[str, Any]] = []

    def __call__(self, task: str, payload: object) -> None:
        self.messages.append((task, payload))


@pytest.fixture
def ready(services: Services) -> Services:
    services.prepare()
    return services


def give_receipt(services: Services, batch_id: str, **changes: int) -> None:
    counts = dict.fromkeys(
        ("listings", "vendors", "written", "unchanged", "mentions", "duplicates"), 0
    )
    receipt = {
        "batch_id": batch_id,
        "run_id": "run-1",
        "market": "harbour",
        "finished_at": NOON,
        "texts_encoded": 0,
        "seconds": {},
    }
    services.store.save_receipt(BatchReceipt.model_validate(receipt | counts | changes))


def test_finish_run_saves_it_and_asks_for_linking(ready: Services) -> None:
    give_receipt(ready, "a")
    sent = Sent()
    assert finish_run(make_run_finished("a"), ready, sent) is True
    assert [run.run_id for run in ready.store.runs()] == ["run-1"]
    ((task, payload),) = sent.messages
    assert task == LinkVendors.task
    request = LinkVendors.from_payload(payload)
    assert (request.run_id, request.market) == ("run-1", "harbour")


def test_finish_run_waits_for_the_last_batch(ready: Services) -> None:
    give_receipt(ready, "a")
    ready.broker.lpush(QUEUE, "the other batch")
    message = make_run_finished("a", "b")
    sent = Sent()
    assert [finish_run(message, ready, sent) for _ in range(HOPELESS_CHECKS + 5)] == [
        False
    ] * (HOPELESS_CHECKS + 5)
    assert ready.store.runs() == []
    ready.broker.delete(QUEUE)
    give_receipt(ready, "b")
    assert finish_run(message, ready, sent) is True


def test_missing_batches_counts_dead_letters_as_accounted_for(ready: Services) -> None:
    letter = letter_for(
        IngestBatch.task, BATCH.to_payload(), RecordError("no"), attempts=1
    )
    ready.store.save_dead_letter(letter)
    message = make_run_finished(BATCH.batch_id, "b")
    assert missing_batches(message, ready) == {"b"}


def test_finish_run_sends_a_lost_batch_again_from_the_outbox(ready: Services) -> None:
    folder = ready.settings.home / "outbox" / "sent"
    folder.mkdir(parents=True)
    stored = folder / f"{BATCH.batch_id}.json"
    envelope = {"task": IngestBatch.task, "payload": BATCH.to_payload()}
    stored.write_text(json.dumps(envelope))
    message = make_run_finished(BATCH.batch_id)
    sent = Sent()
    for _ in range(LOST_CHECKS + 2):
        finish_run(message, ready, sent)
    ((task, payload),) = sent.messages
    assert task == IngestBatch.task
    assert IngestBatch.from_payload(payload) == BATCH


def test_finish_run_gives_up_on_a_batch_that_never_comes(ready: Services) -> None:
    message = make_run_finished("never")
    for _ in range(HOPELESS_CHECKS - 1):
        assert finish_run(message, ready, Sent()) is False
    with pytest.raises(StallwatchError, match="stallwatch retry"):
        finish_run(message, ready, Sent())
    # Replayed, it is given as much time again.
    assert finish_run(message, ready, Sent()) is False


@pytest.mark.parametrize("content", ["", "{", "[]", "7", "{}", '"payload"'])
def test_finish_run_passes_over_a_spoilt_copy(ready: Services, content: str) -> None:
    folder = ready.settings.home / "outbox" / "sent"
    folder.mkdir(parents=True)
    (folder / "lost.json").write_text(content)
    sent = Sent()
    for _ in range(LOST_CHECKS + 1):
        finish_run(make_run_finished("lost"), ready, sent)
    assert sent.messages == []


def test_finish_run_is_not_idle_while_a_batch_is_worked_on(ready: Services) -> None:
    # Its own message and a batch that a worker holds.
    ready.broker.hset(UNACKED, mapping={"run": "1", "batch": "2"})
    for _ in range(HOPELESS_CHECKS + 1):
        assert finish_run(make_run_finished("slow"), ready, Sent()) is False


def test_finish_run_of_no_batches_is_saved_at_once(ready: Services) -> None:
    message = make_run_finished()
    assert RunFinished.from_payload(message.to_payload()) == message
    assert finish_run(message, ready, Sent()) is True


def see(services: Services, *, run_id: str = "run-0", **changes: object) -> str:
    """Index a listing as a run before this one saw it; return its id."""
    seen = make_listing(1, run_id=run_id, observed_at=NOON - timedelta(hours=1))
    batch = make_batch(seen.model_copy(update=changes), number=99, run_id=run_id)
    index_batch(batch, services)
    return seen.listing_id


def gone_at(services: Services, listing_id: str) -> datetime | None:
    with connect(services.settings) as client:
        return Reader(client, services.settings).get_listing(listing_id).gone_at


def test_complete_run_marks_what_it_did_not_meet(ready: Services) -> None:
    listing_id = see(ready)
    give_receipt(ready, "a")
    message = make_run_finished("a")
    for _ in range(2):
        assert finish_run(message, ready, Sent()) is True
        assert gone_at(ready, listing_id) == message.run.finished_at
    # It is there again as soon as it is met again.
    again = make_batch(
        listing_sightings=(
            Sighting(record_id=listing_id, seen_at=NOON + timedelta(hours=1)),
        ),
        run_id="run-2",
    )
    index_batch(again, ready)
    assert gone_at(ready, listing_id) is None


def test_run_that_met_the_listing_does_not_mark_it(ready: Services) -> None:
    listing_id = see(ready, observed_at=NOON + timedelta(minutes=1))
    finish_run(make_run_finished(), ready, Sent())
    assert gone_at(ready, listing_id) is None


@pytest.mark.parametrize(
    "changes",
    [
        {"outcome": RunOutcome.DEGRADED},
        {"outcome": RunOutcome.FAILED},
        {"outcome": RunOutcome.INTERRUPTED},
        {"partial": True},
        {"origin": RunOrigin.REPARSE},
        {"finished_at": None},
        {"market": "lantern"},
        {"origin": RunOrigin.IMPORT, "partial": True},
        # An import without a single page tells of nothing.
        {"origin": RunOrigin.IMPORT},
    ],
    ids=str,
)
def test_run_that_cannot_know_marks_nothing(
    ready: Services, changes: dict[str, object]
) -> None:
    listing_id = see(ready)
    message = make_run_finished()
    run = message.run.model_copy(update=changes)
    message = message.model_copy(update={"run": run})
    assert finish_run(message, ready, Sent()) is True
    assert gone_at(ready, listing_id) is None


def test_run_with_records_that_the_index_lacks_marks_nothing(
    ready: Services,
) -> None:
    listing_id = see(ready)
    letter = letter_for(
        IngestBatch.task, BATCH.to_payload(), RecordError("no"), attempts=1
    )
    ready.store.save_dead_letter(letter)
    assert finish_run(make_run_finished(BATCH.batch_id), ready, Sent()) is True
    assert gone_at(ready, listing_id) is None
    for name in ("refused", "unknown_sightings"):
        give_receipt(ready, name, **{name: 1})
        assert finish_run(make_run_finished(name), ready, Sent()) is True
        assert gone_at(ready, listing_id) is None


def test_whole_import_tells_of_the_time_of_its_pages(ready: Services) -> None:
    # Archived yesterday, while another listing was seen today.
    yesterday = NOON - timedelta(days=1)
    known_long = make_listing(2, run_id="run-0", observed_at=NOON - timedelta(days=9))
    index_batch(make_batch(known_long, number=98, run_id="run-0"), ready)
    seen_today = see(ready)
    page = make_snapshot("http://127.0.0.1/3", run_id="import-1")
    archived = make_listing(
        3,
        run_id="import-1",
        observed_at=yesterday,
        snapshot=page.model_copy(update={"fetched_at": yesterday}),
    )
    batch = make_batch(archived, run_id="import-1")
    index_batch(batch, ready)
    message = make_run_finished(
        batch.batch_id, run_id="import-1", origin=RunOrigin.IMPORT
    )
    assert finish_run(message, ready, Sent()) is True
    assert gone_at(ready, known_long.listing_id) == yesterday
    assert gone_at(ready, archived.listing_id) is None
    assert gone_at(ready, seen_today) is None
