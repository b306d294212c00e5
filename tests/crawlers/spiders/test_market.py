import asyncio
import hashlib
from datetime import UTC, datetime

import pytest
from scrapy import Request
from scrapy.exceptions import (
    CloseSpider,
    DownloadCancelledError,
    IgnoreRequest,
    ResponseDataLossError,
)
from scrapy.http import HtmlResponse
from twisted.python.failure import Failure

from core.errors import LayoutChangedError, NotFoundError, SourceUnavailableError
from core.ids import listing_id
from core.messages import IngestBatch
from core.records import RunOutcome
from crawlers.context import CrawlContext
from crawlers.ledger.entries import Visit
from crawlers.ledger.keys import page_key
from crawlers.middlewares.refusals import EvidenceLost, MarketDown, OutOfScope
from crawlers.profile.pages import PageKind
from crawlers.spiders.market import VISIT_KEY, MarketSpider
from tests.crawlers.conftest import Crawled
from tests.crawlers.small_market import SmallMarket, listing_page, vendor_page

MOMENT = datetime(2026, 11, 22, tzinfo=UTC)


def failure_of(error: Exception) -> Failure:
    return Failure(error)  # type: ignore[no-untyped-call]  # Twisted has none


@pytest.fixture
def spider(context: CrawlContext) -> MarketSpider:
    return MarketSpider(context)


def response_of(
    market: SmallMarket,
    path: str,
    text: str,
    kind: PageKind = PageKind.LISTING,
    *,
    status: int = 200,
    depth: int = 0,
) -> HtmlResponse:
    body = f"<html><body>{text}</body></html>".encode()
    url = market.origin + path
    meta = {
        "fetched_at": MOMENT,
        "received_sha256": hashlib.sha256(body).hexdigest(),
        "received_bytes": len(body),
        VISIT_KEY: Visit(page_key(url, (market.origin,)), url, kind, depth=depth),
    }
    headers = {"Content-Type": "text/html; charset=utf-8"}
    return HtmlResponse(
        url,
        body=body,
        status=status,
        headers=headers,
        request=Request(url, meta=meta),
    )


def published(context: CrawlContext) -> list[IngestBatch]:
    return Crawled(0, "", "", context.settings.home, "r1").batches("outbox")


def test_start_pages_come_first(spider: MarketSpider, market: SmallMarket) -> None:
    async def first() -> list[Request]:
        return [request async for request in spider.start()]

    assert [request.url for request in asyncio.run(first())] == [market.origin + "/"]


def test_listing_is_published_and_its_links_are_followed(
    spider: MarketSpider, market: SmallMarket, context: CrawlContext
) -> None:
    response = response_of(market, "/item/1", listing_page(1))
    (vendor,) = spider.read(response, PageKind.LISTING)
    assert vendor.url.endswith("/vendor/v1")
    spider.publisher.flush()
    (batch,) = published(context)
    (listing,) = batch.listings
    assert listing.observed_at == MOMENT
    assert spider.run_state.listings == 1


def test_thing_and_address_are_taken_once(
    spider: MarketSpider, market: SmallMarket, context: CrawlContext
) -> None:
    response = response_of(market, "/item/1", listing_page(1))
    assert len(spider.read(response, PageKind.LISTING)) == 1
    assert spider.read(response, PageKind.LISTING) == []
    assert spider.run_state.pages == 2
    assert spider.run_state.listings == 1
    spider.publisher.flush()
    assert [len(batch.listings) for batch in published(context)] == [1]


def test_vendor_is_published(
    spider: MarketSpider, market: SmallMarket, context: CrawlContext
) -> None:
    response = response_of(market, "/vendor/v1", vendor_page("v1"), PageKind.VENDOR)
    assert spider.read(response, PageKind.VENDOR) == []
    spider.publisher.flush()
    (batch,) = published(context)
    assert [vendor.handle for vendor in batch.vendors] == ["Vendor v1"]
    assert spider.run_state.vendors == 1


def test_values_that_cannot_be_understood_are_counted(
    spider: MarketSpider, market: SmallMarket
) -> None:
    page = listing_page(1, price="a lot")
    spider.read(response_of(market, "/item/1", page), PageKind.LISTING)
    assert spider.run_state.value_faults == {"price": 1}


def test_unreadable_page_raises_and_is_done(
    spider: MarketSpider, market: SmallMarket
) -> None:
    response = response_of(market, "/item/1", "<h1></h1>")
    with pytest.raises(LayoutChangedError):
        spider.read(response, PageKind.LISTING)
    assert spider.publisher.changes.done == ["/item/1"]


def test_page_that_is_gone_is_forgotten(
    spider: MarketSpider, market: SmallMarket
) -> None:
    response = response_of(market, "/item/1", "this offer is gone", status=404)
    with pytest.raises(NotFoundError):
        spider.read(response, PageKind.LISTING)
    assert spider.publisher.changes.gone == ["/item/1"]


def test_listing_that_nothing_names_and_that_leads_elsewhere_is_no_fault(
    spider: MarketSpider, market: SmallMarket, context: CrawlContext
) -> None:
    spider.read(response_of(market, "/item/1", listing_page(1)), PageKind.LISTING)
    spider.publisher.flush()
    context.ledger.begin("r2", "p", {})
    context.ledger.is_new = False
    again = MarketSpider(context)
    (visit,) = again.plan.last()
    response = response_of(market, visit.key, "<p>the start page</p>")
    assert again.read(response, PageKind.LISTING) == []
    assert (again.run_state.unreadable, again.run_state.sighted) == (0, 1)


def test_page_that_has_not_changed_is_sighted_and_its_links_followed(
    spider: MarketSpider, market: SmallMarket, context: CrawlContext
) -> None:
    spider.read(response_of(market, "/item/1", listing_page(1)), PageKind.LISTING)
    spider.publisher.flush()
    context.ledger.begin("r2", "p", {})
    context.ledger.is_new = False
    again = MarketSpider(context)
    unchanged = response_of(market, "/item/1", "", status=304)
    (vendor,) = again.read(unchanged, PageKind.LISTING)
    assert vendor.url.endswith("/vendor/v1")
    assert (again.run_state.not_modified, again.run_state.sighted) == (1, 1)
    again.publisher.flush()
    sighted = [item for batch in published(context) for item in batch.listing_sightings]
    assert [item.record_id for item in sighted] == [listing_id("lamps", "1")]


def test_page_that_was_never_read_cannot_be_unchanged(
    spider: MarketSpider, market: SmallMarket
) -> None:
    with pytest.raises(SourceUnavailableError, match="never read"):
        spider.read(response_of(market, "/item/1", "", status=304), PageKind.LISTING)


def test_stopped_run_reads_no_more(spider: MarketSpider, market: SmallMarket) -> None:
    spider.run_state.stop(RunOutcome.DEGRADED, "enough")
    with pytest.raises(CloseSpider):
        spider.read(response_of(market, "/", ""), PageKind.CATEGORY)


def test_interrupted_run_reads_what_it_had_asked_for(
    spider: MarketSpider, market: SmallMarket
) -> None:
    spider.run_state.stop(RunOutcome.INTERRUPTED, "the hours are over")
    spider.read(response_of(market, "/item/1", listing_page(1)), PageKind.LISTING)
    assert spider.run_state.listings == 1


def test_last_page_of_the_budget_is_read_and_the_next_one_ends_the_run(
    spider: MarketSpider, market: SmallMarket
) -> None:
    limits = spider.run_state.profile.limits.model_copy(update={"pages_max": 1})
    profile = spider.run_state.profile.model_copy(update={"limits": limits})
    spider.run_state.profile = profile
    spider.read(response_of(market, "/item/1", listing_page(1)), PageKind.LISTING)
    assert spider.run_state.stopped is None
    with pytest.raises(CloseSpider):
        spider.read(response_of(market, "/item/2", listing_page(2)), PageKind.LISTING)
    assert "limits.pages_max (1)" in spider.run_state.reasons[0]


def test_page_that_never_came_is_counted_unless_it_was_out_of_scope(
    spider: MarketSpider,
) -> None:
    spider.failed(failure_of(OutOfScope("elsewhere")))
    assert spider.run_state.unreadable == 0
    spider.failed(failure_of(TimeoutError("late")))
    assert spider.run_state.unreadable == 1


@pytest.mark.parametrize(
    ("error", "done"),
    [
        (TimeoutError("late"), ["/item/1"]),
        # As Scrapy calls redirects in a circle.
        (IgnoreRequest("max redirections reached"), ["/item/1"]),
        (MarketDown("no answer"), []),
        (EvidenceLost("disk full"), []),
    ],
)
def test_page_that_was_refused_because_the_run_ends_waits_for_the_next(
    spider: MarketSpider, market: SmallMarket, error: Exception, done: list[str]
) -> None:
    failure = failure_of(error)
    failure.request = response_of(market, "/item/1", "").request  # type: ignore[attr-defined]
    spider.failed(failure)
    assert spider.publisher.changes.done == done


def test_picture_that_never_came_lets_its_listing_go_on(
    spider: MarketSpider, market: SmallMarket
) -> None:
    failure = failure_of(TimeoutError("late"))
    url = market.origin + "/a.png"
    failure.request = Request(url, cb_kwargs={"url": url})  # type: ignore[attr-defined]
    spider.picture_failed(failure)
    assert spider.run_state.images_missed == 1


@pytest.mark.parametrize(
    ("error", "words"),
    [
        (DownloadCancelledError(), "larger than DOWNLOAD_MAXSIZE"),
        (ResponseDataLossError(), "connection was cut"),
        (TimeoutError("late"), "TimeoutError: late"),
    ],
)
def test_log_says_why_a_page_never_came(
    spider: MarketSpider,
    error: Exception,
    words: str,
    capsys: pytest.CaptureFixture[str],
) -> None:
    spider.failed(failure_of(error))
    captured = capsys.readouterr()
    assert words in captured.out + captured.err


@pytest.mark.parametrize(
    ("reason", "outcome"),
    [
        ("finished", None),
        ("shutdown", RunOutcome.INTERRUPTED),
        ("memusage_exceeded", RunOutcome.DEGRADED),
    ],
)
def test_reason_of_the_end_is_kept(
    spider: MarketSpider, reason: str, outcome: RunOutcome | None
) -> None:
    spider.closed(reason)
    assert spider.run_state.stopped is outcome


def test_limit_of_depth_is_a_reason_and_no_silence(
    spider: MarketSpider, market: SmallMarket
) -> None:
    limits = spider.run_state.profile.limits.model_copy(update={"depth_max": 2})
    profile = spider.run_state.profile.model_copy(update={"limits": limits})
    spider.run_state.profile = profile
    deep = response_of(market, "/item/1", listing_page(1), depth=2)
    assert spider.read(deep, PageKind.LISTING) == []
    assert spider.run_state.listings == 1
    assert "limits.depth_max (2)" in spider.run_state.reasons[0]
