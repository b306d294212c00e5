"""Reads files of accounts, and says what is wrong with them."""

import os
import sys
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, BinaryIO

from cli.context import NOTES, printable
from cli.reading_progress import reading_progress
from core.errors import ConfigError, shown

if TYPE_CHECKING:
    from nlp.linking.account_lines import BadAccount, Labelled

SHOWN_LINES = 10
"""Lines that hold no account of which the reasons are shown; of the rest, how many there are."""
STANDARD_INPUT = "-"


@dataclass(frozen=True, slots=True)
class AccountFiles:
    """What some files hold."""

    lines: "tuple[Labelled, ...]"
    bad_lines: int
    """Lines that hold no account; the reasons are told by then."""


def read_account_files(names: Sequence[str]) -> AccountFiles:
    """Read files of accounts, and tell what is wrong with them on standard error.

    Args:
        names: Paths; ``-`` is standard input.

    Raises:
        ConfigError: A file cannot be read, none holds an account, or two accounts have one id.
    """
    from nlp.linking.account_lines import FORMAT, BadAccount

    found: dict[str, tuple[str, Labelled]] = {}
    bad: list[str] = []
    passed_over: list[str] = []
    unknown: set[str] = set()
    for place, line in _lines(names):
        if isinstance(line, BadAccount):
            bad.append(f"{place}: {line.error}")
            continue
        earlier = found.setdefault(line.account.vendor_id, (place, line))
        if earlier[1] is not line:
            raise ConfigError(
                f"two accounts have the id {shown(line.account.vendor_id)}: {earlier[0]} "
                f"and {place}; give each an id of its own, or put both into one line"
            )
        unknown |= line.unknown
        passed_over += [f"{place}: {remark}" for remark in line.remarks]
    _tell(bad, "left out", "lines more that hold no account")
    _tell(passed_over, "passed over", "values more that cannot be read")
    _tell_unknown(unknown)
    if not found:
        raise ConfigError(f"no account in {printable(', '.join(names))}: {FORMAT}")
    return AccountFiles(tuple(line for _, line in found.values()), len(bad))


def _lines(names: Sequence[str]) -> "Iterator[tuple[str, Labelled | BadAccount]]":
    """Yield what each line holds, with its file and number."""
    from nlp.linking.account_lines import read_account_lines

    with reading_progress(quiet=False) as report:
        for name in names:
            with _opened(name) as source:
                size = os.fstat(source.fileno()).st_size if source.seekable() else 0
                label = "standard input" if name == STANDARD_INPUT else printable(name)
                for line in read_account_lines(source):
                    yield f"{label}:{line.number}", line
                    report(f"reading {label}", source.tell() if size else 0, size)


@contextmanager
def _opened(name: str) -> Iterator[BinaryIO]:
    if name == STANDARD_INPUT:
        yield sys.stdin.buffer
        return
    with ExitStack() as stack:
        try:
            source = stack.enter_context(Path(name).open("rb"))
        except (OSError, ValueError) as error:
            reason = error.strerror if isinstance(error, OSError) else str(error)
            raise ConfigError(
                f"{printable(name)} cannot be read ({reason}): name a file with one "
                "account a line, or - for standard input"
            ) from error
        yield source


def _tell(remarks: Sequence[str], done: str, others: str) -> None:
    for one in remarks[:SHOWN_LINES]:
        NOTES.print(printable(f"{done}: {one}"))
    if len(remarks) > SHOWN_LINES:
        NOTES.print(f"{done}: {len(remarks) - SHOWN_LINES} {others}")


def _tell_unknown(unknown: set[str]) -> None:
    if unknown:
        named = ", ".join(sorted(unknown)[:SHOWN_LINES])
        more = len(unknown) - SHOWN_LINES
        rest = f" and {more} more" if more > 0 else ""
        NOTES.print(printable(f"fields that are not read: {named}{rest}"))
