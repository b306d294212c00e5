"""The last net: a message whose task was killed for taking too long."""

from typing import Any

from core.settings import get_settings
from workers.dead_letters import keep_in_file, letter_for


def keep_what_escaped(
    task: Any,
    error: BaseException,
    _task_id: str,
    args: list[Any],
    _kwargs: dict[str, Any],
    _trace: Any,
) -> None:
    """Write the message to a file; Celery acknowledges it after this.

    Runs in the worker's main process, which has no connection to Elasticsearch and must not have one before it forks. So the letter goes
    to the home, where `stallwatch retry` finds it too.
    """
    payload = args[0] if args else None
    letter = letter_for(task.name, payload, error, attempts=1)
    keep_in_file(letter, get_settings().home)
