"""A database of the real Redis for each test, and settings that point to it."""

from collections.abc import Iterator
from pathlib import Path

import pytest
import redis

from broker.client import connect_broker
from core.settings import Settings


@pytest.fixture
def queue_settings(redis_url: str, tmp_path: Path) -> Iterator[Settings]:
    """Settings of an empty queue on the real Redis."""
    made = Settings.model_validate(
        {"home": tmp_path / "home", "redis_url": redis_url.replace("/0", "/5")}
    )
    with connect_broker(made) as client:
        client.flushdb()
        yield made
        client.flushdb()


@pytest.fixture
def broker(queue_settings: Settings) -> Iterator["redis.Redis"]:
    """A client of that queue's Redis."""
    with connect_broker(queue_settings) as client:
        yield client


@pytest.fixture
def no_broker(tmp_path: Path) -> Settings:
    """Settings that point where nothing listens."""
    return Settings.model_validate(
        {"home": tmp_path / "home", "redis_url": "redis://:hidden-word@127.0.0.1:1/0"}
    )
