import gzip
import hashlib
from collections.abc import Iterator
from pathlib import Path

import pytest
from scrapy import Request, signals
from scrapy.crawler import Crawler
from scrapy.http import HtmlResponse
from warcio.archiveiterator import ArchiveIterator

from core.errors import StallwatchError
from core.records import RunOutcome
from crawlers.access.session import SECRET_KEY
from crawlers.context import CrawlContext
from crawlers.middlewares.refusals import EvidenceLost
from crawlers.middlewares.snapshot import SnapshotMiddleware
from tests.crawlers.conftest import Crawl
from tests.crawlers.small_market import Answer, SmallMarket, listing_page


@pytest.fixture
def keeper(crawler: Crawler) -> Iterator[SnapshotMiddleware]:
    yield SnapshotMiddleware(crawler)
    crawler.signals.send_catch_log(signals.spider_closed)


def records_of(path: Path) -> list[tuple[str, str, bytes, bytes]]:
    with path.open("rb") as file:
        return [
            (
                record.rec_type,
                record.rec_headers.get_header("WARC-Target-URI") or "",
                record.http_headers.to_bytes() if record.http_headers else b"",
                record.raw_stream.read(),
            )
            for record in ArchiveIterator(file)
        ]


def test_digest_is_of_the_body_as_received(
    keeper: SnapshotMiddleware, context: CrawlContext
) -> None:
    body = gzip.compress(b"<p>lamp</p>")
    request = Request("http://127.0.0.1/item/1", headers={"Cookie": "session=abc"})
    response = HtmlResponse(
        request.url, body=body, headers={"Content-Encoding": "gzip"}, status=299
    )
    assert keeper.process_response(request, response) is response
    assert request.meta["received_sha256"] == hashlib.sha256(body).hexdigest()
    assert request.meta["received_bytes"] == len(body)
    kept = records_of(context.paths.snapshots / context.state.warc_name)
    assert [kind for kind, *_ in kept] == ["warcinfo", "response", "request"]
    assert kept[1][3] == body
    assert b"299 Unknown" in kept[1][2]


def test_secrets_are_left_out(
    keeper: SnapshotMiddleware, context: CrawlContext
) -> None:
    request = Request(
        "http://127.0.0.1/session",
        method="POST",
        body="pass=open+sesame",
        headers={"Cookie": "session=abc"},
        meta={SECRET_KEY: True},
    )
    keeper.process_response(request, HtmlResponse(request.url, body=b"<p>in</p>"))
    path = context.paths.snapshots / context.state.warc_name
    text = gzip.decompress(path.read_bytes())
    assert b"sesame" not in text
    assert b"abc" not in text
    assert text.count(b"(hidden)") == 2


def test_full_disk_stops_the_run(
    keeper: SnapshotMiddleware, context: CrawlContext
) -> None:
    # A device that is always full stands in for the disk.
    full = Path("/dev/full").open("wb", buffering=0)  # noqa: SIM115 - closed below
    disk, keeper._archive._writer.out = keeper._archive._writer.out, full
    request = Request("http://127.0.0.1/item/1")
    with pytest.raises(EvidenceLost):
        keeper.process_response(request, HtmlResponse(request.url, body=b"<p>x</p>"))
    keeper._archive._writer.out = disk
    full.close()
    assert context.state.stopped is RunOutcome.FAILED
    assert "free some disk" in context.state.reasons[0]


@pytest.mark.slow
def test_every_response_of_a_run_is_in_its_warc(
    market: SmallMarket, crawl: Crawl
) -> None:
    market.fill(3)
    page = f"<html><body>{listing_page(1)}</body></html>".encode()
    packed = gzip.compress(page)
    market.routes["/item/1"] = Answer(
        packed, headers={"Content-Type": "text/html", "Content-Encoding": "gzip"}
    )
    crawled = crawl()
    kept = records_of(crawled.home / "snapshots" / (crawled.run.warc or ""))
    bodies = {url: body for kind, url, _, body in kept if kind == "response"}
    assert len(bodies) == crawled.run.pages == 6
    listing = next(item for item in crawled.listings() if item.external_id == "1")
    snapshot = listing.snapshot
    assert bodies[listing.url] == packed
    assert snapshot.received_sha256 == hashlib.sha256(packed).hexdigest()
    assert snapshot.parsed_sha256 == hashlib.sha256(page).hexdigest()
    assert snapshot.size_bytes == len(packed)


def test_evidence_that_cannot_begin_ends_the_run_with_the_remedy(
    crawler: Crawler, context: CrawlContext
) -> None:
    warc = context.paths.snapshots / context.state.warc_name
    warc.parent.mkdir(parents=True, exist_ok=True)
    warc.symlink_to("/dev/full")
    with pytest.raises(StallwatchError, match=r"No space left.*free some disk"):
        SnapshotMiddleware(crawler)
