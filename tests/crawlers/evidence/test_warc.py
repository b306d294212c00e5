import gzip
import hashlib
from base64 import b32encode
from datetime import UTC, datetime
from pathlib import Path

from warcio.archiveiterator import ArchiveIterator

from crawlers.evidence.warc import Exchange, WarcArchive

BODY = gzip.compress(b"<p>a lamp</p>")
EXCHANGE = Exchange(
    url="http://127.0.0.1:8801/item/7?x=1",
    fetched_at=datetime(2026, 11, 22, 12, 0, 0, 250_000, tzinfo=UTC),
    method="GET",
    request_headers=[("Host", "127.0.0.1:8801")],
    request_body=b"",
    status_line="200 OK",
    response_headers=[("Content-Type", "text/html"), ("Content-Encoding", "gzip")],
    response_body=BODY,
)


def test_exchange_comes_back_byte_for_byte(tmp_path: Path) -> None:
    path = tmp_path / "snapshots" / "run.warc.gz"
    archive = WarcArchive(path, {"isPartOf": "r1"})
    archive.add(EXCHANGE)
    archive.add(EXCHANGE)
    archive.close()
    with path.open("rb") as file:
        records = [
            (
                record.rec_type,
                dict(record.rec_headers.headers),
                record.http_headers,
                record.raw_stream.read(),
            )
            for record in ArchiveIterator(file)
        ]
    kinds = [kind for kind, *_ in records]
    assert kinds == ["warcinfo", "response", "request", "response", "request"]
    _, headers, http_headers, body = records[1]
    assert body == BODY
    assert headers["WARC-Target-URI"] == EXCHANGE.url
    assert headers["WARC-Date"] == "2026-11-22T12:00:00.250000Z"
    digest = b32encode(hashlib.sha1(BODY, usedforsecurity=False).digest()).decode()
    assert headers["WARC-Payload-Digest"] == f"sha1:{digest}"
    assert http_headers.get_header("Content-Encoding") == "gzip"
    assert records[2][2].protocol == "GET"
    assert b"isPartOf: r1" in records[0][3]


def test_each_record_is_a_gzip_member_of_its_own(tmp_path: Path) -> None:
    path = tmp_path / "run.warc.gz"
    archive = WarcArchive(path, {})
    archive.add(EXCHANGE)
    archive.close()
    assert path.read_bytes().count(b"\x1f\x8b\x08") >= 3
    assert gzip.decompress(path.read_bytes()).count(b"WARC/1.1") == 3
