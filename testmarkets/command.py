"""What the commands of this room share: ready line, port file, signals, exit code."""

import json
import signal
import sys
import threading
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from types import FrameType
from typing import Any

from cyclopts import App

from core.errors import StallwatchError

FAILED = 1
"""Exit code of a command that could not do its work."""


def announce(**facts: Any) -> None:
    """Write one JSON line to standard output, at once."""
    sys.stdout.write(json.dumps(facts, ensure_ascii=False) + "\n")
    sys.stdout.flush()


def note_ports(path: Path | None, origins: Mapping[str, str]) -> None:
    """Write the origins into a file, whole or not at all."""
    if path is None:
        return
    path.parent.mkdir(parents=True, exist_ok=True)
    part = path.with_name(f"{path.name}.part")
    part.write_text(json.dumps(dict(origins), indent=2) + "\n", encoding="utf-8")
    part.replace(path)


def stop_signal() -> threading.Event:
    """Return an event that SIGINT and SIGTERM set instead of ending the process."""
    told = threading.Event()

    def tell(_number: int, _frame: FrameType | None) -> None:
        told.set()

    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, tell)
    return told


def exit_code_of(
    command: Callable[..., None], arguments: Sequence[str] | None = None
) -> int:
    """Run a command with arguments of the command line and return its exit code.

    Args:
        command: A function whose parameters are its options.
        arguments: What was typed; the process's own where not given.
    """
    app = App(help_flags=("--help",), version_flags=())
    app.default(command)
    try:
        app(arguments, result_action="return_value")
    except StallwatchError as error:
        sys.stderr.write(f"{error}\n")
        return FAILED
    return 0
