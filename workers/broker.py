"""Redis, as the workers use it beside Celery: counters, locks and leases."""

import time
from collections.abc import Iterator
from contextlib import contextmanager
from urllib.parse import urlsplit

import redis
from redis.backoff import ConstantBackoff
from redis.retry import Retry

from core.errors import ConfigError, ServiceUnavailableError
from core.settings import Settings

TIMEOUT_S = 5.0
POLL_S = 0.25
RETRIES = 2
RETRY_PAUSE_S = 0.1


def connect_broker(settings: Settings) -> "redis.Redis":
    """Return a client of the queue's Redis; nothing is sent yet.

    Raises:
        ConfigError: The address cannot be read.
    """
    try:
        return redis.Redis.from_url(
            settings.broker_url,
            socket_timeout=TIMEOUT_S,
            socket_connect_timeout=TIMEOUT_S,
            # The client's own three tries with growing pauses outlast a lease.
            retry=Retry(ConstantBackoff(RETRY_PAUSE_S), RETRIES),
            decode_responses=True,
        )
    except ValueError as error:
        raise ConfigError(
            f"STALLWATCH_REDIS_URL is not the address of a Redis server: {error}"
        ) from error


@contextmanager
def broker_errors(settings: Settings) -> Iterator[None]:
    """Turn what the client raises into one error with a remedy.

    Raises:
        ServiceUnavailableError: Redis does not answer or refuses us.
    """
    try:
        yield
    except redis.RedisError as error:
        raise ServiceUnavailableError(
            f"Redis does not answer: {error}; start it with `stallwatch up`, or point "
            "STALLWATCH_REDIS_URL at a server that runs",
            address=broker_address(settings),
        ) from error


def wait_for_broker(settings: Settings, *, timeout_s: float) -> None:
    """Return once Redis answers.

    Raises:
        ServiceUnavailableError: It did not within the time.
    """
    client = connect_broker(settings)
    ends_at = time.monotonic() + timeout_s
    with client:
        while True:
            try:
                with broker_errors(settings):
                    client.ping()
            except ServiceUnavailableError:
                if time.monotonic() >= ends_at:
                    raise
                time.sleep(POLL_S)
            else:
                return


def broker_address(settings: Settings) -> str:
    """Return host and port of the queue, without user and password."""
    parts = urlsplit(settings.broker_url)
    return f"{parts.hostname}:{parts.port or 6379}{parts.path}"
