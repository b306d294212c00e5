"""The index beside a WARC: one CDXJ line for each response, in the order of capture."""

import json
import re
import string
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from urllib.parse import quote, urlsplit

from core.errors import StallwatchError, shown

MAX_LINE_BYTES = 1024 * 1024
REVISIT_MIME = "warc/revisit"
"""What a line says instead of a media type where the body stands in an earlier record."""
_ADDRESS = re.compile(r"[\d.]+|\[.*\]")
_PRINTED = string.punctuation
_DIGEST = re.compile(r"[0-9a-f]{64}")
_FIELDS = ("url", "mime", "status", "digest", "length", "offset", "filename")


class BrokenIndexError(StallwatchError):
    """A line of an index cannot be read; ``offset`` in the context says where."""


@dataclass(frozen=True, slots=True)
class IndexEntry:
    """Where a response stands in the WARC."""

    url: str
    time: str
    """14 digits, UTC."""
    status: int
    """0 where a file was imported that tells none."""
    mime: str
    sha256: str
    """Of the body as received."""
    offset: int
    length: int
    filename: str

    @property
    def is_revisit(self) -> bool:
        """Whether the body stands in an earlier record."""
        return self.mime == REVISIT_MIME

    def line(self) -> bytes:
        """Return the line, with its end."""
        facts = {
            "url": self.url,
            "mime": self.mime,
            "status": str(self.status),
            "digest": f"sha256:{self.sha256}",
            "length": str(self.length),
            "offset": str(self.offset),
            "filename": self.filename,
        }
        text = json.dumps(facts, ensure_ascii=True)
        return f"{surt(self.url)} {self.time} {text}\n".encode()


def time14(moment: datetime) -> str:
    """Return a time as the index writes it."""
    moment = moment.astimezone(UTC)
    return f"{moment.year:04}{moment:%m%d%H%M%S}"


def surt(url: str) -> str:
    """Return the key that an address is sorted by: its host turned round, then its path.

    ``http://www.example.org:8080/Item?b=1`` gives ``org,example,www:8080)/item?b=1``.
    """
    try:
        parts = urlsplit(url)
        host, port = parts.hostname or "", parts.port
    except ValueError:
        return _plain("".join(url.split()).lower())
    if not _ADDRESS.fullmatch(host):
        host = ",".join(reversed(host.split(".")))
    where = f"{host}:{port}" if port else host
    query = "&".join(sorted(parts.query.split("&"))) if parts.query else ""
    key = f"{where}){parts.path or '/'}" + (f"?{query}" if query else "")
    # The key must hold no blank: the time follows the first one.
    return _plain("%20".join(key.lower().split()))


def _plain(key: str) -> str:
    """Return a key in ASCII, in which alone the lines are written."""
    return quote(key, safe=_PRINTED, errors="replace")


def parse_line(line: bytes) -> IndexEntry:
    """Read a line.

    Raises:
        BrokenIndexError: It is none.
    """
    try:
        _, time, text = line.decode("ascii").split(" ", 2)
        facts = json.loads(text)
        values = [facts[name] for name in _FIELDS]
        url, mime, status, digest, length, offset, filename = map(str, values)
        method, _, sha256 = digest.partition(":")
        entry = IndexEntry(
            url=url,
            time=time,
            status=int(status),
            mime=mime,
            sha256=sha256,
            offset=int(offset),
            length=int(length),
            filename=filename,
        )
    except (ValueError, KeyError, TypeError) as error:
        raise BrokenIndexError(f"no line of an index: {shown(line[:80])}") from error
    known = method == "sha256" and _DIGEST.fullmatch(sha256) and time.isdecimal()
    if not (known and line.endswith(b"\n")):
        raise BrokenIndexError(f"no line of an index: {shown(line[:80])}")
    return entry


def read_index(path: Path) -> Iterator[IndexEntry]:
    """Return the entries of an index.

    Raises:
        BrokenIndexError: A line cannot be read, or the last one has no end.
    """
    for _, entry in read_lines(path):
        yield entry


def read_lines(path: Path) -> Iterator[tuple[int, IndexEntry]]:
    """Return the entries of an index, each with the byte where its line begins.

    Raises:
        BrokenIndexError: A line cannot be read, or the last one has no end.
    """
    offset = 0
    with path.open("rb") as file:
        while line := file.readline(MAX_LINE_BYTES):
            try:
                entry = parse_line(line)
            except BrokenIndexError as error:
                context: dict[str, Any] = {"file": path.name, "offset": offset}
                raise BrokenIndexError(error.message, **context) from error
            yield offset, entry
            offset += len(line)
