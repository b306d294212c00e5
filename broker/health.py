"""Asks a Celery worker whether it still listens, as the health checks of containers do."""

from socket import gethostname

from celery import Celery

from broker.client import broker_errors, wait_for_broker
from core.errors import ServiceUnavailableError
from core.settings import Settings

PING_TIMEOUT_S = 8.0
BROKER_TIMEOUT_S = 2.0


def require_answer(
    settings: Settings, name: str, *, timeout_s: float = PING_TIMEOUT_S
) -> None:
    """Return if this machine's worker of a name answers.

    Args:
        settings: Where Redis is.
        name: What stands before the ``@`` of the worker's node name.
        timeout_s: How long the answer may take.

    Raises:
        ServiceUnavailableError: Redis does not answer, or the worker does not.
    """
    node = f"{name}@{gethostname()}"
    wait_for_broker(settings, timeout_s=BROKER_TIMEOUT_S)
    with (
        broker_errors(settings),
        Celery(broker=settings.broker_url, set_as_current=False) as app,
    ):
        # With a limit, it returns at the first answer, not when the time is up.
        answers = app.control.ping(destination=[node], timeout=timeout_s, limit=1)
    if not answers:
        raise ServiceUnavailableError(
            "the worker does not answer: read its log; a container that stays "
            "unhealthy is mended by starting it anew",
            worker=node,
        )
