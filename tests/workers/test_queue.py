import threading
import time

import pytest
import redis
from redis.backoff import NoBackoff
from redis.retry import Retry

from core.errors import ServiceUnavailableError
from core.messages import QUEUE
from core.settings import Settings
from workers.queue import (
    UNACKED,
    QueueDepth,
    queue_depth,
    wait_until_drained,
    waiting_messages,
)


def test_queue_depth_counts_ready_and_taken(
    queue_settings: Settings, broker: "redis.Redis"
) -> None:
    broker.lpush(QUEUE, "one", "two")
    broker.hset(UNACKED, "tag", "three")
    depth = queue_depth(queue_settings)
    assert depth == QueueDepth(ready=2, unacked=1)
    assert depth.total == 3


def test_waiting_messages_are_those_that_nobody_has_taken(
    broker: "redis.Redis",
) -> None:
    broker.lpush(QUEUE, "one", "two")
    broker.hset(UNACKED, "tag", "three")
    assert waiting_messages(broker) == 2


def test_waiting_messages_are_unknown_while_redis_is_away() -> None:
    with redis.Redis(port=1, retry=Retry(NoBackoff(), 0)) as away:
        assert waiting_messages(away) is None


def test_queue_depth_tells_when_redis_is_away(no_broker: Settings) -> None:
    with pytest.raises(ServiceUnavailableError, match="stallwatch up"):
        queue_depth(no_broker)


def test_wait_until_drained_waits_for_the_last_message(
    queue_settings: Settings, broker: "redis.Redis"
) -> None:
    broker.hset(UNACKED, "tag", "one")
    timer = threading.Timer(0.4, lambda: broker.hdel(UNACKED, "tag"))
    timer.start()
    readings: list[QueueDepth] = []
    started = time.monotonic()
    wait_until_drained(
        queue_settings, timeout_s=10, poll_s=0.05, on_depth=readings.append
    )
    timer.join()
    assert time.monotonic() - started >= 0.4
    assert [depth.total for depth in readings[-3:]] == [0, 0, 0]
    assert readings[0].total == 1


def test_wait_until_drained_gives_up_with_a_count(
    queue_settings: Settings, broker: "redis.Redis"
) -> None:
    broker.lpush(QUEUE, "one", "two")
    with pytest.raises(ServiceUnavailableError, match="still holds 2 messages"):
        wait_until_drained(queue_settings, timeout_s=0.2, poll_s=0.05)
