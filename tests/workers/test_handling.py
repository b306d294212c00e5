import json
from pathlib import Path

import pytest
from celery.exceptions import Reject

from core.errors import ModelMissingError, RecordError, ServiceUnavailableError
from core.messages import MAX_MESSAGE_BYTES, IngestBatch
from core.settings import get_settings
from tests.builders import make_batch, make_listing
from workers.dead_letters import letters_in_files
from workers.handling import work_off
from workers.services import Services

pytestmark = [pytest.mark.elasticsearch, pytest.mark.models]

BATCH = make_batch(make_listing(1))
PAYLOAD = BATCH.to_payload()


def test_work_off_hands_over_the_message_and_returns_the_result(
    services: Services,
) -> None:
    seen: list[IngestBatch] = []

    def work(message: IngestBatch, _services: Services) -> int:
        seen.append(message)
        return 7

    assert work_off(IngestBatch, PAYLOAD, work, lambda: services) == 7
    assert seen == [BATCH]
    assert services.store.dead_letters() == []
    assert services.broker.keys("*attempts*") == []


def test_work_off_buries_what_it_cannot_read(services: Services) -> None:
    services.prepare()
    newer = PAYLOAD | {"version": 99}
    for payload in (newer, {"batch_id": "b"}, ["no", "message"], None):
        assert work_off(IngestBatch, payload, fail_test, lambda: services) is None
    letters = services.store.dead_letters()
    assert len(letters) == 4
    assert {letter.error for letter in letters} == {
        "MessageError",
        "MessageNewerError",
    }
    assert any("update the worker" in letter.reason for letter in letters)


def fail_test(_message: IngestBatch, _services: Services) -> None:
    pytest.fail("a message that cannot be read was worked on")


def test_work_off_buries_a_permanent_error_at_once(services: Services) -> None:
    def work(_message: IngestBatch, _services: Services) -> None:
        raise RecordError("no such currency", currency="XXX")

    work_off(IngestBatch, PAYLOAD, work, lambda: services)
    (letter,) = services.store.dead_letters()
    assert letter.reason == "no such currency [currency='XXX']"
    assert letter.attempts == 1
    assert IngestBatch.from_payload(letter.payload) == BATCH


def test_work_off_gives_an_unknown_error_back_until_it_was_tried_enough(
    services: Services,
) -> None:
    def work(_message: IngestBatch, _services: Services) -> None:
        raise ZeroDivisionError

    with pytest.raises(Reject) as caught:
        work_off(IngestBatch, PAYLOAD, work, lambda: services)
    assert caught.value.requeue is True
    work_off(IngestBatch, PAYLOAD, work, lambda: services)
    (letter,) = services.store.dead_letters()
    assert letter.error == "ZeroDivisionError"
    assert letter.attempts == services.settings.batch_attempts == 2


def test_work_off_ends_a_crash_loop(services: Services) -> None:
    for _ in range(services.settings.batch_attempts):
        services.attempts.start(BATCH.batch_id)
    services.prepare()
    assert work_off(IngestBatch, PAYLOAD, fail_test, lambda: services) is None
    (letter,) = services.store.dead_letters()
    assert "ended 2 times" in letter.reason
    assert "stallwatch retry" in letter.reason


def test_work_off_waits_for_a_server_that_comes_back(services: Services) -> None:
    tries: list[int] = []

    def work(_message: IngestBatch, _services: Services) -> str:
        tries.append(1)
        if len(tries) < 3:
            raise ServiceUnavailableError("away")
        return "done"

    assert work_off(IngestBatch, PAYLOAD, work, lambda: services) == "done"
    assert services.store.dead_letters() == []


def test_work_off_without_models_keeps_the_message_on_disk(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("STALLWATCH_HOME", str(tmp_path))
    get_settings.cache_clear()

    def load() -> Services:
        raise ModelMissingError("the encoder model is not on this machine")

    assert work_off(IngestBatch, PAYLOAD, fail_test, load) is None
    ((_, letter),) = letters_in_files(get_settings())
    get_settings.cache_clear()
    assert "not on this machine" in letter.reason


def test_work_off_keeps_the_message_in_the_queue_when_nothing_can_keep_it(
    services: Services,
) -> None:
    services.prepare()
    services.settings.home.mkdir(parents=True)
    (services.settings.home / "dead-letters").write_text("in the way")

    def work(_message: IngestBatch, inner: Services) -> None:
        inner.store = AwayStore()  # type: ignore[assignment]
        raise RecordError("no such currency")

    with pytest.raises(Reject) as caught:
        work_off(IngestBatch, PAYLOAD, work, lambda: services)
    assert caught.value.requeue is True


class AwayStore:
    """An index that cannot take anything."""

    def save_dead_letter(self, letter: object) -> None:
        raise ServiceUnavailableError("away", letter=str(letter))


def test_a_full_batch_of_long_texts_fits_into_a_message() -> None:
    long = [make_listing(n, description="x" * 12_000) for n in range(256)]
    payload = make_batch(*long).to_payload()
    assert len(json.dumps(payload).encode()) < MAX_MESSAGE_BYTES
