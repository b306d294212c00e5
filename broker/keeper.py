"""Keeps the messages of a living worker out of the hands of the others.

Redis has no connection that a message hangs on: kombu notes when each was taken, in a sorted set, and gives back whatever is older
than the visibility timeout. That timeout is short here, so that the batch of a killed worker comes back soon. Therefore the main
process of a worker moves the time of everything it holds, and a task may take as long as it needs. A killed main process renews
nothing, and its children die with it (Celery asks the kernel for that).
"""

import threading
from collections.abc import Callable, Collection
from typing import Any

from celery.bootsteps import StartStopStep

from broker.client import broker_errors, connect_broker
from core.clock import epoch_ms, utc_now
from core.errors import ServiceUnavailableError
from core.log import get_logger
from core.settings import Settings, get_settings

_log = get_logger(__name__)


class LeaseKeeper:
    """A thread that renews the lease of every message held."""

    def __init__(
        self, settings: Settings, *, index_key: str, tags: Callable[[], Collection[str]]
    ) -> None:
        """Prepare the thread.

        Args:
            settings: Where Redis is, and how long a lease holds.
            index_key: The sorted set of kombu's transport.
            tags: Returns the delivery tags of the messages held now.
        """
        self._settings = settings
        self._index_key = index_key
        self._tags = tags
        self._client = connect_broker(settings)
        self._stopped = threading.Event()
        self._thread = threading.Thread(
            target=self._run, name="lease-keeper", daemon=True
        )

    def start(self) -> None:
        """Begin to renew, now and thrice in every visibility timeout."""
        self._thread.start()

    def stop(self) -> None:
        """End the thread; it has ended when this returns."""
        self._stopped.set()
        self._thread.join()
        self._client.close()

    def renew(self) -> None:
        """Move the time of all messages held to this moment.

        ``XX``: a message that was acknowledged in the meantime must not come back as an
        entry without a message.
        """
        tags = self._tags()
        if not tags:
            return
        now_s = epoch_ms(utc_now()) / 1000
        with broker_errors(self._settings):
            self._client.zadd(self._index_key, dict.fromkeys(tags, now_s), xx=True)

    def _run(self) -> None:
        interval_s = self._settings.visibility_timeout_s / 3
        while not self._stopped.wait(interval_s):
            try:
                self.renew()
            except ServiceUnavailableError as error:
                _log.warning("lease/not-renewed", reason=str(error))


class LeaseStep(StartStopStep):  # type: ignore[misc]  # Celery has no annotations
    """Starts the keeper with the worker's consumer, anew after a lost connection.

    It is not stopped with the consumer: a worker that is asked to end finishes its tasks first, and needs their leases for that.
    """

    requires = ("celery.worker.consumer.tasks:Tasks",)

    def __init__(self, parent: Any, **options: Any) -> None:
        super().__init__(parent, **options)
        self._keeper: LeaseKeeper | None = None

    def start(self, consumer: Any) -> None:
        """Follow the messages of the consumer's present channel."""
        if self._keeper is not None:
            self._keeper.stop()
        qos = consumer.task_consumer.channel.qos
        self._keeper = LeaseKeeper(
            get_settings(),
            index_key=qos.unacked_index_key,
            # Reserved, running and waiting messages alike; acknowledged ones leave it.
            tags=lambda: list(qos._delivered),  # noqa: SLF001 - kombu offers no other list
        )
        self._keeper.start()
