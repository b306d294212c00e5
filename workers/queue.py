"""How much work waits in the queue, and waiting until none does."""

import time
from collections.abc import Callable
from dataclasses import dataclass

import redis

from broker.client import broker_errors, connect_broker
from core.errors import ServiceUnavailableError
from core.messages import QUEUE
from core.settings import Settings

UNACKED = "unacked"
"""The hash in which kombu keeps messages that were taken and not acknowledged."""
QUIET_READINGS = 3
"""For an instant a taken message is in neither place: so one zero proves nothing."""


@dataclass(frozen=True, slots=True)
class QueueDepth:
    """Messages by where they are."""

    ready: int
    """Not taken yet."""
    unacked: int
    """Taken by a worker that has not finished, or that died."""

    @property
    def total(self) -> int:
        """All messages that are not worked off."""
        return self.ready + self.unacked


def queue_depth(settings: Settings) -> QueueDepth:
    """Count the messages in the queue.

    Raises:
        ServiceUnavailableError: Redis does not answer.
    """
    with connect_broker(settings) as client, broker_errors(settings):
        pipe = client.pipeline(transaction=True)
        pipe.llen(QUEUE)
        pipe.hlen(UNACKED)
        ready, unacked = pipe.execute()
    return QueueDepth(ready=int(ready), unacked=int(unacked))


def waiting_messages(broker: redis.Redis) -> int | None:
    """Count the messages that no worker has taken yet; None while Redis does not answer.

    For figures only: whoever decides by the number asks ``queue_depth``, which fails loudly.
    """
    try:
        return int(broker.llen(QUEUE))
    except redis.RedisError:
        return None


def wait_until_drained(
    settings: Settings,
    *,
    timeout_s: float,
    poll_s: float = 0.3,
    on_depth: Callable[[QueueDepth], None] | None = None,
) -> None:
    """Return once every message is worked off.

    Args:
        settings: Where the queue is.
        timeout_s: How long to wait at most.
        poll_s: Seconds between two looks.
        on_depth: Is given every reading, for a progress bar.

    Raises:
        ServiceUnavailableError: Redis does not answer, or the time is over.
    """
    ends_at = time.monotonic() + timeout_s
    quiet = 0
    while quiet < QUIET_READINGS:
        depth = queue_depth(settings)
        if on_depth is not None:
            on_depth(depth)
        quiet = 0 if depth.total else quiet + 1
        if quiet == 0 and time.monotonic() >= ends_at:
            raise ServiceUnavailableError(
                f"the queue still holds {depth.total} messages after {timeout_s:.0f} s; "
                "see `stallwatch status` for whether a worker runs",
                ready=depth.ready,
                unacked=depth.unacked,
            )
        time.sleep(poll_s)
