import gzip
import hashlib
import io
import json
import zlib
from pathlib import Path

import brotli  # type: ignore[import-untyped]
import pytest
from PIL import Image
from scrapy import Request
from scrapy.crawler import Crawler
from scrapy.exceptions import IgnoreRequest
from scrapy.http import Response
from scrapy.statscollectors import MemoryStatsCollector
from warcio.archiveiterator import ArchiveIterator

from core.errors import ConfigError
from core.records import AlertKind, RunOutcome
from crawlers.context import CrawlContext
from crawlers.middlewares.blocklist import BlockListMiddleware
from crawlers.middlewares.refusals import BlockedContent
from tests.crawlers.conftest import Crawl
from tests.crawlers.small_market import Answer, SmallMarket, html, listing_page

URL = "http://127.0.0.1/item/1"
BAD = b"<html><body><p>a Purplefrobnicator</p></body></html>"


@pytest.fixture
def crawler(crawler: Crawler) -> Crawler:
    crawler.stats = MemoryStatsCollector(crawler)
    return crawler


@pytest.fixture
def terms(context: CrawlContext) -> Path:
    folder = context.settings.blocklist_folder
    folder.mkdir(parents=True)
    path = folder / "terms.txt"
    path.write_text("# made up\npurplefrobnicator\n", encoding="utf-8")
    return path


def answer(body: bytes, encoding: str | None = None) -> tuple[Request, Response]:
    headers = {"Content-Type": "text/html"}
    if encoding:
        headers["Content-Encoding"] = encoding
    return Request(URL), Response(URL, body=body, headers=headers)


@pytest.mark.usefixtures("terms")
@pytest.mark.parametrize(
    ("body", "encoding"),
    [
        (BAD, None),
        (gzip.compress(BAD), "gzip"),
        (zlib.compress(BAD), "deflate"),
        (brotli.compress(BAD), "br"),
        (gzip.compress(gzip.compress(BAD)), "gzip, gzip"),
        (BAD, "rot13"),
    ],
    ids=["plain", "gzip", "deflate", "br", "twice", "unknown"],
)
def test_content_on_the_list_is_refused_however_it_is_packed(
    crawler: Crawler, body: bytes, encoding: str | None
) -> None:
    guard = BlockListMiddleware(crawler)
    with pytest.raises(BlockedContent):
        guard.process_response(*answer(body, encoding))
    assert guard.run_state.blocked_content == 1
    assert guard.run_state.alerts[0].kind is AlertKind.BLOCKED_CONTENT


@pytest.mark.usefixtures("terms")
def test_other_content_passes_unchanged(crawler: Crawler) -> None:
    guard = BlockListMiddleware(crawler)
    body = gzip.compress(b"<p>a brass lamp</p>")
    request, response = answer(body, "gzip")
    passed = guard.process_response(request, response)
    assert passed is response
    assert (passed.body, passed.headers["Content-Encoding"]) == (body, b"gzip")
    assert guard.run_state.blocked_content == 0


@pytest.mark.usefixtures("terms")
@pytest.mark.parametrize(
    ("body", "fault"),
    [(gzip.compress(b"0" * 20_000_000), IgnoreRequest), (b"\x1f\x8bbroken", EOFError)],
    ids=["bomb", "broken"],
)
def test_what_cannot_be_checked_is_not_kept(
    crawler: Crawler, body: bytes, fault: type[Exception]
) -> None:
    crawler.settings.set("DOWNLOAD_MAXSIZE", 10_000_000)
    guard = BlockListMiddleware(crawler)
    with pytest.raises(fault):
        guard.process_response(*answer(body, "gzip"))
    assert guard.run_state.blocked_content == 0


def test_without_a_list_nothing_is_looked_at(crawler: Crawler) -> None:
    guard = BlockListMiddleware(crawler)
    request, response = answer(BAD)
    assert guard.process_response(request, response) is response


def test_bad_list_is_told_before_anything_is_crawled(
    crawler: Crawler, terms: Path
) -> None:
    terms.write_text("...\n", encoding="utf-8")
    with pytest.raises(ConfigError, match=r"terms\.txt: line 1: no word"):
        BlockListMiddleware(crawler)


@pytest.mark.usefixtures("terms")
def test_supervisor_who_cannot_be_told_stops_the_run(crawler: Crawler) -> None:
    guard = BlockListMiddleware(crawler)
    (guard.context.paths.home / "escalations").write_text("x", encoding="utf-8")
    with pytest.raises(BlockedContent):
        guard.process_response(*answer(BAD))
    assert guard.run_state.stopped is RunOutcome.FAILED
    assert "free some disk and tell the supervisor" in guard.run_state.reasons[0]


def warc_bodies(folder: Path) -> list[bytes]:
    bodies = []
    for path in folder.glob("*.warc.gz"):
        with path.open("rb") as file:
            for record in ArchiveIterator(file):
                bodies.append(record.content_stream().read())
                bodies.append(record.rec_headers.to_str().encode())
    return bodies


def test_crawl_goes_on_and_keeps_nothing_of_it(
    crawl: Crawl, market: SmallMarket, tmp_path: Path
) -> None:
    folder = tmp_path / "home" / "blocklist"
    folder.mkdir(parents=True)
    (folder / "terms.txt").write_text("purplefrobnicator\n", encoding="utf-8")
    market.fill(6)
    bad = listing_page(3).replace("Brass lamp", "Purplefrobnicator")
    market.routes["/item/3"] = html(bad)
    done = crawl()
    assert done.run.outcome is RunOutcome.COMPLETE, done.said
    assert (done.run.listings, done.run.blocked_content) == (5, 1)
    assert done.run.unreadable == 0
    assert [alert.kind for alert in done.run.alerts] == [AlertKind.BLOCKED_CONTENT]
    (told,) = (done.home / "escalations").glob("*.json")
    url = json.loads(told.read_text(encoding="utf-8"))["url"]
    assert url == f"{market.origin}/item/3"
    assert url not in done.stderr
    assert "urplefrobnicator" not in done.stderr
    kept = warc_bodies(done.home / "snapshots")
    assert any(b"Brass lamp no 2" in body for body in kept)
    assert not any(b"urplefrobnicator" in body for body in kept)
    assert not any(url.encode() + b"\r" in body for body in kept)
    assert done.run.model_dump_json().count(url) == 0


def test_picture_on_the_list_is_left_out_of_its_listing(
    crawl: Crawl, market: SmallMarket, tmp_path: Path
) -> None:
    file = io.BytesIO()
    Image.effect_mandelbrot((64, 64), (-2, -1, 1, 1), 50).save(file, "PNG")
    bad = file.getvalue()
    folder = tmp_path / "home" / "blocklist"
    folder.mkdir(parents=True)
    (folder / "sha1.txt").write_text(
        hashlib.sha1(bad, usedforsecurity=False).hexdigest(), encoding="utf-8"
    )
    market.fill(2)
    page = listing_page(1).replace("<h1>", "<img src=/i/a.png><img src=/i/b.png><h1>")
    market.routes["/item/1"] = html(page)
    good = bad + b"\0"
    pictures = {"Content-Type": "image/png"}
    market.routes["/i/a.png"] = Answer(bad, headers=pictures)
    market.routes["/i/b.png"] = Answer(good, headers=pictures)
    stock = "      stock: {label: In stock}\n"
    done = crawl(changes={stock: stock + "      images: {css: div.offer img}\n"})
    assert done.run.outcome is RunOutcome.COMPLETE, done.said
    assert done.run.blocked_content == 1
    (listing,) = (item for item in done.listings() if item.external_id == "1")
    assert [image.sha256 for image in listing.images] == [
        hashlib.sha256(good).hexdigest()
    ]
    assert listing.images[0].phash is not None
    assert "/i/a.png" not in done.stderr
    assert bad not in warc_bodies(done.home / "snapshots")
    assert good in warc_bodies(done.home / "snapshots")
