import json
from typing import Any

import pytest

from core.errors import RecordError, StallwatchError
from core.messages import QUEUE, IngestBatch, LinkVendors, RunFinished
from core.receipts import BatchReceipt
from tests.builders import NOON, make_batch, make_listing, make_run_finished
from workers.dead_letters import letter_for
from workers.queue import UNACKED
from workers.runs import HOPELESS_CHECKS, LOST_CHECKS, finish_run, missing_batches
from workers.services import Services

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


def give_receipt(services: Services, batch_id: str) -> None:
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
    services.store.save_receipt(BatchReceipt.model_validate(receipt | counts))


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
