import gzip
import io
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from warcio.statusandheaders import StatusAndHeaders
from warcio.warcwriter import WARCWriter

from core.records import RunOrigin
from core.settings import Settings
from crawlers.again.archives import HELD_BYTES_MAX, ArchiveFindings, take_archive
from crawlers.again.intake import Intake
from crawlers.again.work import open_run
from crawlers.evidence.index import read_index
from crawlers.evidence.scan import MAX_BLOCK_BYTES, read_records, split_http
from crawlers.evidence.warc import WarcArchive
from crawlers.profile.load import load_profile
from tests.crawlers.evidence.builders import ORIGIN

DATE = "2020-05-01T10:00:00Z"
Write = Callable[[WARCWriter], None]


class Taken:
    """An archive of another crawler, taken in."""

    def __init__(self, folder: Path, home: Settings) -> None:
        self.warc = folder / "own.warc.gz"
        context = open_run(
            load_profile(home.markets_dir / "lamps.yml"),
            home,
            run_id="i1",
            origin=RunOrigin.IMPORT,
            source="x",
            warc=self.warc.name,
            partial=True,
        )
        self.state = context.state
        self._archive = WarcArchive(self.warc, {})
        self._intake = Intake(context, self._archive)
        self._path = folder / "other.warc"

    def take(self, data: bytes) -> ArchiveFindings:
        self._path.write_bytes(data)
        return take_archive(self._path, self._intake)

    def bodies(self) -> dict[str, bytes]:
        return {
            record.url.removeprefix(ORIGIN): split_http(record.block).body
            for record in read_records(self.warc)
            if record.kind == "response"
        }

    def kinds(self) -> list[str]:
        return [record.kind for record in read_records(self.warc)][1:]

    def close(self) -> None:
        self._archive.close()


@pytest.fixture
def taken(tmp_path: Path, home: Settings) -> Iterator[Taken]:
    taken = Taken(tmp_path, home)
    yield taken
    taken.close()


def written(*steps: Write, packed: bool = False) -> bytes:
    out = io.BytesIO()
    writer = WARCWriter(out, gzip=packed)
    for step in steps:
        step(writer)
    return out.getvalue()


def response(path: str, body: bytes, **headers: str) -> Write:
    def write(writer: WARCWriter) -> None:
        names = {"Content-Type": "text/html", **headers}
        pairs = [(name.replace("_", "-"), value) for name, value in names.items()]
        http = StatusAndHeaders("200 OK", pairs, protocol="HTTP/1.1")
        writer.write_record(
            writer.create_warc_record(
                path if "://" in path else ORIGIN + path,
                "response",
                payload=io.BytesIO(body),
                length=len(body),
                http_headers=http,
                warc_headers_dict={"WARC-Date": DATE},
            )
        )

    return write


def pair(path: str, body: bytes, *, request_first: bool) -> Write:
    def write(writer: WARCWriter) -> None:
        made: dict[str, Any] = {}
        for kind, line, payload in (
            ("response", "200 OK", body),
            ("request", f"GET {path} HTTP/1.1", b""),
        ):
            http = StatusAndHeaders(
                line,
                [("Host", "127.0.0.1:8801")],
                protocol="HTTP/1.1" if kind == "response" else "",
                is_http_request=kind == "request",
            )
            made[kind] = writer.create_warc_record(
                ORIGIN + path,
                kind,
                payload=io.BytesIO(payload),
                length=len(payload),
                http_headers=http,
                warc_headers_dict={"WARC-Date": DATE},
            )
        response_id = made["response"].rec_headers.get_header("WARC-Record-ID")
        made["request"].rec_headers.add_header("WARC-Concurrent-To", response_id)
        order = ("request", "response") if request_first else ("response", "request")
        for kind in order:
            writer.write_record(made[kind])

    return write


def revisit(path: str, digest: str) -> Write:
    def write(writer: WARCWriter) -> None:
        http = StatusAndHeaders("200 OK", [], protocol="HTTP/1.1")
        writer.write_record(
            writer.create_revisit_record(
                ORIGIN + path, digest, ORIGIN + "/1", DATE, http_headers=http
            )
        )

    return write


@pytest.mark.parametrize(
    "pack",
    [
        lambda steps: written(*steps),
        lambda steps: written(*steps, packed=True),
        lambda steps: gzip.compress(written(*steps)),
    ],
    ids=["plain", "packed by record", "packed as a whole"],
)
def test_archive_is_read_however_it_is_packed(taken: Taken, pack: Any) -> None:
    found = taken.take(pack([response("/1", b"<p>one"), response("/2", b"<p>two")]))
    assert taken.bodies() == {"/1": b"<p>one", "/2": b"<p>two"}
    assert found.cut_at is None
    assert taken.state.bytes_received == 12


def test_marks_of_chunks_go_and_packing_stays(taken: Taken) -> None:
    packed = gzip.compress(b"<p>one")
    chunks = b"%x\r\n%s\r\n0\r\n\r\n" % (len(packed), packed)
    taken.take(
        written(
            response("/1", chunks, Transfer_Encoding="chunked", Content_Encoding="gzip")
        )
    )
    assert taken.bodies() == {"/1": packed}
    (record,) = [item for item in read_records(taken.warc) if item.kind == "response"]
    message = split_http(record.block)
    assert message.header("x-archive-orig-transfer-encoding") == "chunked"
    assert message.header("transfer-encoding") is None
    assert record.headers["warc-date"].startswith("2020-05-01T10:00:00")


@pytest.mark.parametrize("request_first", [True, False])
def test_request_comes_in_beside_its_response(
    taken: Taken, request_first: bool
) -> None:
    taken.take(written(pair("/1", b"<p>", request_first=request_first)))
    response_record, request = list(read_records(taken.warc))[1:]
    assert (response_record.kind, request.kind) == ("response", "request")
    assert (
        request.headers["warc-concurrent-to"]
        == response_record.headers["warc-record-id"]
    )
    assert request.block.startswith(b"GET /1 HTTP/1.1")


def test_other_hosts_stay_out_with_their_requests(taken: Taken) -> None:
    taken.take(
        written(
            response("http://elsewhere.example/x", b"<p>secret"),
            response("/1", b"<p>one"),
        )
    )
    assert list(taken.bodies()) == ["/1"]
    assert taken.state.out_of_scope == 1


def test_revisit_takes_the_body_from_where_it_stands(taken: Taken) -> None:
    data = written(response("/1", b"<p>same"), packed=True)
    digest = next(
        record.headers["warc-payload-digest"]
        for record in read_records(_kept(taken, data), strict=False)
        if record.kind == "response"
    )
    found = taken.take(
        data
        + written(revisit("/2", digest), revisit("/3", "sha1:" + "A" * 32), packed=True)
    )
    assert taken.kinds() == ["response", "revisit", "revisit"]
    entries = list(read_index(taken.warc.with_name("own.cdxj")))
    assert len({entry.sha256 for entry in entries}) == 1
    assert found.without_body == 0


def _kept(taken: Taken, data: bytes) -> Path:
    path = taken.warc.with_name("first.warc.gz")
    path.write_bytes(data)
    return path


def test_revisit_without_a_body_anywhere_is_counted(taken: Taken) -> None:
    found = taken.take(written(revisit("/9", "sha1:" + "B" * 32)))
    assert (found.without_body, taken.kinds()) == (1, [])


def test_end_that_was_cut_off_is_told_and_the_rest_read(taken: Taken) -> None:
    data = written(response("/1", b"<p>one"), response("/2", b"<p>two"), packed=True)
    found = taken.take(data[:-40])
    assert list(taken.bodies()) == ["/1"]
    assert found.cut_at is not None
    assert 0 < found.cut_at < len(data)
    assert "middle of a record" in found.cut_reason


def test_record_without_a_time_is_counted(taken: Taken) -> None:
    data = written(response("/1", b"<p>one")).replace(DATE.encode(), b"some time ago")
    found = taken.take(data)
    assert (found.undated, taken.kinds()) == (1, [])


def dated(date: str) -> bytes:
    return written(response("/1", b"<p>one")).replace(DATE.encode(), date.encode())


def test_capture_of_a_time_to_come_is_counted(taken: Taken) -> None:
    assert taken.take(dated("2999-05-01T10:00:00Z")).undated == 1
    assert taken.bodies() == {}


def test_response_that_would_grow_too_large_is_counted(taken: Taken) -> None:
    head = b"HTTP/1.1 200 OK\r\nTransfer-Encoding: x\r\n\r\n"
    body = b"a" * (MAX_BLOCK_BYTES - len(head))
    record = (
        f"WARC/1.0\r\nWARC-Type: response\r\nWARC-Date: {DATE}\r\n"
        f"WARC-Target-URI: {ORIGIN}/1\r\nContent-Length: {MAX_BLOCK_BYTES}\r\n\r\n"
    ).encode()
    found = taken.take(record + head + body + b"\r\n\r\n")
    assert found.oversized == 1
    assert taken.bodies() == {}


def test_requests_that_wait_take_little_room(taken: Taken) -> None:
    size = HELD_BYTES_MAX // 3
    one = (
        "WARC/1.0\r\nWARC-Type: request\r\nWARC-Record-ID: <urn:uuid:{}>\r\n"
        "Content-Length: {}\r\n\r\n"
    )
    records = [
        one.format(number, size).encode() + b"a" * size + b"\r\n\r\n"
        for number in range(6)
    ]
    found = taken.take(gzip.compress(b"".join(records), 1))
    assert list(found.requests) == [f"<urn:uuid:{number}>" for number in (3, 4, 5)]
    assert found.held_bytes == 3 * size


def test_addresses_beyond_ascii_are_kept(taken: Taken) -> None:
    data = written(response("/1", b"<p>one")).replace(
        f"{ORIGIN}/1".encode(), f"{ORIGIN}/café".encode()
    )
    taken.take(data)
    assert taken.bodies() == {"/café": b"<p>one"}
    (entry,) = read_index(taken.warc.with_name("own.cdxj"))
    assert entry.url == f"{ORIGIN}/café"
