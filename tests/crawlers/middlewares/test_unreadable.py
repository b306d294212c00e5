import pytest
from scrapy import Request, signals
from scrapy.crawler import Crawler
from scrapy.http import HtmlResponse

from core.errors import (
    LayoutChangedError,
    NotFoundError,
    RecordError,
    SourceUnavailableError,
)
from core.ids import snapshot_id
from crawlers.health.fill import SeenPage
from crawlers.middlewares.unreadable import UnreadableMiddleware
from crawlers.profile.pages import PageKind

RESPONSE = HtmlResponse("http://127.0.0.1/item/1")


@pytest.mark.parametrize(
    "error",
    [LayoutChangedError("x"), SourceUnavailableError("x"), RecordError("x")],
)
def test_unreadable_page_is_counted(crawler: Crawler, error: Exception) -> None:
    counter = UnreadableMiddleware(crawler)
    assert counter.process_spider_exception(RESPONSE, error) == []
    assert (counter.run_state.unreadable, counter.run_state.missing_pages) == (1, 0)


def test_page_without_a_needed_field_is_kept_as_a_sign_of_drift(
    crawler: Crawler,
) -> None:
    counter = UnreadableMiddleware(crawler)
    request = Request(
        RESPONSE.url,
        cb_kwargs={"kind": PageKind.LISTING},
        meta={"received_sha256": "a" * 64},
    )
    response = HtmlResponse(RESPONSE.url, request=request)
    error = LayoutChangedError("x", field="title")
    counter.process_spider_exception(response, error)
    counter.process_spider_exception(response, SourceUnavailableError("x"))
    fill = counter.run_state.fill
    seen = SeenPage(RESPONSE.url, snapshot_id("r1", RESPONSE.url, "a" * 64))
    assert fill.bad == {"listing.title": seen}
    assert fill.lost == {"listing.title": 1}


def test_page_that_is_gone_is_missing_not_unreadable(crawler: Crawler) -> None:
    counter = UnreadableMiddleware(crawler)
    assert counter.process_spider_exception(RESPONSE, NotFoundError("x")) == []
    assert (counter.run_state.unreadable, counter.run_state.missing_pages) == (0, 1)


@pytest.mark.parametrize("fault", [signals.spider_error, signals.item_error])
def test_fault_of_our_own_is_not_hidden(crawler: Crawler, fault: object) -> None:
    counter = UnreadableMiddleware(crawler)
    assert counter.process_spider_exception(RESPONSE, KeyError("x")) is None
    crawler.signals.send_catch_log(fault)
    assert counter.run_state.unreadable == 1
    assert "the crawler itself failed" in counter.run_state.reasons[0]
