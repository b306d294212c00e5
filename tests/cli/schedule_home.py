"""A home with one scheduled market and an empty Redis, for the verbs of the schedule."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
import redis
from pydantic import SecretStr

from core.settings import Settings
from tests.crawlers.small_market import PROFILE

TEXT = PROFILE.replace("{origin}", "http://127.0.0.1:1").replace(
    "{host}", "127.0.0.1:1"
)


@contextmanager
def schedule_home(
    tmp_path: Path, redis_url: str, monkeypatch: pytest.MonkeyPatch
) -> Iterator[Settings]:
    """Point the command at a home with the market lamps, crawled every hour."""
    address = redis_url.removesuffix("/0") + "/6"
    home = tmp_path / "home"
    (home / "markets").mkdir(parents=True)
    path = home / "markets" / "lamps.yml"
    path.write_text(TEXT + 'schedule: "0 * * * *"\n', encoding="utf-8")
    monkeypatch.setenv("STALLWATCH_HOME", str(home))
    monkeypatch.setenv("STALLWATCH_REDIS_URL", address)
    with redis.Redis.from_url(address) as client:
        client.flushdb()
        yield Settings(home=home, redis_url=SecretStr(address))
        client.flushdb()
