"""Asks the workers to take a judgement up at once; what they miss, they find in the index."""

from celery import Celery
from kombu.exceptions import OperationalError

from core.log import get_logger
from core.messages import QUEUE, LinkVendors
from core.settings import Settings

TIMEOUT_S = 1.0

_log = get_logger(__name__)


class LinkingBell:
    """Rings for the workers.

    Args:
        settings: Where the queue is.
    """

    def __init__(self, settings: Settings) -> None:
        self._app = Celery("stallwatch", set_as_current=False)
        self._app.conf.update(
            broker_url=settings.broker_url,
            broker_transport_options={
                "socket_connect_timeout": TIMEOUT_S,
                "socket_timeout": TIMEOUT_S,
                "max_retries": 0,
            },
            task_serializer="json",
            task_ignore_result=True,
        )

    def ring(self, reason: str) -> bool:
        """Ask for a round of linking.

        Args:
            reason: Why, for the log.

        Returns:
            Whether the queue took the message; if not, nothing is lost: the accounts are marked as due, and the next round comes to them.
        """
        payload = LinkVendors(reason=reason).to_payload()
        try:
            self._app.send_task(
                LinkVendors.task, args=[payload], queue=QUEUE, retry=False
            )
        except OperationalError as error:
            _log.warning("linking/not-asked", reason=str(error))
            return False
        return True

    def close(self) -> None:
        """Close the connections."""
        self._app.close()
