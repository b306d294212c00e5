"""The body of a message as it came to the page that a reader is given."""

import re
import zlib

import brotli  # type: ignore[import-untyped]  # comes with Scrapy, without annotations

from core.errors import LayoutChangedError

CHUNK_BYTES = 64 * 1024
MAX_MEMBERS = 1_000
"""Of one gzip body: more are a way to keep a reader busy with nothing."""
_CHUNK_SIZE = re.compile(rb"[0-9A-Fa-f]{1,16}")


def without_chunks(body: bytes) -> bytes:
    """Return a body without the marks of chunked transfer; as it is where it has none."""
    parts: list[bytes] = []
    place = 0
    while True:
        end = body.find(b"\r\n", place, place + 1024)
        size = _chunk_size(body[place:end]) if end >= 0 else None
        if size is None:
            # Many archives keep the header and take the marks away.
            return b"".join(parts) if parts else body
        if size == 0:
            return b"".join(parts)
        parts.append(body[end + 2 : end + 2 + size])
        place = end + 2 + size + 2
        if place >= len(body):
            # Cut off: what came is kept.
            return b"".join(parts)


def unpack(body: bytes, encoding: str | None, *, limit: int, url: str) -> bytes:
    """Return a body as the page's author wrote it.

    Args:
        body: As received.
        encoding: The Content-Encoding header.
        limit: Bytes that the result may have.
        url: For messages.

    Raises:
        LayoutChangedError: It cannot be unpacked, or is larger than the limit.
    """
    for name in reversed((encoding or "").lower().split(",")):
        body = _unpacked(body, name.strip(), limit, url)
    return body


def _chunk_size(line: bytes) -> int | None:
    # Python's own reading of numbers knows signs, which would lead backwards.
    found = _CHUNK_SIZE.fullmatch(line.partition(b";")[0].strip())
    return int(found[0], 16) if found else None


def _unpacked(body: bytes, name: str, limit: int, url: str) -> bytes:
    if name in {"", "identity", "none"} or not body:
        return body
    if name in {"gzip", "x-gzip"}:
        found = _inflated(body, zlib.MAX_WBITS + 16, limit, url)
    elif name == "deflate":
        found = _inflated(body, zlib.MAX_WBITS, limit, url) or _inflated(
            body, -zlib.MAX_WBITS, limit, url
        )
    elif name == "br":
        found = _from_brotli(body, limit, url)
    else:
        found = None
    if found is None:
        raise LayoutChangedError(
            f"the page cannot be unpacked: Content-Encoding is {name[:40]!r}", url=url
        )
    return found


def _inflated(body: bytes, window: int, limit: int, url: str) -> bytes | None:
    parts: list[bytes] = []
    size, place, members, left = 0, 0, 1, b""
    inflate = zlib.decompressobj(window)
    # Piece by piece: what zlib leaves is copied each time.
    while left or place < len(body):
        if not left:
            left = body[place : place + CHUNK_BYTES]
            place += len(left)
        if inflate.eof:
            members += 1
            inflate = zlib.decompressobj(window)
        try:
            part = inflate.decompress(left, CHUNK_BYTES)
        except zlib.error:
            # As a browser does: what came before a damaged place is shown.
            return b"".join(parts) if parts else None
        size += len(part)
        _require_size(size, limit, url)
        parts.append(part)
        left = inflate.unused_data if inflate.eof else inflate.unconsumed_tail
        if inflate.eof and members == MAX_MEMBERS:
            break
    return b"".join(parts)


def _from_brotli(body: bytes, limit: int, url: str) -> bytes | None:
    unpacker = brotli.Decompressor()
    parts: list[bytes] = []
    size, left = 0, body
    try:
        while not unpacker.is_finished():
            part = unpacker.process(left, output_buffer_limit=CHUNK_BYTES)
            left = b""
            if not part:
                break
            size += len(part)
            _require_size(size, limit, url)
            parts.append(part)
    except brotli.error:
        pass
    return b"".join(parts) if parts else None


def _require_size(size: int, limit: int, url: str) -> None:
    if size > limit:
        raise LayoutChangedError(
            f"the page unpacks to more than {limit} bytes, so it was not read", url=url
        )
