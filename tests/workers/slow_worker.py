"""A worker with our settings and lease, and one task that takes its time.

Started by the tests as ``celery --app=slow_worker:app worker``; loads no model.
"""

import os
import signal
import time
from typing import Any

from celery import Celery

from broker.client import connect_broker
from broker.keeper import LeaseStep
from core.settings import get_settings
from workers.config import celery_settings
from workers.startup import require_broker

STARTED = "slow-worker:started"
DONE = "slow-worker:done"


def slow(_task: Any, payload: dict[str, Any]) -> None:
    """Note the start, take some seconds, note the end."""
    name, seconds = payload["name"], payload["seconds"]
    with connect_broker(get_settings()) as client:
        client.rpush(STARTED, name)
        time.sleep(seconds)
        client.rpush(DONE, name)


def suicide(_task: Any, name: str) -> None:
    """Note the start, then kill this child as the kernel does when memory is short."""
    with connect_broker(get_settings()) as client:
        if client.rpush(STARTED, name) == 1:
            os.kill(os.getpid(), signal.SIGKILL)
        client.rpush(DONE, name)


require_broker(get_settings(), timeout_s=1)
app = Celery("slow-worker")
app.conf.update(celery_settings(get_settings()))
app.steps["consumer"].add(LeaseStep)
app.task(slow, name="slow", bind=True)
app.task(suicide, name="suicide", bind=True)
