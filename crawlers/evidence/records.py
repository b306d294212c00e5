"""The records of a WARC as bytes, by ISO 28500 (WARC/1.1)."""

import hashlib
import zlib
from collections.abc import Iterable, Mapping
from datetime import UTC, datetime
from uuid import uuid4

VERSION = "WARC/1.1"
REVISIT_PROFILE = "http://netpreserve.org/warc/1.1/revisit/identical-payload-digest"
GZIP_LEVEL = 1
"""Low: the crawl waits for it. Level 9 costs six times as long for a tenth less."""
END = b"\r\n\r\n"
Headers = Iterable[tuple[str, str]]


def new_record_id() -> str:
    """Return an id that no other record has."""
    return f"<urn:uuid:{uuid4()}>"


def warc_date(moment: datetime) -> str:
    """Return a time as WARC headers write it."""
    text = moment.astimezone(UTC).isoformat(timespec="microseconds")
    return f"{text.removesuffix('+00:00')}Z"


def http_head(first_line: str, headers: Headers) -> bytes:
    """Return the start line and headers of a message, with the empty line."""
    lines = [first_line, *(f"{name}: {value}" for name, value in headers)]
    return (
        "".join(f"{_one_line(line)}\r\n" for line in lines).encode("latin-1", "replace")
        + b"\r\n"
    )


def fields(values: Mapping[str, str]) -> bytes:
    """Return the block of a ``warcinfo`` or ``metadata`` record."""
    lines = (f"{name}: {_one_line(value)}\r\n" for name, value in values.items())
    return "".join(lines).encode()


def record(
    kind: str,
    *,
    date: str,
    content_type: str,
    head: bytes,
    body: bytes = b"",
    url: str | None = None,
    record_id: str | None = None,
    extra: Mapping[str, str] | None = None,
) -> bytes:
    """Return a record as a gzip member of its own.

    Args:
        kind: ``response``, ``request``, ``revisit``, ``resource``, ``warcinfo`` or ``metadata``.
        date: When it was captured.
        content_type: Of the block.
        head: The block's first part, such as HTTP headers.
        body: The block's second part.
        url: What it is a capture of.
        record_id: Where another record names it.
        extra: Further headers.
    """
    block_digest = hashlib.sha256(head)
    block_digest.update(body)
    headers = {
        "WARC-Type": kind,
        "WARC-Record-ID": record_id or new_record_id(),
        "WARC-Date": date,
        **({"WARC-Target-URI": url} if url else {}),
        **(extra or {}),
        "WARC-Block-Digest": f"sha256:{block_digest.hexdigest()}",
        "Content-Type": content_type,
        "Content-Length": str(len(head) + len(body)),
    }
    lines = "".join(
        f"{name}: {_one_line(value)}\r\n" for name, value in headers.items()
    )
    squeeze = zlib.compressobj(GZIP_LEVEL, zlib.DEFLATED, zlib.MAX_WBITS + 16)
    return b"".join(
        (
            squeeze.compress(f"{VERSION}\r\n{lines}\r\n".encode()),
            squeeze.compress(head),
            squeeze.compress(body),
            squeeze.compress(END),
            squeeze.flush(),
        )
    )


def _one_line(text: str) -> str:
    # A line break would begin a header that nobody sent.
    if text.isprintable():
        return text
    return text.replace("\r", " ").replace("\n", " ")
