from contextlib import nullcontext

import pytest
from scrapy.http import HtmlResponse, Response

from core.errors import BlockedError
from core.ids import content_hash
from core.records import ListingImage, ListingObservation
from crawlers.context import CrawlContext
from crawlers.ledger.entries import Changes
from crawlers.spiders.pictures import (
    MAX_IMAGES,
    Pictures,
    picture_of,
    refuse_obstacle,
)
from tests.builders import make_listing


class Finished:
    """Takes finished listings."""

    def __init__(self) -> None:
        self.images: list[tuple[str, ...]] = []
        self.whole: list[bool] = []

    def __call__(self, listing: ListingObservation, *, whole: bool) -> None:
        self.images.append(tuple(image.url for image in listing.images))
        self.whole.append(whole)


@pytest.fixture
def origin(context: CrawlContext) -> str:
    return context.state.profile.base_url


@pytest.fixture
def changes() -> Changes:
    return Changes()


@pytest.fixture
def pictures(context: CrawlContext, changes: Changes) -> Pictures:
    return Pictures(context, lambda: changes)


def image(url: str) -> ListingImage:
    return ListingImage(url=url, sha256=content_hash(url), size_bytes=1)


def test_listing_without_pictures_is_finished_at_once(pictures: Pictures) -> None:
    finished = Finished()
    assert pictures.gather(make_listing(1), [], finished) == []
    assert (finished.images, finished.whole) == ([()], [True])


def test_listing_waits_for_its_pictures_and_keeps_their_order(
    pictures: Pictures, origin: str, changes: Changes, context: CrawlContext
) -> None:
    finished = Finished()
    urls = [f"{origin}/{name}.png" for name in ("a", "b", "c", "a")]
    assert pictures.gather(make_listing(1), urls, finished) == urls[:3]
    pictures.arrived(image(urls[2]))
    pictures.failed(urls[1], "404")
    assert finished.images == []
    pictures.arrived(image(urls[0]))
    assert finished.images == [(urls[0], urls[2])]
    assert (context.state.images, context.state.images_missed) == (2, 1)
    assert [item.url for item in changes.images] == [urls[2], urls[0]]


def test_picture_of_two_listings_is_fetched_once(
    pictures: Pictures, origin: str
) -> None:
    finished, url = Finished(), f"{origin}/a.png"
    assert pictures.gather(make_listing(1), [url], finished) == [url]
    assert pictures.gather(make_listing(2), [url], finished) == []
    pictures.arrived(image(url))
    assert pictures.gather(make_listing(3), [url], finished) == []
    assert finished.images == [(url,), (url,), (url,)]


def test_picture_of_a_former_run_is_not_fetched_again(
    pictures: Pictures, origin: str, context: CrawlContext
) -> None:
    finished, url = Finished(), f"{origin}/a.png"
    context.ledger.commit(Changes(images=[image(url)]), {})
    context.ledger.is_new = False
    assert pictures.gather(make_listing(1), [url], finished) == []
    assert finished.images == [(url,)]
    assert context.state.images == 0


def test_pictures_beyond_scope_or_budget_are_left_out(
    pictures: Pictures, origin: str, context: CrawlContext
) -> None:
    limits = context.state.profile.limits.model_copy(update={"images_max": 1})
    profile = context.state.profile.model_copy(update={"limits": limits})
    context.state.profile = profile
    finished = Finished()
    urls = ["http://evil.example/x.png", f"{origin}/a.png", f"{origin}/b.png"]
    assert pictures.gather(make_listing(1), urls, finished) == [urls[1]]
    pictures.arrived(image(urls[1]))
    assert finished.images == [(urls[1],)]
    assert context.state.images_missed == 2


def test_number_of_pictures_is_capped(pictures: Pictures, origin: str) -> None:
    urls = [f"{origin}/{number}.png" for number in range(MAX_IMAGES + 5)]
    assert pictures.gather(make_listing(1), urls, Finished()) == urls[:MAX_IMAGES]


def test_listings_are_finished_once_when_the_crawl_ends(
    pictures: Pictures, origin: str
) -> None:
    finished = Finished()
    urls = [f"{origin}/a.png", f"{origin}/b.png"]
    pictures.gather(make_listing(1), urls, finished)
    pictures.arrived(image(urls[0]))
    pictures.give_up()
    pictures.give_up()
    assert (finished.images, finished.whole) == ([(urls[0],)], [False])


@pytest.mark.parametrize(
    ("response", "reason"),
    [
        (Response("http://x/a", status=404, body=b"x"), "answers 404"),
        (Response("http://x/a"), "no picture"),
        (
            HtmlResponse(
                "http://x/a", body=b"x", headers={"Content-Type": "text/html"}
            ),
            "no picture",
        ),
    ],
)
def test_what_is_no_picture_is_none(response: Response, reason: str) -> None:
    found, why = picture_of("http://x/a", response)
    assert found is None
    assert reason in why


def test_picture_is_taken_under_the_address_that_the_page_gave() -> None:
    found, _ = picture_of("http://x/a", Response("http://x/b", body=b"x"))
    assert found is not None
    assert found.url == "http://x/a"


@pytest.mark.parametrize(
    ("body", "refused"),
    [
        ("<form id=login><input name=user></form>", True),
        ("<form class=captcha></form>", True),
        ("<p>no such picture</p>", False),
        ("this offer is gone", False),
    ],
)
def test_door_in_place_of_a_picture_is_known(
    context: CrawlContext, origin: str, body: str, *, refused: bool
) -> None:
    response = HtmlResponse(
        origin + "/a.png",
        body=f"<html><body>{body}</body></html>".encode(),
        headers={"Content-Type": "text/html"},
    )
    with pytest.raises(BlockedError) if refused else nullcontext():
        refuse_obstacle(context.state.profile, response)
