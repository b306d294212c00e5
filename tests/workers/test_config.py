import time
from collections.abc import Callable
from typing import Any

import pytest
import redis
from celery.app.defaults import DEFAULTS

from core.settings import Settings
from workers.config import (
    SOFT_TIME_LIMIT_S,
    SWEEP_INTERVAL_S,
    TIME_LIMIT_S,
    celery_settings,
)
from workers.publisher import Publisher
from workers.queue import queue_depth

STARTED = "slow-worker:started"
DONE = "slow-worker:done"
APP = "slow_worker:app"

StartWorker = Callable[[Settings, str], Any]


def test_settings_are_ones_that_celery_knows() -> None:
    assert set(celery_settings(Settings())) <= set(DEFAULTS)


def test_settings_take_nothing_but_json_and_keep_no_result() -> None:
    made = celery_settings(Settings())
    assert made["accept_content"] == ["json"]
    assert made["task_serializer"] == "json"
    assert made["task_ignore_result"] is True


def test_settings_acknowledge_late_and_prefetch_nothing() -> None:
    made = celery_settings(Settings())
    assert made["task_acks_late"] is True
    assert made["task_reject_on_worker_lost"] is True
    assert made["worker_prefetch_multiplier"] == 1
    assert made["worker_disable_prefetch"] is True


def test_a_killed_worker_is_noticed_within_30_seconds() -> None:
    settings = Settings()
    transport = celery_settings(settings)["broker_transport_options"]
    assert transport["visibility_timeout"] == settings.visibility_timeout_s
    assert transport["unacked_restore_throttle"] == 1
    assert transport["unacked_restore_interval"] == SWEEP_INTERVAL_S
    assert settings.visibility_timeout_s + SWEEP_INTERVAL_S < 30


def test_time_limits_end_a_task_softly_first() -> None:
    made = celery_settings(Settings())
    assert made["task_soft_time_limit"] == SOFT_TIME_LIMIT_S < TIME_LIMIT_S


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
