from collections.abc import Callable
from functools import lru_cache

import pytest
from starlette.testclient import TestClient

from crawlers.pages.links import Link
from crawlers.pages.reader import Page, read_page
from crawlers.profile.load import parse_profile
from crawlers.profile.market import MarketProfile
from crawlers.profile.pages import PageKind
from testmarkets.faults.bait import BAITS
from testmarkets.profiles import render_profile
from testmarkets.skins.registry import SKINS
from testmarkets.skins.skin import Skin

ORIGIN = "http://127.0.0.1:8800"
LISTS = {
    "harbour": ("/category/x", "/category/x?page=7"),
    "lantern": ("/c/x", "/c/x/7"),
    "foundry": ("/viewforum.php?f=2", "/viewforum.php?f=2&start=150"),
    "nordmarkt": ("/rubrik-x.html", "/rubrik-x.html?seite=7"),
}


@lru_cache
def profile_of(market: str) -> MarketProfile:
    return parse_profile(render_profile(market, ORIGIN), source=f"{market}.yml")


def links_of(market: str, html: str) -> set[tuple[str, PageKind]]:
    page = Page(
        url=f"{ORIGIN}/",
        body=f"<html><body>{html}</body></html>".encode(),
        status=200,
        content_type="text/html; charset=utf-8",
    )
    links: tuple[Link, ...] = read_page(
        profile_of(market), page, kind=PageKind.CATEGORY
    ).links
    return {(link.url, link.kind) for link in links}


@pytest.mark.parametrize("market", SKINS)
def test_profiles_follow_what_a_trap_puts_on_a_page(
    market: str, make_skin: Callable[..., Skin]
) -> None:
    bait, offer = BAITS[market], make_skin(market).listing_path("x1")
    (path, following) = LISTS[market]
    assert links_of(market, bait.offer_link(offer)) == {
        (ORIGIN + offer, PageKind.LISTING)
    }
    assert links_of(market, bait.section_link(path)) == {
        (ORIGIN + path, PageKind.CATEGORY)
    }
    assert links_of(market, bait.following_link(following)) == {
        (ORIGIN + following, PageKind.CATEGORY)
    }


@pytest.mark.parametrize("market", SKINS)
def test_next_page_is_one_further(market: str) -> None:
    first, seventh = LISTS[market]
    path: str | None = first
    for _ in range(6):
        assert path is not None
        path = BAITS[market].following_path(path)
    assert path == seventh
    assert BAITS[market].following_path("/somewhere") is None


def test_address_cannot_leave_its_attribute() -> None:
    link = BAITS["lantern"].offer_link('"><script>x</script>')
    assert "<script>" not in link


@pytest.mark.parametrize("market", SKINS)
def test_layout_names_what_the_pages_have(
    market: str,
    make_skin: Callable[..., Skin],
    client_of: Callable[[Skin], TestClient],
) -> None:
    skin = make_skin(market)
    page = client_of(skin).get(skin.listing_path("a1")).content
    for changes in BAITS[market].layout.values():
        assert all(page.count(old.encode()) == 1 for old, _ in changes)
