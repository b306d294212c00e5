"""Closes a WARC that was cut off: what is not whole goes into a file beside it.

The index is brought to the same point. Nothing is thrown away: the end of a WARC may be evidence too.
"""

import hashlib
import os
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path

from crawlers.evidence.entries import entry_of
from crawlers.evidence.files import (
    append_private,
    digest_of,
    write_all,
    write_private,
)
from crawlers.evidence.index import (
    BrokenIndexError,
    IndexEntry,
    read_lines,
)
from crawlers.evidence.scan import BrokenRecordError, read_record, read_records


@dataclass(frozen=True, slots=True)
class CutOff:
    """What was cut off the end of a WARC."""

    name: str
    offset: int
    size_bytes: int
    sha256: str


@dataclass(slots=True)
class Reopened:
    """A WARC that can be gone on with."""

    end: int
    """Where the next record begins."""
    first_seen: dict[bytes, int] = field(default_factory=dict)
    """Where each body stands, by its digest."""
    cut_off: CutOff | None = None


def reopen(warc: Path, index: Path) -> Reopened:
    """Bring a WARC and its index to the end of the last whole record.

    Raises:
        OSError: The files cannot be read or changed.
    """
    kept, index_end, start = _trusted_entries(warc, index)
    state = Reopened(end=start)
    for entry in kept:
        note_body(state.first_seen, entry)
    _cut(index, index_end)
    handle = append_private(index)
    try:
        for record_end, found in _whole_records(warc, start):
            state.end = record_end
            if found is not None:
                note_body(state.first_seen, found)
                write_all(handle, found.line())
    finally:
        os.close(handle)
    if warc.stat().st_size > state.end:
        state.cut_off = _cut_off(warc, state.end)
    return state


def note_body(first_seen: dict[bytes, int], entry: IndexEntry) -> None:
    """Remember where a body stands first."""
    if not entry.is_revisit:
        first_seen.setdefault(bytes.fromhex(entry.sha256), entry.offset)


def _trusted_entries(warc: Path, index: Path) -> tuple[list[IndexEntry], int, int]:
    """Return the entries that need no second look, the bytes they take, and the next record.

    The last entry shows whether the index goes with the WARC; where it does not, all of it is made anew.
    """
    lines: list[tuple[int, IndexEntry]] = []
    # Lines before a broken one are as good as before.
    with suppress(FileNotFoundError, BrokenIndexError):
        lines.extend(read_lines(index))
    while lines:
        place, entry = lines.pop()
        if entry.offset + entry.length > warc.stat().st_size:
            continue
        try:
            found = read_record(warc, entry.offset)
        except BrokenRecordError:
            continue
        if entry_of(found, warc.name) != entry:
            break
        return [entry for _, entry in lines], place, entry.offset
    return [], 0, 0


def _whole_records(warc: Path, start: int) -> Iterator[tuple[int, IndexEntry | None]]:
    try:
        for found in read_records(warc, start):
            yield found.offset + found.length, entry_of(found, warc.name)
    except BrokenRecordError:
        return


def _cut(path: Path, size_bytes: int) -> None:
    if path.is_file() and path.stat().st_size > size_bytes:
        os.truncate(path, size_bytes)


def _cut_off(warc: Path, end: int) -> CutOff:
    with warc.open("rb") as file:
        file.seek(end)
        tail = file.read()
    name = _keep(warc, end, tail)
    os.truncate(warc, end)
    return CutOff(
        name=name,
        offset=end,
        size_bytes=len(tail),
        sha256=hashlib.sha256(tail).hexdigest(),
    )


def _keep(warc: Path, end: int, tail: bytes) -> str:
    path = warc.with_name(f"{warc.name}.cut-{end}")
    number = 1
    while path.exists():
        if digest_of(path) == hashlib.sha256(tail).hexdigest():
            return path.name
        number += 1
        path = warc.with_name(f"{warc.name}.cut-{end}-{number}")
    write_private(path, tail)
    return path.name
