"""How much work waits for the workers, as the metrics show it."""

from dataclasses import dataclass

import redis
from redis.backoff import NoBackoff
from redis.retry import Retry

from core.messages import QUEUE
from core.settings import Settings

TIMEOUT_S = 1.0
UNACKED = "unacked"
"""The hash in which kombu keeps messages that were taken and not acknowledged."""
LETTERS_FOLDER = "dead-letters"
"""Where workers on this machine keep dead letters that no index could take."""


@dataclass(frozen=True, slots=True)
class Backlog:
    """Messages by where they are."""

    ready: int
    """Not taken yet."""
    unacked: int
    """Taken by a worker that has not finished, or that died."""


def read_backlog(settings: Settings) -> Backlog | None:
    """Count the messages in the queue; None where Redis does not answer."""
    try:
        with redis.Redis.from_url(
            settings.broker_url,
            socket_timeout=TIMEOUT_S,
            socket_connect_timeout=TIMEOUT_S,
            retry=Retry(NoBackoff(), 0),
        ) as client:
            pipe = client.pipeline(transaction=True)
            pipe.llen(QUEUE)
            pipe.hlen(UNACKED)
            ready, unacked = pipe.execute()
    except (redis.RedisError, ValueError):
        return None
    return Backlog(ready=int(ready), unacked=int(unacked))


def letters_in_files(settings: Settings) -> int:
    """Return how many dead letters lie in files under the home."""
    return sum(1 for _ in (settings.home / LETTERS_FOLDER).glob("*.json"))
