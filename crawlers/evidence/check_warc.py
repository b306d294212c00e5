"""Reads a WARC and its index again and compares every digest."""

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

from core.errors import shown
from crawlers.evidence.entries import entry_of
from crawlers.evidence.index import BrokenIndexError, IndexEntry, read_lines
from crawlers.evidence.scan import (
    BrokenRecordError,
    WarcRecord,
    read_records,
    split_http,
)
from crawlers.evidence.verdict import Fault

MAX_FAULTS = 100
"""More than so many faults say no more than these."""


@dataclass(slots=True)
class WarcCheck:
    """What a WARC and its index hold, and what is wrong."""

    warc: Path
    index: Path
    size_bytes: int
    """What was sealed; an interrupted run may have gone on since."""
    index_bytes: int | None = None
    """Likewise of the index; None for all of it."""
    records: int = 0
    payloads: int = 0
    faults: list[Fault] = field(default_factory=list)
    _lines: dict[int, tuple[int, IndexEntry]] = field(default_factory=dict)
    _bodies: set[str] = field(default_factory=set)

    def run(self) -> None:
        """Check everything."""
        self._read_index()
        for record in self._whole_records():
            self.records += 1
            self._check_digests(record)
            self._check_line(record)
        for offset, entry in self._lines.values():
            what = f"no response of {shown(entry.url)} stands at the byte it names"
            self._fault(self.index, offset, what)

    def _read_index(self) -> None:
        try:
            for offset, entry in read_lines(self.index):
                if self.index_bytes is not None and offset >= self.index_bytes:
                    break
                self._lines[entry.offset] = (offset, entry)
        except BrokenIndexError as error:
            self._fault(self.index, error.context["offset"], error.message)
        except FileNotFoundError:
            self._fault(self.index, None, "the file is missing")

    def _whole_records(self) -> Iterator[WarcRecord]:
        """Return the records that can be read; after a broken one, from the next that is known."""
        starts = sorted(self._lines)
        start = 0
        while start < self.size_bytes:
            try:
                for record in read_records(self.warc, start):
                    if record.offset >= self.size_bytes:
                        return
                    yield record
                    start = record.offset + record.length
                break
            except BrokenRecordError as error:
                broken = error.context["offset"]
                if broken >= self.size_bytes:
                    return
                self._fault(self.warc, broken, f"broken record: {error.message}")
                later = [offset for offset in starts if offset > broken]
                if not later:
                    return
                self._lines.pop(broken, None)
                start = later[0]

    def _check_digests(self, record: WarcRecord) -> None:
        kind = record.kind or "unknown"
        block = f"sha256:{hashlib.sha256(record.block).hexdigest()}"
        if record.headers.get("warc-block-digest") != block:
            what = f"the {kind} record's block does not have the digest it names"
            self._fault(self.warc, record.offset, what)
        named = record.headers.get("warc-payload-digest")
        if named is None:
            return
        if kind == "revisit":
            if named not in self._bodies:
                what = "a revisit record names a body that no earlier record holds"
                self._fault(self.warc, record.offset, what)
            return
        body = record.block if kind == "resource" else split_http(record.block).body
        found = f"sha256:{hashlib.sha256(body).hexdigest()}"
        self.payloads += 1
        self._bodies.add(found)
        if named != found:
            what = f"the body of {shown(record.url)} does not have the digest it names"
            self._fault(self.warc, record.offset, what)

    def _check_line(self, record: WarcRecord) -> None:
        try:
            due = entry_of(record, self.warc.name)
        except BrokenRecordError as error:
            self._fault(self.warc, record.offset, error.message)
            return
        if due is None:
            return
        offset, entry = self._lines.pop(record.offset, (None, None))
        if entry is None:
            what = f"the response of {shown(due.url)} is not in the index"
            self._fault(self.warc, record.offset, what)
        elif entry != due:
            what = f"the line differs from the response of {shown(due.url)}"
            self._fault(self.index, offset, what)

    def _fault(self, path: Path, offset: int | None, what: str) -> None:
        if len(self.faults) < MAX_FAULTS:
            self.faults.append(Fault(file=path.name, offset=offset, what=what))
