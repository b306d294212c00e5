"""How often a message was started, so that a crash loop ends.

A task that kills its process leaves no error behind; only its next start can tell. The count lives in Redis, beside the message.
"""

import redis

from broker.client import broker_errors
from core.settings import Settings

KEPT_S = 24 * 3600
"""A count is forgotten after a day."""


class Attempts:
    """Counts the starts of a message until it is worked off."""

    def __init__(self, client: "redis.Redis", settings: Settings) -> None:
        self._client = client
        self._settings = settings

    def start(self, key: str) -> int:
        """Count one more start and return how many there were."""
        name = self._name(key)
        with broker_errors(self._settings):
            pipe = self._client.pipeline(transaction=True)
            pipe.incr(name)
            pipe.expire(name, KEPT_S)
            count, _ = pipe.execute()
        return int(count)

    def clear(self, key: str) -> None:
        """Forget a message that was worked off, buried or replayed."""
        with broker_errors(self._settings):
            self._client.delete(self._name(key))

    def _name(self, key: str) -> str:
        return f"{self._settings.index_prefix}:attempts:{key}"
