"""A market that is read again: what changed is found, what did not is left in peace."""

from collections.abc import Iterator
from io import BytesIO
from pathlib import Path

import pytest
import redis
from PIL import Image

from core.ids import listing_id
from core.messages import IngestBatch
from core.records import RunOutcome
from tests.crawlers.small_market import (
    Answer,
    Asked,
    Route,
    SmallMarket,
    html,
    listing_page,
    serve_small_market,
)
from tests.integration.lamps import Lamps

LISTINGS = 100
PER_PAGE = 20
CHANGED = (3, 28, 50, 77, 99)
CARDS = {
    "    url: '^/(\\?page=\\d+)?$'\n": "    url: '^/(\\?page=\\d+)?$'\n"
    "    cards:\n"
    "      css: div.card\n"
    "      link: {css: a.item}\n"
    "      fields:\n"
    "        price: {css: b}\n"
}
FEEDBACK = {
    "      sales: {label: Sales}\n": "      sales: {label: Sales}\n"
    "    feedback:\n"
    "      css: ul.feedback li\n"
    "      fields:\n"
    "        buyer: {css: b}\n"
    "        rating: {css: i}\n"
    "        text: {css: q}\n"
}
IMAGES = {
    "      title: {css: h1}\n": "      title: {css: h1}\n"
    "      images: {css: img, attr: src}\n"
}


@pytest.fixture
def lamps(tmp_path: Path, redis_url: str) -> Iterator[Lamps]:
    broker = redis_url.removesuffix("/0") + "/7"
    with serve_small_market() as market, redis.Redis.from_url(broker) as client:
        client.flushdb()
        lamps = Lamps(market, tmp_path / "home", broker)
        lamps.write_profile(**CARDS)
        offer(market, dict.fromkeys(range(LISTINGS), "12.50 USD"))
        yield lamps


def offer(market: SmallMarket, prices: dict[int, str]) -> None:
    """Offer listings at some prices, on cards that show them."""
    market.fill(len(prices), per_page=PER_PAGE)
    pages = range(0, len(prices), PER_PAGE)
    for page, first in enumerate(pages):
        cards = "".join(
            f"<div class=card><a class=item href=/item/{n}>l</a><b>{prices[n]}</b></div>"
            for n in range(first, first + PER_PAGE)
        )
        more = f"<a class=next href='/?page={page + 1}'>next</a>"
        text = cards + (more if page + 1 < len(pages) else "")
        market.routes["/" if page == 0 else f"/?page={page}"] = html(text)
    for number, price in prices.items():
        body = listing_page(number, price=price, vendor=f"v{number % 2}")
        market.routes[f"/item/{number}"] = html(body)


def read(batches: list[IngestBatch]) -> dict[str, str]:
    """Return the prices that a run read, by the market's id of the listing."""
    return {
        item.external_id: item.price.raw if item.price else ""
        for batch in batches
        for item in batch.listings
    }


def sighted(batches: list[IngestBatch]) -> set[str]:
    return {item.record_id for batch in batches for item in batch.listing_sightings}


@pytest.mark.slow
def test_recrawl_finds_every_change_with_a_quarter_of_the_requests(
    lamps: Lamps,
) -> None:
    first = lamps.crawl("r1")
    assert (first.outcome, first.listings) == (RunOutcome.COMPLETE, LISTINGS)
    fetched = len(lamps.asked())

    prices = dict.fromkeys(range(LISTINGS), "12.50 USD")
    offer(lamps.market, prices | dict.fromkeys(CHANGED, "9.99 USD"))
    second = lamps.crawl("r2")
    assert (second.outcome, second.reasons) == (RunOutcome.COMPLETE, ())
    assert len(lamps.asked()) <= fetched / 4
    batches = lamps.batches("r2")
    assert read(batches) == {str(number): "9.99 USD" for number in CHANGED}
    others = set(range(LISTINGS)) - set(CHANGED)
    assert sighted(batches) == {listing_id("lamps", str(n)) for n in others}
    assert (second.listings, second.sighted) == (len(CHANGED), len(others))
    assert second.vendors == 2
    vendors = [item for batch in batches for item in batch.vendor_sightings]
    assert len(vendors) == 2


@pytest.mark.slow
def test_full_crawl_and_a_mended_profile_read_every_page_again(lamps: Lamps) -> None:
    lamps.crawl("r1")
    fetched = len(lamps.asked())
    assert lamps.crawl("r2", "--full").listings == LISTINGS
    assert len(lamps.asked()) == fetched
    lamps.write_profile(**(CARDS | {"{label: Price}": "{label: [Price, Cost]}"}))
    assert lamps.crawl("r3").listings == LISTINGS
    assert len(lamps.asked()) == fetched


@pytest.mark.slow
def test_named_listings_alone_are_read(lamps: Lamps) -> None:
    lamps.crawl("r1")
    lamps.asked()
    run = lamps.crawl("r2", "--listing", "/item/7", "--listing", "12")
    assert sorted(lamps.asked()) == ["/item/12", "/item/7"]
    assert (run.partial, run.listings) == (True, 2)
    assert sorted(read(lamps.batches("r2"))) == ["12", "7"]


@pytest.mark.slow
def test_pages_that_have_not_changed_are_told_by_the_market(lamps: Lamps) -> None:
    for path, route in list(lamps.market.routes.items()):
        lamps.market.routes[path] = _with_etag(route)
    # Without cards every listing is asked for in every run.
    lamps.write_profile()
    first = lamps.crawl("r1")
    fetched = lamps.asked()
    lamps.market.routes["/item/4"] = html(listing_page(4, price="1.00 USD"))
    second = lamps.crawl("r2")
    assert second.outcome is RunOutcome.COMPLETE
    # Vendors were read less than a day ago.
    assert sorted(lamps.asked()) == sorted(
        path for path in fetched if "vendor" not in path
    )
    assert second.not_modified == second.pages - 1
    assert read(lamps.batches("r2")) == {"4": "1.00 USD"}
    assert (second.listings, second.sighted) == (1, first.listings - 1)
    assert second.vendors == first.vendors


def _with_etag(route: Route) -> Route:
    assert isinstance(route, Answer)
    tag = f'"{hash(route.body)}"'

    def answer(asked: Asked) -> Answer:
        if asked.headers.get("if-none-match") == tag:
            return Answer(b"", status=304, headers={"ETag": tag})
        return Answer(route.body, headers=route.headers | {"ETag": tag})

    return answer


@pytest.mark.slow
def test_listing_that_is_gone_is_not_sighted_and_one_that_fails_is(
    lamps: Lamps,
) -> None:
    lamps.crawl("r1")
    prices = dict.fromkeys(range(LISTINGS), "12.50 USD")
    offer(lamps.market, prices | {1: "2 USD", 2: "2 USD"})
    lamps.market.routes["/item/1"] = html("no such offer", status=404)
    lamps.market.routes["/item/2"] = html("<h1></h1>")
    run = lamps.crawl("r2")
    assert (run.missing_pages, run.unreadable) == (1, 1)
    seen = sighted(lamps.batches("r2"))
    assert listing_id("lamps", "1") not in seen
    assert listing_id("lamps", "2") in seen


@pytest.mark.slow
def test_pictures_are_fetched_once_and_belong_to_their_listings(lamps: Lamps) -> None:
    picture = BytesIO()
    Image.new("RGB", (32, 32), "red").save(picture, "PNG")
    png = Answer(picture.getvalue(), headers={"Content-Type": "image/png"})
    lamps.market.routes["/a.png"] = png
    elsewhere = "<img src=http://127.0.0.1:1/x.png>"
    for number in (0, 1):
        page = f"<img src=/a.png><img src=/gone.png>{elsewhere}"
        lamps.market.routes[f"/item/{number}"] = html(listing_page(number) + page)
    lamps.write_profile(**(CARDS | IMAGES))
    run = lamps.crawl("r1")
    assert (run.outcome, run.listings, run.images) == (RunOutcome.COMPLETE, LISTINGS, 1)
    assert run.out_of_scope == 0
    asked = lamps.asked()
    assert (asked.count("/a.png"), asked.count("/gone.png")) == (1, 1)
    images = {
        item.external_id: [image.url for image in item.images]
        for batch in lamps.batches("r1")
        for item in batch.listings
        if item.images
    }
    url = f"{lamps.market.origin}/a.png"
    assert images == {"0": [url], "1": [url]}
    lamps.crawl("r2", "--full")
    assert "/a.png" not in lamps.asked()
    (again, _) = [
        item for batch in lamps.batches("r2") for item in batch.listings if item.images
    ]
    assert again.images[0].phash is not None


@pytest.mark.slow
def test_feedback_is_collected_without_the_names_of_buyers(lamps: Lamps) -> None:
    page = (
        "<div class=account><h1>Vendor v0</h1><div class=about>Sells lamps.</div>"
        "<ul class=feedback><li><b>jane</b><i>5/5</i><q>Bright, says jane</q></li>"
        "<li><b>max</b><i>1/5</i><q>Broken</q></li></ul></div>"
    )
    lamps.market.routes["/vendor/v0"] = html(page)
    lamps.write_profile(**(CARDS | FEEDBACK))
    run = lamps.crawl("r1")
    found = [item for batch in lamps.batches("r1") for item in batch.feedback]
    assert (run.feedback, len(found)) == (2, 2)
    assert {item.vendor_external_id for item in found} == {"v0"}
    assert all(item.buyer not in {None, "jane", "max"} for item in found)
    assert not any("jane" in item.text for item in found)
