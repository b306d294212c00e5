import hashlib
from dataclasses import replace
from datetime import datetime
from pathlib import Path

import pytest

from crawlers.evidence.entries import date_of, entry_of, mime_of
from crawlers.evidence.index import read_index, time14
from crawlers.evidence.records import warc_date
from crawlers.evidence.scan import BrokenRecordError, WarcRecord, read_records
from crawlers.evidence.warc import WarcArchive
from tests.crawlers.evidence.builders import FETCHED_AT, make_archive, make_exchange


def test_entries_of_records_are_those_that_were_written(tmp_path: Path) -> None:
    path = make_archive(tmp_path, make_exchange("/a"), make_exchange("/b"))
    archive = WarcArchive(path, {}, index=tmp_path / "r1.cdxj")
    archive.add_file("http://127.0.0.1/c", FETCHED_AT, "text/html", b"<p>")
    archive.close()
    found = [entry_of(record, path.name) for record in read_records(path)]
    assert [item for item in found if item] == list(read_index(tmp_path / "r1.cdxj"))


def test_digest_is_computed_and_not_believed() -> None:
    headers = {
        "warc-type": "response",
        "warc-date": "2026-11-22T12:00:00Z",
        "warc-payload-digest": "sha256:" + "0" * 64,
    }
    record = WarcRecord(0, 1, headers, b"HTTP/1.1 200 OK\r\n\r\nbody")
    entry = entry_of(record, "x")
    assert entry is not None
    assert entry.sha256 == hashlib.sha256(b"body").hexdigest()


def test_record_without_a_time_is_broken() -> None:
    with pytest.raises(BrokenRecordError, match="WARC-Date"):
        date_of(WarcRecord(0, 1, {"warc-date": "yesterday"}, b""))


def test_time_without_a_zone_is_utc() -> None:
    record = WarcRecord(0, 1, {"warc-date": "2026-11-22T12:00:00.250000"}, b"")
    assert date_of(record) == FETCHED_AT


def test_media_type_stands_without_parameters() -> None:
    assert mime_of("Text/HTML; charset=utf-8") == "text/html"
    assert mime_of(None) == "unk"


@pytest.mark.parametrize(
    ("text", "utc"),
    [
        ("2026-11-22T12:00:00+05:00", "2026-11-22T07:00:00.000000Z"),
        ("0005-01-01T00:00:00Z", "0005-01-01T00:00:00.000000Z"),
    ],
)
def test_time_is_kept_as_utc_and_comes_back(text: str, utc: str) -> None:
    moment = date_of(WarcRecord(0, 1, {"warc-date": text}, b""))
    assert warc_date(moment) == utc
    assert warc_date(datetime.fromisoformat(text)) == utc
    assert date_of(WarcRecord(0, 1, {"warc-date": utc}, b"")) == moment
    assert time14(datetime.fromisoformat(text)) == "".join(
        char for char in utc[:19] if char.isdecimal()
    )


def test_time_before_all_times_is_none() -> None:
    with pytest.raises(BrokenRecordError, match="WARC-Date"):
        date_of(WarcRecord(0, 1, {"warc-date": "0001-01-01T00:00:00+05:00"}, b""))


@pytest.mark.parametrize(
    "line", ["200 OK", " 200 OK", "2000 OK", "200OK", "", "\xb2\xb2\xb2 x", "404"]
)
@pytest.mark.parametrize("path", ["/a>", "/<a>", "/caf\xe9", "/" + "a" * 8_000])
def test_odd_answers_have_the_line_that_their_record_gives(
    tmp_path: Path, line: str, path: str
) -> None:
    exchange = replace(make_exchange(path), status_line=line)
    warc = make_archive(tmp_path, exchange)
    found = [entry_of(record, warc.name) for record in read_records(warc)]
    assert [item for item in found if item] == list(read_index(tmp_path / "r1.cdxj"))
