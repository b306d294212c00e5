import hashlib
from datetime import UTC, datetime

import pytest
from scrapy import Request
from scrapy.http import HtmlResponse

from core.errors import LayoutChangedError
from core.ids import vendor_id
from crawlers.context import CrawlContext
from crawlers.ledger.entries import Visit
from crawlers.pages.reader import Reading
from crawlers.pipelines.publish import Publisher
from crawlers.profile.pages import PageKind
from crawlers.spiders.harvest import Harvest, read_response
from tests.crawlers.small_market import listing_page, vendor_page

MOMENT = datetime(2026, 11, 22, tzinfo=UTC)


def response_of(
    context: CrawlContext, path: str, text: str, **headers: str
) -> HtmlResponse:
    body = f"<html><body>{text}</body></html>".encode()
    url = context.state.profile.base_url + path
    meta = {
        "fetched_at": MOMENT,
        "received_sha256": hashlib.sha256(body).hexdigest(),
        "received_bytes": len(body),
    }
    headers = {"Content-Type": "text/html; charset=utf-8"} | headers
    return HtmlResponse(
        url, body=body, headers=headers, request=Request(url, meta=meta)
    )


def read(context: CrawlContext, response: HtmlResponse, kind: PageKind) -> Reading:
    return read_response(context.state.profile, response, kind)


def test_listing_is_returned_and_its_page_described(context: CrawlContext) -> None:
    harvest = Harvest(context, Publisher(context))
    response = response_of(
        context, "/item/1", listing_page(1), ETag='"x"', **{"Last-Modified": "now"}
    )
    reading = read(context, response, PageKind.LISTING)
    listing = harvest.take(reading, response)
    assert listing is not None
    assert context.state.listings == 0
    visit = Visit("/item/1", response.url, PageKind.LISTING)
    page = harvest.page(visit, reading, response, listing)
    assert (page.record_id, page.vendor_id) == (listing.listing_id, listing.vendor_id)
    assert (page.etag, page.last_modified) == ('"x"', "now")
    assert page.links == reading.links
    assert context.state.fill.pages["listing"] == 1


def test_vendor_is_published(context: CrawlContext) -> None:
    harvest = Harvest(context, Publisher(context))
    response = response_of(context, "/vendor/v1", vendor_page("v1"))
    reading = read(context, response, PageKind.VENDOR)
    assert harvest.take(reading, response) is None
    assert context.state.vendors == 1
    visit = Visit("/vendor/v1", response.url, PageKind.VENDOR)
    page = harvest.page(visit, reading, response, None)
    assert page.record_id == vendor_id("lamps", "v1")


@pytest.mark.parametrize("etag", ["\x00", "é", "x" * 2_000])
def test_odd_validators_are_not_repeated(context: CrawlContext, etag: str) -> None:
    harvest = Harvest(context, Publisher(context))
    response = response_of(context, "/", "<a class=item href=/item/1>x</a>", ETag=etag)
    reading = read(context, response, PageKind.CATEGORY)
    visit = Visit("/", response.url, PageKind.CATEGORY)
    assert harvest.page(visit, reading, response, None).etag is None


def test_page_that_only_sends_a_browser_on_is_unreadable(context: CrawlContext) -> None:
    refresh = "<meta http-equiv='refresh' content='0; url=/item/1'>"
    with pytest.raises(LayoutChangedError, match="meta refresh"):
        read(context, response_of(context, "/", refresh), PageKind.CATEGORY)
    shown = refresh + "<a class=item href=/item/1>x</a>"
    reading = read(context, response_of(context, "/", shown), PageKind.CATEGORY)
    assert len(reading.links) == 1
