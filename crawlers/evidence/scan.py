"""Reads the records of a WARC one after another, and says where one is broken.

Compressed files, record by record or as a whole, and plain ones. Strict reading is for our own WARCs: each record is a gzip member
and ends as the standard says. Lenient reading is for those of other crawlers.
"""

import zlib
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import BinaryIO

from core.errors import StallwatchError, shown

CHUNK_BYTES = 64 * 1024
MIB = 1024 * 1024
MAX_HEADER_BYTES = 256 * 1024
MAX_BLOCK_BYTES = 64 * MIB
"""A larger block is passed over: nothing that is read here is of that size."""
GZIP_MAGIC = b"\x1f\x8b"
END = b"\r\n\r\n"


class BrokenRecordError(StallwatchError):
    """A WARC cannot be read on; ``offset`` in the context says from which byte."""


@dataclass(frozen=True, slots=True)
class WarcRecord:
    """One record."""

    offset: int
    """Of its first byte in the file; of its gzip member where that holds several."""
    length: int
    """Bytes in the file; 0 where it shares a gzip member with others."""
    headers: dict[str, str]
    """Names in lower case."""
    block: bytes
    oversized: bool = False
    """Whether the block was passed over."""

    @property
    def kind(self) -> str:
        """Such as ``response``."""
        return self.headers.get("warc-type", "").lower()

    @property
    def url(self) -> str:
        """What it is a capture of; empty for a ``warcinfo``."""
        url = self.headers.get("warc-target-uri", "")
        # WARC/1.0 puts it in brackets; a single one belongs to the address.
        return url[1:-1] if url.startswith("<") and url.endswith(">") else url


@dataclass(slots=True)
class HttpMessage:
    """A block that holds an HTTP message, taken apart."""

    first_line: str
    headers: list[tuple[str, str]] = field(default_factory=list)
    body: bytes = b""
    head_bytes: bytes = b""

    @property
    def status(self) -> int:
        """The status of a response; 0 where it has none."""
        parts = self.first_line.split(None, 2)
        code = parts[1] if len(parts) > 1 else ""
        return int(code) if code.isdecimal() and len(code) == 3 else 0

    def header(self, name: str) -> str | None:
        """Return a header's first value."""
        for key, value in self.headers:
            if key.lower() == name:
                return value
        return None


def split_http(block: bytes) -> HttpMessage:
    """Take an HTTP message apart."""
    end, width = block.find(b"\r\n\r\n"), 4
    bare = block.find(b"\n\n", 0, end if end >= 0 else None)
    if bare >= 0:
        # Some archives keep headers without the carriage returns.
        end, width = bare, 2
    if end < 0:
        end, width = len(block), 0
    # Not splitlines, which also breaks at characters that a header may hold.
    lines = [line.rstrip("\r") for line in block[:end].decode("latin-1").split("\n")]
    headers = []
    for line in lines[1:]:
        name, colon, value = line.partition(":")
        if colon:
            headers.append((name.strip(), value.strip()))
    return HttpMessage(
        first_line=lines[0],
        headers=headers,
        body=block[end + width :],
        head_bytes=block[: end + width],
    )


def read_records(
    path: Path, start: int = 0, *, strict: bool = True
) -> Iterator[WarcRecord]:
    """Return the records of a WARC from a byte on.

    Args:
        path: The file.
        start: Where a record begins.
        strict: Whether each record must be a whole gzip member of its own.

    Raises:
        BrokenRecordError: What follows cannot be read.
    """
    with path.open("rb") as file:
        packed = strict or file.read(2) == GZIP_MAGIC
        source = _Gzip(file, start) if packed else _Plain(file, start)
        while (found := _next_record(source, path, strict=strict)) is not None:
            yield found


def read_record(path: Path, offset: int) -> WarcRecord:
    """Return the record that begins at a byte of one of our WARCs.

    Raises:
        BrokenRecordError: There is no whole one.
    """
    for found in read_records(path, offset):
        return found
    raise BrokenRecordError("the file ends before this record", offset=offset)


class _Plain:
    """Bytes of a file that is not compressed."""

    def __init__(self, file: BinaryIO, start: int) -> None:
        file.seek(start)
        self._file = file

    def position(self) -> tuple[int, bool]:
        return self._file.tell(), True

    def settle(self) -> None:
        """Nothing follows a record."""

    def read(self, size: int) -> bytes:
        return self._file.read(size)

    def line(self, limit: int) -> bytes:
        return self._file.readline(limit)


class _Gzip:
    """Bytes of a file of gzip members, with the place where each begins."""

    def __init__(self, file: BinaryIO, start: int) -> None:
        file.seek(start)
        self._file = file
        self._raw = b""
        self._raw_end = start
        self._out = b""
        self._taken = 0
        self._inflate: zlib._Decompress | None = None
        self._member_at = start

    def position(self) -> tuple[int, bool]:
        """Return where the member begins, and whether nothing of it was taken yet."""
        if self._inflate is None and self._taken == len(self._out):
            return self._raw_end - len(self._raw), True
        return self._member_at, False

    def settle(self) -> None:
        """Go to the end of the member, where its checksum stands, if all was taken."""
        while self._inflate is not None and self._taken == len(self._out):
            self._fill()

    def read(self, size: int) -> bytes:
        while len(self._out) - self._taken < size and self._fill():
            pass
        part = self._out[self._taken : self._taken + size]
        self._taken += len(part)
        return part

    def line(self, limit: int) -> bytes:
        while True:
            end = self._out.find(b"\n", self._taken, self._taken + limit)
            if end >= 0:
                return self.read(end + 1 - self._taken)
            if len(self._out) - self._taken >= limit or not self._fill():
                return self.read(limit)

    def _fill(self) -> bool:
        """Unpack some more; False at the clean end of the file."""
        if not self._raw:
            self._raw = self._file.read(CHUNK_BYTES)
            self._raw_end += len(self._raw)
            if not self._raw and self._inflate is not None:
                raise BrokenRecordError("the file ends in the middle of a record")
            if not self._raw:
                return False
        if self._inflate is None:
            self._member_at = self._raw_end - len(self._raw)
            self._inflate = zlib.decompressobj(zlib.MAX_WBITS + 16)
        try:
            part = self._inflate.decompress(self._raw, CHUNK_BYTES)
        except zlib.error as error:
            raise BrokenRecordError(f"the compressed data are damaged: {error}") from (
                error
            )
        self._raw = self._inflate.unused_data or self._inflate.unconsumed_tail
        if self._inflate.eof:
            self._inflate = None
        self._out = self._out[self._taken :] + part
        self._taken = 0
        return True


def _next_record(
    source: "_Plain | _Gzip", path: Path, *, strict: bool
) -> WarcRecord | None:
    offset, _ = source.position()
    try:
        version, offset, alone = _first_line(source, strict=strict)
        if not version:
            return None
        headers = _headers(version, source)
        block, oversized = _block(source, _size(headers))
        if strict:
            _require_end(source)
        source.settle()
        end, at_end = source.position()
    except BrokenRecordError as error:
        raise BrokenRecordError(error.message, file=path.name, offset=offset) from error
    length = end - offset if alone and at_end else 0
    return WarcRecord(offset, length, headers, block, oversized)


def _first_line(source: "_Plain | _Gzip", *, strict: bool) -> tuple[bytes, int, bool]:
    offset, alone = source.position()
    version = source.line(MAX_HEADER_BYTES)
    while not strict and version and not version.strip():
        offset, alone = source.position()
        version = source.line(MAX_HEADER_BYTES)
    return version, offset, alone


def _require_end(source: "_Plain | _Gzip") -> None:
    if source.read(len(END)) != END:
        raise BrokenRecordError("no empty lines follow the record")
    source.settle()
    if not source.position()[1]:
        raise BrokenRecordError("more than one record stands in a gzip member")


def _headers(version: bytes, source: "_Plain | _Gzip") -> dict[str, str]:
    if not version.startswith(b"WARC/"):
        raise BrokenRecordError(f"no record begins with {shown(version[:40])}")
    headers: dict[str, str] = {}
    left = MAX_HEADER_BYTES
    name = ""
    while line := source.line(left).decode("utf-8", "replace"):
        left -= len(line)
        if not line.strip():
            return headers
        if left <= 0:
            break
        if line[0] in " \t" and name:
            headers[name] += f" {line.strip()}"
            continue
        name, _, value = line.partition(":")
        name = name.strip().lower()
        headers[name] = value.strip()
    raise BrokenRecordError("the record's headers have no end")


def _size(headers: dict[str, str]) -> int:
    text = headers.get("content-length", "")
    if not text.isdecimal() or len(text) > 18:
        raise BrokenRecordError(f"Content-Length is no number: {shown(text)}")
    return int(text)


def _block(source: "_Plain | _Gzip", size: int) -> tuple[bytes, bool]:
    if size <= MAX_BLOCK_BYTES:
        parts, left = [], size
        while left and (part := source.read(min(left, CHUNK_BYTES))):
            parts.append(part)
            left -= len(part)
        if left:
            raise BrokenRecordError("the file ends in the middle of a record")
        return b"".join(parts), False
    while size and (part := source.read(min(size, CHUNK_BYTES))):
        size -= len(part)
    if size:
        raise BrokenRecordError("the file ends in the middle of a record")
    return b"", True
