"""Lines of a block list's files, each with its number."""

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TypeVar

from core.errors import ConfigError

MAX_FAULTS = 5
"""Bad lines of one file that are named before the rest is left unread."""
COMMENT = "#"

Parsed = TypeVar("Parsed")


def parse_lines(
    path: Path, parse: Callable[[str], Parsed]
) -> Iterator[tuple[Parsed, int]]:
    """Yield what each line says and its number; empty lines and comments say nothing.

    Args:
        path: A text file in UTF-8.
        parse: Reads one line; a ``ValueError`` says what is wrong with it, without its words.

    Raises:
        ConfigError: The file or some of its lines cannot be read.
    """
    faults: list[str] = []
    for number, raw in enumerate(read_file(path).splitlines(), 1):
        try:
            text = raw.decode("utf-8-sig" if number == 1 else "utf-8").strip()
            if text and not text.startswith(COMMENT):
                yield parse(text), number
        except UnicodeDecodeError:
            faults.append(f"line {number} is not UTF-8")
        except ValueError as error:
            faults.append(f"line {number}: {error}")
        if len(faults) == MAX_FAULTS:
            break
    if faults:
        raise ConfigError(
            f"{path}: {'; '.join(faults)}; mend the block list, for nothing is crawled "
            "with half of it"
        )


def read_file(path: Path) -> bytes:
    """Return a file of the block list.

    Raises:
        ConfigError: It cannot be read.
    """
    try:
        return path.read_bytes()
    except OSError as error:
        raise ConfigError(
            f"the block list {path} cannot be read: {error}; give it to this user"
        ) from error
