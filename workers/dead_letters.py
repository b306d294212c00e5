"""Messages that could not be worked off: kept whole, with the reason, until replayed.

They go to an index; where that cannot take them either, to a file under the home. A message is only let go once one of the two has it.
"""

import json
import traceback
from pathlib import Path
from typing import Any, Protocol

from pydantic import ValidationError

from core.clock import utc_now
from core.errors import StallwatchError, shown
from core.ids import content_hash
from core.log import get_logger
from core.receipts import DeadLetter
from core.settings import Settings

FOLDER = "dead-letters"
MAX_TRACE_CHARS = 20_000

_log = get_logger(__name__)


class LetterStore(Protocol):
    """Where dead letters go first."""

    def save_dead_letter(self, letter: DeadLetter) -> None:
        """Keep a letter; one of the same id is replaced."""


def message_key(payload: Any) -> str:
    """Return what names a message: its batch or run id, or else a hash of it."""
    if isinstance(payload, dict):
        run = payload.get("run")
        run_id = run.get("run_id") if isinstance(run, dict) else None
        for value in (payload.get("batch_id"), run_id):
            if isinstance(value, str) and value:
                return value
    return content_hash(json.dumps(payload, sort_keys=True, default=str))


def letter_for(
    task: str, payload: Any, error: BaseException, *, attempts: int
) -> DeadLetter:
    """Write the dead letter of a message whose work failed."""
    key = message_key(payload)
    origin = _origin(payload)
    trace = "".join(traceback.format_exception(error))
    return DeadLetter(
        letter_id=DeadLetter.id_for(task, key),
        task=task,
        payload=payload,
        reason=_reason(error),
        error=type(error).__name__,
        # The end of a traceback says what happened; the beginning is our own frames.
        traceback=trace[-MAX_TRACE_CHARS:],
        attempts=attempts,
        failed_at=utc_now(),
        batch_id=origin.get("batch_id"),
        run_id=origin.get("run_id"),
        market=origin.get("market"),
    )


def bury(letter: DeadLetter, store: LetterStore | None, home: Path) -> None:
    """Keep a dead letter in the index, or in a file when the index cannot take it.

    Raises:
        OSError: Neither could take it; the message must stay in the queue.
    """
    _log.error(
        "dead-letter/kept",
        task=letter.task,
        letter_id=letter.letter_id,
        reason=letter.reason,
    )
    try:
        if store is None:
            keep_in_file(letter, home)
        else:
            store.save_dead_letter(letter)
    except StallwatchError as error:
        path = keep_in_file(letter, home)
        _log.warning("dead-letter/in-file", path=str(path), reason=str(error))


def keep_in_file(letter: DeadLetter, home: Path) -> Path:
    """Write a dead letter under the home and return its path.

    Raises:
        OSError: The file cannot be written.
    """
    folder = home / FOLDER
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    path = folder / f"{letter.letter_id}.json"
    # Written beside and moved: a reader never sees half a letter.
    part = path.with_suffix(".part")
    part.write_text(letter.model_dump_json(), encoding="utf-8")
    return part.replace(path)


def letters_in_files(settings: Settings) -> list[tuple[Path, DeadLetter]]:
    """Return the dead letters under the home; one that cannot be read is logged."""
    letters = []
    for path in sorted((settings.home / FOLDER).glob("*.json")):
        try:
            text = path.read_text(encoding="utf-8")
            letters.append((path, DeadLetter.model_validate_json(text)))
        except (OSError, ValidationError):
            _log.exception("dead-letter/unreadable", path=str(path))
    return letters


def _origin(payload: Any) -> dict[str, str]:
    """Return what a message of any shape says of where it came from."""
    said = payload if isinstance(payload, dict) else {}
    run = said.get("run")
    # The message at the end of a run holds the run itself.
    parts = (said, run if isinstance(run, dict) else {})
    return {
        name: part[name]
        for part in parts
        for name in ("batch_id", "run_id", "market")
        if isinstance(part.get(name), str)
    }


def _reason(error: BaseException) -> str:
    return str(error) if isinstance(error, StallwatchError) else shown(error)
