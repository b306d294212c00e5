from pathlib import Path

import redis

from api.linking import LinkingBell
from core.messages import QUEUE
from core.settings import Settings


def settings_for(url: str, home: Path) -> Settings:
    return Settings.model_validate({"home": home, "redis_url": url})


def test_the_bell_puts_a_message_into_the_queue(redis_url: str, tmp_path: Path) -> None:
    url = redis_url.replace("/0", "/7")
    with redis.Redis.from_url(url) as client:
        client.flushdb()
        bell = LinkingBell(settings_for(url, tmp_path))
        assert bell.ring("judgement j1") is True
        bell.close()
        (message,) = client.lrange(QUEUE, 0, -1)
        client.flushdb()
    assert b'"task": "link.vendors"' in message


def test_the_bell_says_when_nobody_hears_it(tmp_path: Path) -> None:
    bell = LinkingBell(settings_for("redis://127.0.0.1:1/0", tmp_path))
    assert bell.ring("judgement j1") is False
    bell.close()
