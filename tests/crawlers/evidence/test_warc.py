import gzip
import hashlib
from pathlib import Path
from typing import Any

from warcio.archiveiterator import ArchiveIterator

from crawlers.evidence.index import read_index
from crawlers.evidence.scan import read_record, split_http
from crawlers.evidence.warc import WarcArchive
from tests.crawlers.evidence.builders import FETCHED_AT, make_archive, make_exchange

BODY = gzip.compress(b"<p>a lamp</p>")
PACKED = make_exchange(body=BODY, **{"Content-Encoding": "gzip"})


def by_warcio(path: Path) -> list[tuple[str, dict[str, str], Any, bytes, Any]]:
    """Read an archive with the library that experts use, digests checked."""
    found = []
    with path.open("rb") as file:
        for record in ArchiveIterator(file, check_digests=True):
            body = record.raw_stream.read()
            found.append(
                (
                    record.rec_type,
                    dict(record.rec_headers.headers),
                    record.http_headers,
                    body,
                    record.digest_checker.passed,
                )
            )
    return found


def test_exchange_comes_back_byte_for_byte(tmp_path: Path) -> None:
    records = by_warcio(make_archive(tmp_path / "snapshots", PACKED))
    assert [kind for kind, *_ in records] == ["warcinfo", "response", "request"]
    _, headers, http_headers, body, digests_hold = records[1]
    assert body == BODY
    assert digests_hold
    assert headers["WARC-Target-URI"] == PACKED.url
    assert headers["WARC-Date"] == "2026-11-22T12:00:00.250000Z"
    digest = hashlib.sha256(BODY).hexdigest()
    assert headers["WARC-Payload-Digest"] == f"sha256:{digest}"
    assert http_headers.get_header("Content-Encoding") == "gzip"
    assert records[2][2].protocol == "GET"
    assert records[2][1]["WARC-Concurrent-To"] == headers["WARC-Record-ID"]
    assert b"isPartOf: r1" in records[0][3]


def test_body_that_is_known_is_kept_once(tmp_path: Path) -> None:
    image = bytes(range(256)) * 40
    exchanges = [make_exchange(f"/image/{n}.png", image) for n in range(3)]
    path = make_archive(tmp_path, *exchanges, make_exchange("/", b""))
    records = by_warcio(path)
    kinds = [kind for kind, *_ in records]
    assert kinds[1::2] == ["response", "revisit", "revisit", "response"]
    first, again = records[1][1], records[3][1]
    assert again["WARC-Refers-To"] == first["WARC-Record-ID"]
    assert again["WARC-Refers-To-Target-URI"] == exchanges[0].url
    assert again["WARC-Refers-To-Date"] == first["WARC-Date"]
    assert again["WARC-Payload-Digest"] == first["WARC-Payload-Digest"]
    assert records[3][3] == b""
    entries = list(read_index(tmp_path / "r1.cdxj"))
    assert [entry.is_revisit for entry in entries] == [False, True, True, False]
    assert len({entry.sha256 for entry in entries}) == 2


def test_index_leads_to_each_response(tmp_path: Path) -> None:
    exchanges = [make_exchange(f"/item/{n}", b"<p>%d" % n) for n in range(4)]
    path = make_archive(tmp_path, *exchanges)
    entries = list(read_index(tmp_path / "r1.cdxj"))
    assert [entry.url for entry in entries] == [item.url for item in exchanges]
    for entry, exchange in zip(entries, exchanges, strict=True):
        found = read_record(path, entry.offset)
        assert (found.length, found.kind) == (entry.length, "response")
        assert split_http(found.block).body == exchange.response_body
        body = hashlib.sha256(exchange.response_body).hexdigest()
        assert (entry.sha256, entry.status, entry.mime) == (body, 200, "text/html")
        assert entry.time == "20261122120000"


def test_archive_that_was_closed_well_is_gone_on_with(tmp_path: Path) -> None:
    make_archive(tmp_path, make_exchange("/a", b"one"))
    path = make_archive(
        tmp_path, make_exchange("/b", b"one"), make_exchange("/c", b"x")
    )
    kinds = [kind for kind, *_ in by_warcio(path)]
    assert kinds == [
        *("warcinfo", "response", "request"),
        *("warcinfo", "revisit", "request", "response", "request"),
    ]
    assert len(list(read_index(tmp_path / "r1.cdxj"))) == 3
    assert list(tmp_path.glob("*.cut-*")) == []


def test_cut_off_end_is_kept_beside_and_noted(tmp_path: Path) -> None:
    path = make_archive(
        tmp_path, make_exchange("/a", b"one"), make_exchange("/b", b"2")
    )
    whole = path.read_bytes()
    path.write_bytes(whole[:-7])
    archive = WarcArchive(path, {}, index=tmp_path / "r1.cdxj")
    assert archive.cut_off is not None
    archive.add(make_exchange("/c", b"three"))
    archive.close()
    (cut,) = tmp_path.glob("*.cut-*")
    assert cut.name == f"{path.name}.cut-{archive.cut_off.offset}"
    assert cut.read_bytes() == whole[archive.cut_off.offset : -7]
    records = by_warcio(path)
    noted = next(body for kind, _, _, body, _ in records if kind == "metadata")
    assert f"cut-off-sha256: {archive.cut_off.sha256}".encode() in noted
    assert [headers.get("WARC-Target-URI", "")[-2:] for _, headers, *_ in records] == [
        *("", "/a", "/a", "/b", "", "", "/c", "/c")
    ]


def test_saved_file_is_a_resource(tmp_path: Path) -> None:
    archive = WarcArchive(tmp_path / "x.warc.gz", {})
    digest = archive.add_file("http://127.0.0.1/x", FETCHED_AT, "text/html", b"<p>")
    archive.close()
    assert digest == hashlib.sha256(b"<p>").hexdigest()
    kind, headers, _, body, digests_hold = by_warcio(tmp_path / "x.warc.gz")[1]
    assert (kind, body, digests_hold) == ("resource", b"<p>", True)
    assert headers["Content-Type"] == "text/html"
    (entry,) = read_index(tmp_path / "x.cdxj")
    assert (entry.status, entry.mime, entry.sha256) == (0, "text/html", digest)


def test_only_the_owner_may_read_it(tmp_path: Path) -> None:
    path = make_archive(tmp_path / "snapshots", PACKED)
    assert path.stat().st_mode & 0o777 == 0o600
    assert (path.parent / "r1.cdxj").stat().st_mode & 0o777 == 0o600
    assert path.parent.stat().st_mode & 0o777 == 0o700


def test_line_breaks_in_a_header_begin_no_other_header(tmp_path: Path) -> None:
    hostile = make_exchange("/x", b"x", **{"X-Note": "a\r\nX-Forged: yes"})
    records = by_warcio(make_archive(tmp_path, hostile))
    assert records[1][2].get_header("X-Forged") is None
    assert records[1][4]
