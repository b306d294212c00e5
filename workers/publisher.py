"""Sends messages into the queue from any process; loads no task and no model."""

from celery import Celery
from kombu.exceptions import OperationalError

from broker.client import broker_address
from core.errors import ServiceUnavailableError
from core.messages import queue_of
from core.settings import Settings
from workers.config import celery_settings

PUBLISH_POLICY = {"max_retries": 3, "interval_start": 0, "interval_step": 0.5}


class Publisher:
    """A connection to the queue for sending."""

    def __init__(self, settings: Settings) -> None:
        self._settings = settings
        self._app = Celery("stallwatch", set_as_current=False)
        self._app.conf.update(celery_settings(settings))

    def send(self, task: str, payload: object) -> None:
        """Put a message into the queue.

        Raises:
            ServiceUnavailableError: Redis does not answer.
        """
        try:
            self._app.send_task(
                task,
                args=[payload],
                queue=queue_of(task),
                retry=True,
                retry_policy=PUBLISH_POLICY,
            )
        except OperationalError as error:
            raise ServiceUnavailableError(
                f"Redis does not take messages: {error}; start it with `stallwatch up`",
                address=broker_address(self._settings),
            ) from error

    def close(self) -> None:
        """Close the connections."""
        self._app.close()
