import gzip
import hashlib
import io
from dataclasses import replace
from pathlib import Path

from PIL import Image

from crawlers.again.captures import RunArchive
from crawlers.evidence.warc import Exchange, WarcArchive
from tests.crawlers.evidence.builders import (
    FETCHED_AT,
    ORIGIN,
    make_archive,
    make_exchange,
)

PAGE = b"<p>a lamp</p>"
PACKED = make_exchange("/item/1", gzip.compress(PAGE), **{"Content-Encoding": "gzip"})


def archive_of(folder: Path, *exchanges: Exchange) -> RunArchive:
    return RunArchive(make_archive(folder, *exchanges), folder / "r1.cdxj")


def test_response_comes_as_a_crawl_had_it(tmp_path: Path) -> None:
    archive = archive_of(tmp_path, PACKED)
    capture = archive.load(next(archive.entries()))
    assert (capture.page.url, capture.page.status) == (PACKED.url, 200)
    assert (capture.page.body, capture.fetched_at) == (PAGE, FETCHED_AT)
    assert capture.page.content_type == "text/html; charset=utf-8"
    snapshot = capture.snapshot("r1")
    assert snapshot.received_sha256 == hashlib.sha256(PACKED.response_body).hexdigest()
    assert snapshot.parsed_sha256 == hashlib.sha256(PAGE).hexdigest()
    assert snapshot.size_bytes == len(PACKED.response_body)


def test_body_that_is_kept_once_is_found_for_all(tmp_path: Path) -> None:
    archive = archive_of(tmp_path, PACKED, replace(PACKED, url=f"{ORIGIN}/item/2"))
    bodies = [archive.load(entry).page.body for entry in archive.entries()]
    assert bodies == [PAGE, PAGE]


def test_last_answer_with_content_counts(tmp_path: Path) -> None:
    def answer(path: str, status: str, body: bytes) -> Exchange:
        return replace(make_exchange(path, body), status_line=status)

    archive = archive_of(
        tmp_path,
        answer("/a", "500 Internal Server Error", b"<p>broken"),
        answer("/a", "200 OK", b"<p>one"),
        answer("/b", "200 OK", b"<p>old"),
        answer("/b", "200 OK", b"<p>new"),
        answer("/b", "304 Not Modified", b""),
        answer("/c", "404 Not Found", b"<p>none"),
    )
    found = {
        entry.url[-1]: (entry.status, archive.load(entry).page.body)
        for entry in archive.entries()
    }
    assert found == {
        "a": (200, b"<p>one"),
        "b": (200, b"<p>new"),
        "c": (404, b"<p>none"),
    }
    assert (len(archive), archive.older) == (3, 1)


def test_saved_file_has_no_status_but_content(tmp_path: Path) -> None:
    out = WarcArchive(tmp_path / "r1.warc.gz", {})
    out.add_file(f"{ORIGIN}/x", FETCHED_AT, "text/html; charset=cp1251", b"<p>")
    out.close()
    archive = RunArchive(tmp_path / "r1.warc.gz", tmp_path / "r1.cdxj")
    capture = archive.load(next(archive.entries()))
    assert (capture.page.status, capture.page.body) == (200, b"<p>")
    assert capture.page.content_type == "text/html; charset=cp1251"


def test_picture_is_found_by_its_address(tmp_path: Path) -> None:
    out = io.BytesIO()
    Image.new("RGB", (32, 32), "red").save(out, "PNG")
    url = f"{ORIGIN}/1.png"
    picture = replace(
        make_exchange("/1.png", out.getvalue()),
        response_headers=[("Content-Type", "image/png")],
    )
    archive = archive_of(tmp_path, picture, make_exchange("/page"))
    image = archive.image(url)
    assert image is not None
    assert image.sha256 == hashlib.sha256(out.getvalue()).hexdigest()
    assert image.phash is not None
    assert archive.image(f"{ORIGIN}/page") is None
    assert archive.image(f"{ORIGIN}/none") is None
