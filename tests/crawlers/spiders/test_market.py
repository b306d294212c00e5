import asyncio
import hashlib
from datetime import UTC, datetime

import pytest
from scrapy import Request
from scrapy.exceptions import (
    CloseSpider,
    DownloadCancelledError,
    ResponseDataLossError,
)
from scrapy.http import HtmlResponse
from twisted.python.failure import Failure

from core.errors import LayoutChangedError
from core.records import ListingObservation, RunOutcome
from crawlers.context import CrawlContext
from crawlers.middlewares.refusals import OutOfScope
from crawlers.profile.pages import PageKind
from crawlers.spiders.market import Found, MarketSpider
from tests.crawlers.small_market import SmallMarket, listing_page

MOMENT = datetime(2026, 11, 22, tzinfo=UTC)


def failure_of(error: Exception) -> Failure:
    return Failure(error)  # type: ignore[no-untyped-call]  # Twisted has none


@pytest.fixture
def spider(context: CrawlContext) -> MarketSpider:
    return MarketSpider(context)


def response_of(market: SmallMarket, path: str, text: str) -> HtmlResponse:
    body = f"<html><body>{text}</body></html>".encode()
    meta = {
        "fetched_at": MOMENT,
        "received_sha256": hashlib.sha256(body).hexdigest(),
        "received_bytes": len(body),
    }
    url = market.origin + path
    headers = {"Content-Type": "text/html; charset=utf-8"}
    return HtmlResponse(
        url, body=body, headers=headers, request=Request(url, meta=meta)
    )


def test_start_pages_come_first(spider: MarketSpider, market: SmallMarket) -> None:
    async def first() -> list[Request]:
        return [request async for request in spider.start()]

    assert [request.url for request in asyncio.run(first())] == [market.origin + "/"]


def read(spider: MarketSpider, response: HtmlResponse, kind: PageKind) -> list[Found]:
    return list(spider.read(response, kind))


def test_listing_gives_its_record_and_then_its_links(
    spider: MarketSpider, market: SmallMarket
) -> None:
    response = response_of(market, "/item/1", listing_page(1))
    listing, vendor = read(spider, response, PageKind.LISTING)
    assert isinstance(listing, ListingObservation)
    assert listing.observed_at == MOMENT
    assert isinstance(vendor, Request)
    assert vendor.url.endswith("/vendor/v1")
    assert spider.run_state.listings == 1


def test_thing_and_address_are_taken_once(
    spider: MarketSpider, market: SmallMarket
) -> None:
    response = response_of(market, "/item/1", listing_page(1))
    assert len(read(spider, response, PageKind.LISTING)) == 2
    assert read(spider, response, PageKind.LISTING) == []
    assert spider.run_state.pages == 2
    assert spider.run_state.listings == 1


def test_values_that_cannot_be_understood_are_counted(
    spider: MarketSpider, market: SmallMarket
) -> None:
    page = listing_page(1, price="a lot")
    read(spider, response_of(market, "/item/1", page), PageKind.LISTING)
    assert spider.run_state.value_faults == {"price": 1}


def test_unreadable_page_raises(spider: MarketSpider, market: SmallMarket) -> None:
    response = response_of(market, "/item/1", "<h1></h1>")
    with pytest.raises(LayoutChangedError):
        read(spider, response, PageKind.LISTING)


def test_stopped_run_reads_no_more(spider: MarketSpider, market: SmallMarket) -> None:
    spider.run_state.stop(RunOutcome.DEGRADED, "enough")
    with pytest.raises(CloseSpider):
        read(spider, response_of(market, "/", ""), PageKind.CATEGORY)


def test_page_that_never_came_is_counted_unless_it_was_out_of_scope(
    spider: MarketSpider,
) -> None:
    spider.failed(failure_of(OutOfScope("elsewhere")))
    assert spider.run_state.unreadable == 0
    spider.failed(failure_of(TimeoutError("late")))
    assert spider.run_state.unreadable == 1


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
        ("closespider_pagecount", RunOutcome.DEGRADED),
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
    deep = response_of(market, "/item/1", listing_page(1))
    deep.meta["depth"] = 2
    (listing,) = read(spider, deep, PageKind.LISTING)
    assert isinstance(listing, ListingObservation)
    assert "limits.depth_max (2)" in spider.run_state.reasons[0]
