import pytest
from scrapy import signals
from scrapy.crawler import Crawler
from scrapy.http import HtmlResponse

from core.errors import (
    LayoutChangedError,
    NotFoundError,
    RecordError,
    SourceUnavailableError,
)
from crawlers.middlewares.unreadable import UnreadableMiddleware

RESPONSE = HtmlResponse("http://127.0.0.1/item/1")


@pytest.mark.parametrize(
    "error",
    [LayoutChangedError("x"), SourceUnavailableError("x"), RecordError("x")],
)
def test_unreadable_page_is_counted(crawler: Crawler, error: Exception) -> None:
    counter = UnreadableMiddleware(crawler)
    assert counter.process_spider_exception(RESPONSE, error) == []
    assert (counter.run_state.unreadable, counter.run_state.missing_pages) == (1, 0)


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
