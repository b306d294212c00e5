import gzip
from pathlib import Path

import pytest

from crawlers.evidence.scan import (
    MAX_BLOCK_BYTES,
    BrokenRecordError,
    read_record,
    read_records,
    split_http,
)
from tests.crawlers.evidence.builders import make_archive, make_exchange


@pytest.fixture
def warc(tmp_path: Path) -> Path:
    return make_archive(tmp_path, *(make_exchange(f"/{n}") for n in range(3)))


def test_records_tile_the_file(warc: Path) -> None:
    records = list(read_records(warc))
    ends = [record.offset + record.length for record in records]
    assert [record.offset for record in records] == [0, *ends[:-1]]
    assert ends[-1] == warc.stat().st_size
    assert len(records) == 7


def test_reading_begins_at_any_record(warc: Path) -> None:
    records = list(read_records(warc))
    assert list(read_records(warc, records[3].offset)) == records[3:]
    assert read_record(warc, records[5].offset) == records[5]


def test_every_cut_is_found(warc: Path) -> None:
    whole = warc.read_bytes()
    ends = {record.offset + record.length for record in read_records(warc)}
    for size in range(1, len(whole), 5):
        warc.write_bytes(whole[:size])
        if size in ends:
            assert list(read_records(warc))
            continue
        with pytest.raises(BrokenRecordError) as caught:
            list(read_records(warc))
        assert caught.value.context["offset"] == max(
            {0} | {end for end in ends if end < size}
        )


def test_plain_files_and_files_packed_as_a_whole_are_read_leniently(warc: Path) -> None:
    plain = gzip.decompress(warc.read_bytes())
    due = [(record.kind, record.block) for record in read_records(warc)]
    for data in (plain, gzip.compress(plain), b"\r\n" + plain + b"\r\n"):
        warc.write_bytes(data)
        found = list(read_records(warc, strict=False))
        assert [(record.kind, record.block) for record in found] == due
    warc.write_bytes(gzip.compress(plain))
    with pytest.raises(BrokenRecordError, match="more than one record"):
        list(read_records(warc))


def test_large_block_is_passed_over(tmp_path: Path) -> None:
    size = MAX_BLOCK_BYTES + 1
    head = f"WARC/1.0\r\nWARC-Type: response\r\nContent-Length: {size}\r\n\r\n".encode()
    path = tmp_path / "large.warc"
    with path.open("wb") as file:
        file.write(head)
        file.seek(size, 1)
        file.write(b"\r\n\r\nWARC/1.0\r\nWARC-Type: last\r\nContent-Length: 0\r\n\r\n")
    large, last = read_records(path, strict=False)
    assert (large.oversized, large.block, last.kind) == (True, b"", "last")


@pytest.mark.parametrize(
    ("data", "said"),
    [
        (b"<html>", "no record begins with"),
        (b"WARC/1.0\r\nContent-Length: many\r\n\r\n", "is no number"),
        (b"WARC/1.0\r\nContent-Length: 5\r\n\r\nabc", "middle of a record"),
        (b"WARC/1.0\r\nContent-Length: 5\r\n", "have no end"),
        (b"WARC/1.0\r\n" + b"x" * 300_000, "have no end"),
    ],
)
def test_what_is_no_record_is_told(tmp_path: Path, data: bytes, said: str) -> None:
    path = tmp_path / "x.warc"
    path.write_bytes(data)
    with pytest.raises(BrokenRecordError, match=said):
        list(read_records(path, strict=False))


def test_message_is_taken_apart() -> None:
    message = split_http(
        b"HTTP/1.1 404 Not\x85Found\r\nA: b\x85c\r\na: d\r\n\r\n\r\nbody"
    )
    assert (message.status, message.header("a")) == (404, "b\x85c")
    assert message.body == b"\r\nbody"
    assert split_http(b"HTTP/1.0 200 OK\nA: b\n\nx").body == b"x"
    assert split_http(b"nonsense").status == 0


def test_headers_without_carriage_returns_end_where_they_end() -> None:
    block = b"HTTP/1.1 200 OK\nContent-Type: text/html\n\n<p>a\r\n\r\nlamp</p>"
    message = split_http(block)
    assert message.body == b"<p>a\r\n\r\nlamp</p>"
    assert message.header("content-type") == "text/html"
