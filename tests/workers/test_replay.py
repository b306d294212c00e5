import pytest

from core.errors import RecordError, ServiceUnavailableError
from core.messages import QUEUE, IngestBatch
from tests.builders import make_batch, make_listing
from workers.dead_letters import bury, letter_for, letters_in_files
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
