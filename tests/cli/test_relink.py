import json

import redis

from core.messages import QUEUE, LinkVendors
from tests.cli.conftest import Stallwatch


def test_relink_asks_the_workers_for_a_full_pass(
    stallwatch: Stallwatch, redis_url: str
) -> None:
    own = redis_url.replace("/0", "/9")
    done = stallwatch("relink", "--full", "--json", redis_url=own)
    assert done.returncode == 0
    assert json.loads(done.stdout) == {"asked": True, "full": True}
    with redis.Redis.from_url(own) as client:
        (envelope,) = client.lrange(QUEUE, 0, -1)
        client.flushdb()
    assert json.loads(envelope)["headers"]["task"] == LinkVendors.task


def test_relink_without_a_queue_says_what_to_do(stallwatch: Stallwatch) -> None:
    done = stallwatch("relink", redis_url="redis://127.0.0.1:9/0")
    assert done.returncode == 1
    assert "stallwatch up" in done.stderr
