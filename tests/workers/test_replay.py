import base64
import json

import pytest

from core.errors import RecordError, ServiceUnavailableError
from core.messages import MESSAGE_VERSION, QUEUE, IngestBatch
from tests.builders import make_batch, make_listing
from workers.dead_letters import bury, letter_for, letters_in_files
from workers.handling import work_off
from workers.publisher import Publisher
from workers.queue import queue_depth
from workers.replay import replay
from workers.services import Services

pytestmark = [pytest.mark.elasticsearch, pytest.mark.models]


@pytest.fixture
def two_letters(services: Services) -> Services:
    """One dead letter in the index and one on the disk."""
    services.prepare()
    home = services.settings.home
    for number, store in enumerate((services.store, None)):
        batch = make_batch(make_listing(number), number=number)
        services.attempts.start(batch.batch_id)
        letter = letter_for(
            IngestBatch.task, batch.to_payload(), RecordError("no"), attempts=1
        )
        bury(letter, store, home)
    return services


def test_replay_sends_every_letter_and_forgets_it(two_letters: Services) -> None:
    settings = two_letters.settings
    assert replay(settings) == 2
    assert queue_depth(settings).ready == 2
    assert two_letters.store.dead_letters() == []
    assert letters_in_files(settings) == []
    assert two_letters.broker.keys("*attempts*") == []
    assert replay(settings) == 0


def test_a_message_that_an_older_worker_cannot_read_reaches_an_updated_one_whole(
    services: Services,
) -> None:
    services.prepare()
    newer = make_batch(make_listing(1)).to_payload() | {
        "version": MESSAGE_VERSION + 1,
        "learnt_since": {"depth": 3},
    }

    def work(_message: IngestBatch, _services: Services) -> None:
        pytest.fail("an older worker cannot know what a newer message means")

    assert work_off(IngestBatch, newer, work, lambda: services) is None
    (letter,) = services.store.dead_letters()
    assert "update the worker" in letter.reason
    assert letter.payload == newer
    assert replay(services.settings) == 1
    message = json.loads(services.broker.lindex(QUEUE, 0) or "")
    arguments = json.loads(base64.b64decode(message["body"]))[0]
    assert arguments == [newer]
    assert services.store.dead_letters() == []


def test_replay_keeps_the_letters_when_redis_is_away(two_letters: Services) -> None:
    settings = two_letters.settings
    away = settings.model_validate(
        settings.model_dump() | {"redis_url": "redis://127.0.0.1:1/0"}
    )
    with pytest.raises(ServiceUnavailableError, match="stallwatch up"):
        replay(away)
    assert len(two_letters.store.dead_letters()) == 1
    assert len(letters_in_files(settings)) == 1


def test_replay_sends_those_on_disk_when_elasticsearch_is_away(
    two_letters: Services,
) -> None:
    settings = two_letters.settings
    away = settings.model_copy(update={"elasticsearch_url": "http://127.0.0.1:1"})
    with pytest.raises(ServiceUnavailableError, match="Elasticsearch"):
        replay(away)
    assert two_letters.broker.llen(QUEUE) == 1
    assert letters_in_files(settings) == []


def test_letter_of_a_message_that_fails_again_at_once_is_kept(
    two_letters: Services, monkeypatch: pytest.MonkeyPatch
) -> None:
    settings = two_letters.settings
    send = Publisher.send

    def send_to_a_quick_worker(self: Publisher, task: str, payload: object) -> None:
        send(self, task, payload)
        letter = letter_for(task, payload, RecordError("again"), attempts=1)
        in_index = payload == two_letters.store.dead_letters()[0].payload
        bury(letter, two_letters.store if in_index else None, settings.home)

    monkeypatch.setattr(Publisher, "send", send_to_a_quick_worker)
    assert replay(settings) == 2
    kept = [letter for _, letter in letters_in_files(settings)]
    kept += two_letters.store.dead_letters()
    assert [letter.reason for letter in kept] == ["again", "again"]


def test_letter_whose_replay_was_interrupted_is_sent_again(
    two_letters: Services,
) -> None:
    settings = two_letters.settings
    ((path, letter),) = letters_in_files(settings)
    path.replace(path.with_name(f"{letter.letter_id}.replay.json"))
    assert replay(settings) == 2
    assert letters_in_files(settings) == []
