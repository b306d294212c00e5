import gzip
import zlib

import brotli  # type: ignore[import-untyped]  # comes with Scrapy
import pytest

from core.errors import LayoutChangedError
from crawlers.again.bodies import unpack, without_chunks
from tests.growth import assert_linear

PAGE = b"<p>a lamp of brass</p>" * 20


def chunked(*parts: bytes, last: bytes = b"0\r\n\r\n") -> bytes:
    return b"".join(b"%x;note=1\r\n%s\r\n" % (len(part), part) for part in parts) + last


@pytest.mark.parametrize(
    "body",
    [
        chunked(PAGE[:100], PAGE[100:]),
        chunked(PAGE, last=b""),
        chunked(PAGE, last=b"0\r\nTrailer: x\r\n\r\n"),
        # The header stayed, the marks were taken away.
        PAGE,
    ],
)
def test_marks_of_chunks_are_taken_away(body: bytes) -> None:
    assert without_chunks(body) == PAGE


def test_what_came_of_a_cut_chunk_is_kept() -> None:
    assert without_chunks(chunked(PAGE)[:200]) == PAGE[: 200 - len(b"1b8;note=1\r\n")]


def squeezed(data: bytes, window: int) -> bytes:
    squeeze = zlib.compressobj(wbits=window)
    return squeeze.compress(data) + squeeze.flush()


@pytest.mark.parametrize(
    ("encoding", "body"),
    [
        (None, PAGE),
        ("identity", PAGE),
        ("gzip", gzip.compress(PAGE, mtime=0)),
        (
            "X-Gzip",
            gzip.compress(PAGE[:50], mtime=0) + gzip.compress(PAGE[50:], mtime=0),
        ),
        ("deflate", zlib.compress(PAGE)),
        ("deflate", squeezed(PAGE, -zlib.MAX_WBITS)),
        ("br", brotli.compress(PAGE)),
        ("deflate, gzip", gzip.compress(zlib.compress(PAGE), mtime=0)),
        ("gzip", b""),
    ],
)
def test_body_is_unpacked(encoding: str | None, body: bytes) -> None:
    found = unpack(body, encoding, limit=10_000, url="u")
    assert found == (PAGE if body else b"")


def test_what_came_before_a_damaged_place_is_kept() -> None:
    whole = bytes(200_000)
    packed = gzip.compress(whole, mtime=0)
    found = unpack(packed[:-20], "gzip", limit=1_000_000, url="u")
    assert whole.startswith(found)
    assert len(found) > 100_000


@pytest.mark.parametrize("encoding", ["gzip", "br", "zstd", "compress"])
def test_what_cannot_be_unpacked_is_told(encoding: str) -> None:
    with pytest.raises(LayoutChangedError, match=encoding):
        unpack(b"\x01\x02 not packed", encoding, limit=1_000, url="u")


@pytest.mark.parametrize("encoding", ["gzip", "deflate", "br"])
def test_bomb_is_not_unpacked(encoding: str) -> None:
    packed = {
        "gzip": gzip.compress(bytes(5_000_000), mtime=0),
        "deflate": zlib.compress(bytes(5_000_000)),
        "br": brotli.compress(bytes(5_000_000)),
    }
    with pytest.raises(LayoutChangedError, match="more than 100000 bytes"):
        unpack(packed[encoding], encoding, limit=100_000, url="u")


@pytest.mark.parametrize("size", [b"-6", b"+6", b"0x6", b"1_0", b"\xb2"])
def test_size_that_is_none_leads_nowhere(size: bytes) -> None:
    body = size + b"\r\nabcdef\r\n0\r\n\r\n"
    assert without_chunks(body) == body


def test_body_of_many_empty_members_is_read_in_linear_time() -> None:
    def read(body: bytes) -> None:
        assert unpack(body, "gzip", limit=10_000, url="u") == PAGE

    page, empty = gzip.compress(PAGE), gzip.compress(b"")
    assert_linear(read, lambda members: page + empty * members, size=50_000)
