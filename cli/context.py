"""What the verbs share: the settings, with the addresses of what runs here, and output."""

import getpass
import json
import os
import sys
from collections.abc import Iterable, Sequence
from typing import Any

from rich.console import Console

from core.settings import Settings
from local.state import with_running_parts

# No markup: a path or a name may hold square brackets.
OUT = Console(highlight=False, soft_wrap=True, markup=False)
NOTES = Console(stderr=True, highlight=False, soft_wrap=True, markup=False)


def settings_here() -> Settings:
    """Return the settings, pointed at the local stack where one runs."""
    return with_running_parts(Settings.load())


def user_name() -> str:
    """Return who runs this command; in a container, a user may have a number alone."""
    try:
        return getpass.getuser()
    except (KeyError, OSError):
        return f"user {os.getuid()}"


def write_json(value: Any) -> None:
    """Print one JSON value for scripts."""
    text = json.dumps(value, ensure_ascii=False, indent=1, default=str)
    # Half a character, as hostile JSON may hold it, goes out as the escape that it came as.
    sys.stdout.write(text.encode(errors="backslashreplace").decode())
    sys.stdout.write("\n")


def printable(text: str) -> str:
    """Return a text that cannot rewrite the terminal: what a market wrote is hostile."""
    return "".join(char if char.isprintable() else "\ufffd" for char in text)


def print_columns(header: Sequence[str], rows: Iterable[Sequence[str]]) -> None:
    """Print a table, one line a row however narrow the terminal is.

    A folded or cut address could not be copied.
    """
    lines = [header, *rows]
    widths = [max(map(len, column)) for column in zip(*lines, strict=True)]
    for line in lines:
        cells = (cell.ljust(width) for cell, width in zip(line, widths, strict=True))
        OUT.print("  ".join(cells).rstrip())
