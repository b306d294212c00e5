"""Asks for linking: no more often than it is worked off, and for what takes long until it is done.

Both flags only save work. What must be linked stands in Elasticsearch, and the end of every run asks whatever the flags say.
"""

from enum import StrEnum

import redis

from broker.client import broker_errors
from core.messages import LinkVendors
from core.settings import Settings

PENDING_S = 600
"""A request that got lost keeps batches from asking for so long; the end of their run asks anyway."""


class Wish(StrEnum):
    """What may be asked for besides linking what is due; kept until somebody has done it."""

    FULL = "full"
    """Statistics taken anew, and every account linked by them."""
    GROUPS = "groups"
    """The groups of near-duplicates formed anew."""


class LinkRequests:
    """What was asked of the linker and is not worked off yet.

    Args:
        client: Where the flags are kept.
        settings: The prefix of their keys.
    """

    def __init__(self, client: "redis.Redis", settings: Settings) -> None:
        self._client = client
        self._settings = settings
        self._prefix = f"{settings.index_prefix}:link"
        self._pending = f"{self._prefix}:pending"

    def for_batch(self, market: str) -> LinkVendors | None:
        """Return the message to send after a batch; None while another waits in the queue."""
        with broker_errors(self._settings):
            first = self._client.set(self._pending, "1", nx=True, ex=PENDING_S)
        return LinkVendors(reason=f"a batch of {market} is indexed") if first else None

    def taken(self, message: LinkVendors) -> None:
        """Note that a message has left the queue, so that batches may ask again, and what it wishes."""
        with broker_errors(self._settings):
            if message.full:
                self._client.set(self._key(Wish.FULL), "1")
            if message.full or message.run_id is not None:
                self._client.set(self._key(Wish.GROUPS), "1")
            self._client.delete(self._pending)

    def has(self, wish: Wish) -> bool:
        """Whether something is asked for and not done."""
        with broker_errors(self._settings):
            return bool(self._client.exists(self._key(wish)))

    def done(self, wish: Wish) -> None:
        """Note that what was asked for is done, or stands in Elasticsearch to be done."""
        with broker_errors(self._settings):
            self._client.delete(self._key(wish))

    def _key(self, wish: Wish) -> str:
        return f"{self._prefix}:{wish}"
