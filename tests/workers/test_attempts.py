import pytest
import redis

from broker.client import connect_broker
from core.errors import ServiceUnavailableError
from core.settings import Settings
from workers.attempts import KEPT_S, Attempts


def test_attempts_count_each_message_apart(
    queue_settings: Settings, broker: "redis.Redis"
) -> None:
    attempts = Attempts(broker, queue_settings)
    assert [attempts.start("a"), attempts.start("a"), attempts.start("b")] == [1, 2, 1]


def test_attempts_begin_anew_when_cleared(
    queue_settings: Settings, broker: "redis.Redis"
) -> None:
    attempts = Attempts(broker, queue_settings)
    attempts.start("a")
    attempts.clear("a")
    assert attempts.start("a") == 1


def test_attempts_are_forgotten_after_a_day(
    queue_settings: Settings, broker: "redis.Redis"
) -> None:
    Attempts(broker, queue_settings).start("a")
    (key,) = broker.keys("*attempts*")
    assert 0 < broker.ttl(key) <= KEPT_S


def test_attempts_tell_when_redis_is_away(no_broker: Settings) -> None:
    with connect_broker(no_broker) as client:
        attempts = Attempts(client, no_broker)
        with pytest.raises(ServiceUnavailableError, match="stallwatch up"):
            attempts.start("a")
        with pytest.raises(ServiceUnavailableError, match="stallwatch up"):
            attempts.clear("a")
