import time
from collections.abc import Callable
from typing import Any

import pytest
import redis

from core.settings import Settings
from workers.lease import LeaseKeeper
from workers.publisher import Publisher
from workers.queue import queue_depth

STARTED = "slow-worker:started"
DONE = "slow-worker:done"
INDEX = "unacked_index"
APP = "slow_worker:app"

StartWorker = Callable[[Settings, str], Any]


def wait_for(broker: "redis.Redis", key: str, count: int, *, timeout_s: float) -> float:
    """Return the seconds until a list has so many entries."""
    started = time.monotonic()
    while int(broker.llen(key)) < count:
        assert time.monotonic() - started < timeout_s, f"{key} has not {count} entries"
        time.sleep(0.1)
    return time.monotonic() - started


def send_slow(settings: Settings, name: str, seconds: float) -> None:
    publisher = Publisher(settings)
    publisher.send("slow", {"name": name, "seconds": seconds})
    publisher.close()


def test_keeper_moves_the_time_of_what_is_held(
    queue_settings: Settings, broker: "redis.Redis"
) -> None:
    broker.zadd(INDEX, {"held": 1.0, "of another": 1.0})
    keeper = LeaseKeeper(queue_settings, index_key=INDEX, tags=lambda: ["held", "done"])
    keeper.renew()
    assert abs(float(broker.zscore(INDEX, "held") or 0) - time.time()) < 5
    assert broker.zscore(INDEX, "of another") == 1.0
    # Acknowledged meanwhile: it must not come back as an entry without a message.
    assert broker.zscore(INDEX, "done") is None


def test_keeper_goes_on_when_redis_is_away_for_a_moment(no_broker: Settings) -> None:
    settings = no_broker.model_copy(update={"visibility_timeout_s": 0.3})
    asked: list[int] = []

    def tags() -> list[str]:
        asked.append(1)
        return ["held"]

    keeper = LeaseKeeper(settings, index_key=INDEX, tags=tags)
    keeper.start()
    ends_at = time.monotonic() + 10
    while len(asked) < 2 and time.monotonic() < ends_at:
        time.sleep(0.05)
    keeper.stop()
    assert len(asked) >= 2


@pytest.mark.slow
def test_task_longer_than_the_visibility_timeout_runs_once(
    queue_settings: Settings, broker: "redis.Redis", start_worker: StartWorker
) -> None:
    # Two workers: the second would take what the first seems to have lost.
    start_worker(queue_settings, APP)
    start_worker(queue_settings, APP)
    send_slow(queue_settings, "long", queue_settings.visibility_timeout_s * 2.5)
    wait_for(broker, DONE, 1, timeout_s=60)
    time.sleep(1)
    assert broker.lrange(STARTED, 0, -1) == ["long"]
    assert queue_depth(queue_settings).total == 0


@pytest.mark.slow
def test_task_of_a_killed_worker_comes_back_within_30_s(
    queue_settings: Settings, broker: "redis.Redis", start_worker: StartWorker
) -> None:
    settings = queue_settings.model_copy(update={"visibility_timeout_s": 15})
    first = start_worker(settings, APP)
    send_slow(settings, "orphan", 3)
    wait_for(broker, STARTED, 1, timeout_s=60)
    first.kill()
    start_worker(settings, APP)
    assert wait_for(broker, STARTED, 2, timeout_s=30) <= 30
    wait_for(broker, DONE, 1, timeout_s=30)
    assert broker.lrange(STARTED, 0, -1) == ["orphan", "orphan"]


@pytest.mark.slow
def test_task_of_a_killed_child_is_given_to_another(
    queue_settings: Settings, broker: "redis.Redis", start_worker: StartWorker
) -> None:
    start_worker(queue_settings, APP)
    publisher = Publisher(queue_settings)
    publisher.send("suicide", "once")
    publisher.close()
    wait_for(broker, DONE, 1, timeout_s=60)
    assert broker.lrange(STARTED, 0, -1) == ["once", "once"]


@pytest.mark.slow
def test_worker_that_is_asked_to_end_finishes_its_task(
    queue_settings: Settings, broker: "redis.Redis", start_worker: StartWorker
) -> None:
    first = start_worker(queue_settings, APP)
    start_worker(queue_settings, APP)
    send_slow(queue_settings, "last", queue_settings.visibility_timeout_s * 2)
    wait_for(broker, STARTED, 1, timeout_s=60)
    first.process.terminate()
    wait_for(broker, DONE, 1, timeout_s=60)
    time.sleep(1)
    assert broker.lrange(STARTED, 0, -1) == ["last"]
    assert queue_depth(queue_settings).total == 0
