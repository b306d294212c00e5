"""The Redis of the queue: how it is reached, and what is said where it does not answer."""

import time
from collections.abc import Iterator
from contextlib import contextmanager
from urllib.parse import urlsplit

import redis
from redis.backoff import ConstantBackoff
from redis.exceptions import NoPermissionError
from redis.retry import Retry

from core.errors import ConfigError, ServiceRefusedError, ServiceUnavailableError
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
        ServiceRefusedError: Redis does not let us in: waiting would not help.
        ServiceUnavailableError: Redis does not answer.
    """
    try:
        yield
    except (redis.AuthenticationError, NoPermissionError) as error:
        raise ServiceRefusedError(
            f"Redis does not let this service in: {error}; give it the server's password in "
            "STALLWATCH_REDIS_PASSWORD_FILE, and its user in STALLWATCH_REDIS_URL",
            address=broker_address(settings),
        ) from error
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
            except ServiceRefusedError:
                raise
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
