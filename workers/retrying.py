"""Which errors are worth another try, decided by class, and how long to wait.

A server that does not answer hits every batch alike. So a task waits where it is, with its message leased: the other batches stay
in the queue, and no message is copied into the future. A dead letter is the end of patience, not of the batch.
"""

import random
import time
from collections.abc import Callable, Iterator
from enum import StrEnum
from typing import TypeVar

from celery.exceptions import SoftTimeLimitExceeded

from core.errors import ServiceUnavailableError, StallwatchError
from core.log import get_logger

TRIES = 20
BASE_S = 0.5
CAP_S = 30.0
"""Twenty tries wait for eight minutes in all, before jitter."""

_Result = TypeVar("_Result")
_log = get_logger(__name__)


class Verdict(StrEnum):
    """What becomes of a message whose work failed."""

    WAIT = "wait"
    """The server was away: once more, later."""
    REPEAT = "repeat"
    """Nothing we can name: once more, a few times."""
    BURY = "bury"
    """It would fail again: a dead letter at once."""


def verdict(error: BaseException) -> Verdict:
    """Decide by the error's class whether the same work may succeed later."""
    if isinstance(error, ServiceUnavailableError):
        return Verdict.WAIT
    if isinstance(error, StallwatchError | SoftTimeLimitExceeded):
        return Verdict.BURY
    return Verdict.REPEAT


def pauses(tries: int = TRIES) -> Iterator[float]:
    """Yield the seconds to wait after each failed try: doubling, capped, jittered.

    Jitter keeps the children of all workers from knocking at the same moment.
    """
    for step in range(tries - 1):
        # Never below half of the step: two workers spread, none hammers.
        yield min(CAP_S, BASE_S * 2**step) * random.uniform(0.5, 1.0)  # noqa: S311 - spreads load, hides nothing


def with_patience(
    work: Callable[[], _Result],
    *,
    tries: int = TRIES,
    sleep: Callable[[float], None] = time.sleep,
) -> _Result:
    """Do the work, again and again while a server is away.

    Args:
        work: May run any number of times.
        tries: How often at most.
        sleep: Waits for so many seconds.

    Raises:
        ServiceUnavailableError: The server was away at every try.
    """
    for pause_s in pauses(tries):
        try:
            return work()
        except ServiceUnavailableError as error:
            _log.warning("retry/waiting", pause_s=round(pause_s, 1), reason=str(error))
            sleep(pause_s)
    return work()
