"""The edge of every task: what may fail is met here, once.

A message leaves the queue in one of three ways: worked off, waiting in the queue again, or kept as a dead letter. There is no fourth.
"""

from collections.abc import Callable
from typing import Any, TypeVar

from celery.exceptions import Reject

from core.errors import StallwatchError
from core.log import get_logger
from core.messages import Message
from core.settings import get_settings
from workers.dead_letters import bury, letter_for, message_key
from workers.retrying import Verdict, verdict, with_patience
from workers.services import Services
from workers.services import services as loaded_services

_Message = TypeVar("_Message", bound=Message)
_Result = TypeVar("_Result")
_log = get_logger(__name__)


def work_off(
    kind: type[_Message],
    payload: Any,
    work: Callable[[_Message, Services], _Result],
    load: Callable[[], Services] = loaded_services,
) -> _Result | None:
    """Read a message and work on it, until it is done or a dead letter.

    Args:
        kind: What the message should be.
        payload: What came off the queue.
        work: Does it; may run any number of times.
        load: Returns the models and stores.

    Returns:
        What the work returned; None for a dead letter.

    Raises:
        Reject: The message goes back to the queue.
    """
    try:
        services = load()
    except StallwatchError as error:
        # Without models and stores there is but the disk.
        bury(
            letter_for(kind.task, payload, error, attempts=1), None, get_settings().home
        )
        return None
    key = message_key(payload)
    attempts = with_patience(lambda: services.attempts.start(key))
    try:
        if attempts > services.settings.batch_attempts:
            raise _crash_loop(attempts - 1, key)  # noqa: TRY301 - buried like any other
        message = kind.from_payload(payload)
        result = with_patience(lambda: _prepared(work, message, services))
    except Exception as error:  # noqa: BLE001 - the edge of every task, met once
        _log.exception("task/failed", task=kind.task, key=key, attempts=attempts)
        _put_away(kind.task, payload, error, attempts=attempts, services=services)
        result = None
    services.attempts.clear(key)
    return result


def _prepared(
    work: Callable[[_Message, Services], _Result],
    message: _Message,
    services: Services,
) -> _Result:
    # A server that comes back may be another one, with no index in it.
    services.prepare()
    return work(message, services)


def _put_away(
    task: str,
    payload: Any,
    error: Exception,
    *,
    attempts: int,
    services: Services,
) -> None:
    again = attempts < services.settings.batch_attempts
    if verdict(error) is Verdict.REPEAT and again:
        raise Reject(str(error), requeue=True) from error
    letter = letter_for(task, payload, error, attempts=attempts)
    try:
        bury(letter, services.store, services.settings.home)
    except OSError as full:
        # No place for a dead letter: the queue keeps the message until there is one.
        raise Reject(str(full), requeue=True) from full


def _crash_loop(starts: int, key: str) -> StallwatchError:
    return StallwatchError(
        f"the worker's process ended {starts} times while working on this message, "
        "most likely for want of memory: see its log, give it more or lower "
        "STALLWATCH_BATCH_SIZE, then `stallwatch retry`",
        key=key,
    )
