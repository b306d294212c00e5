import gzip
import hashlib
import os
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from scrapy import Request, signals
from scrapy.crawler import Crawler
from scrapy.http import HtmlResponse
from warcio.archiveiterator import ArchiveIterator

from core.errors import StallwatchError
from core.records import RunOutcome
from core.settings import Settings
from crawlers.access.session import SECRET_KEY
from crawlers.context import CrawlContext
from crawlers.evidence.signing import signing_key
from crawlers.evidence.verify import Verifier
from crawlers.middlewares.refusals import EvidenceLost
from crawlers.middlewares.snapshot import SnapshotMiddleware
from tests.crawlers.conftest import Crawl
from tests.crawlers.small_market import Answer, SmallMarket, listing_page, profile_text
from tests.integration.lamps import Lamps, slowly


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
        headers={"Cookie": "session=own-secret"},
        meta={SECRET_KEY: True},
    )
    keeper.process_response(request, HtmlResponse(request.url, body=b"<p>in</p>"))
    path = context.paths.snapshots / context.state.warc_name
    text = gzip.decompress(path.read_bytes())
    assert b"sesame" not in text
    # Of no letters that a digest may hold by chance.
    assert b"own-secret" not in text
    assert text.count(b"(hidden)") == 2


def test_full_disk_stops_the_run_and_leaves_no_half_record(
    keeper: SnapshotMiddleware, context: CrawlContext
) -> None:
    # A device that is always full stands in for the disk.
    full = os.open("/dev/full", os.O_WRONLY)
    disk, keeper._archive._warc = keeper._archive._warc, full
    request = Request("http://127.0.0.1/item/1")
    with pytest.raises(EvidenceLost):
        keeper.process_response(request, HtmlResponse(request.url, body=b"<p>x</p>"))
    keeper._archive._warc = disk
    os.close(full)
    assert context.state.stopped is RunOutcome.FAILED
    assert "free some disk" in context.state.reasons[0]
    kept = records_of(context.paths.snapshots / context.state.warc_name)
    assert [kind for kind, *_ in kept] == ["warcinfo"]


def test_warcinfo_says_who_allowed_it_and_that_it_is_restricted(
    keeper: SnapshotMiddleware, context: CrawlContext
) -> None:
    (info,) = records_of(context.paths.snapshots / context.state.warc_name)
    text = info[3].decode()
    for said in (
        "operator: Test authority",
        "authorisation: TEST-1",
        "authorisation-valid-until: 2999-12-31",
        f"profile-sha256: {context.state.profile.sha256}",
        "notice: Restricted evidence: it may name third parties",
    ):
        assert said in text


def test_profile_is_kept_as_it_was_when_the_crawl_began(
    context: CrawlContext, crawler: Crawler, market: SmallMarket, write_profile: Any
) -> None:
    path = write_profile(profile_text(market))
    keeper = SnapshotMiddleware(crawler)
    path.write_text("changed: later")
    keeper._close()
    kept = context.paths.snapshots / "profiles" / f"{context.state.profile.sha256}.yml"
    assert kept.read_text() == profile_text(market)
    assert kept.stat().st_mode & 0o077 == 0


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


@pytest.mark.slow
def test_run_that_was_killed_and_went_on_has_sound_evidence(
    market: SmallMarket, tmp_path: Path, broker: str
) -> None:
    market.fill(20, per_page=5)
    for path, route in list(market.routes.items()):
        market.routes[path] = slowly(route, 0.05)
    lamps = Lamps(market, tmp_path / "home", broker)
    lamps.write_profile()
    process = lamps.start("r1")
    lamps.wait_for_requests(process, 8)
    process.kill()
    process.communicate()
    warc = lamps.home / "snapshots" / "lamps-r1.warc.gz"
    with warc.open("ab") as file:
        # As if it had been killed in the middle of a record.
        file.write(warc.read_bytes()[:100])
    run = lamps.crawl("r1", "--resume")
    key = signing_key(Settings(home=lamps.home)).public_key()
    verdict = Verifier(lamps.home / "snapshots", key).verify_run("r1")
    assert verdict.faults == ()
    assert verdict.payloads >= run.pages == 26
    (cut,) = (lamps.home / "snapshots").glob("*.cut-*")
    assert cut.stat().st_size >= 100
    assert run.manifest_sha256 is not None
