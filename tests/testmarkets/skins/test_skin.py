from collections.abc import Callable
from typing import Any

import pytest
from starlette.testclient import TestClient

from testmarkets.skins.registry import SKINS
from testmarkets.skins.skin import Skin


def every_path(skin: Skin, client: TestClient) -> set[str]:
    """Return what can be reached from the start page by following every link."""
    seen: set[str] = set()
    ahead = ["/"]
    while ahead:
        path = ahead.pop()
        seen.add(path)
        response = client.get(path)
        assert response.status_code == 200, path
        html = response.content.decode(skin.charset).replace("&amp;", "&")
        ahead += [link for link in links(html) if link not in {*seen, *ahead}]
    return seen


def links(html: str) -> list[str]:
    found = []
    for piece in html.replace("HREF=", "href=").split("href=")[1:]:
        quoted = piece.startswith('"')
        found.append(piece[1:].partition('"')[0] if quoted else piece.partition(">")[0])
    return found


@pytest.mark.parametrize("market", SKINS)
def test_every_listing_and_vendor_is_reached_by_links(
    market: str,
    make_skin: Callable[..., Skin],
    client_of: Callable[[Skin], TestClient],
) -> None:
    skin = make_skin(market, more=55)
    reached = every_path(skin, client_of(skin))
    listings = {skin.listing_path(one.external_id) for one in skin.shop.market.listings}
    vendor = skin.vendor_path("v-1")
    assert listings <= reached
    assert vendor in reached
    assert len(listings) == 57


@pytest.mark.parametrize("market", SKINS)
def test_title_with_a_script_is_shown_as_text(
    market: str,
    make_skin: Callable[..., Skin],
    client_of: Callable[[Skin], TestClient],
) -> None:
    skin = make_skin(market)
    client = client_of(skin)
    pages = [skin.listing_path("hostile"), skin.vendor_path("v-2")]
    for path in pages:
        html = client.get(path).content.decode(skin.charset)
        assert "<script>alert" not in html
        assert "&lt;script&gt;alert(1)&lt;/script&gt;" in html


@pytest.mark.parametrize("market", SKINS)
def test_what_is_not_there_is_404(
    market: str,
    make_skin: Callable[..., Skin],
    client_of: Callable[[Skin], TestClient],
) -> None:
    skin = make_skin(market)
    client = client_of(skin)
    paths = [skin.listing_path("gone"), skin.vendor_path("gone"), "/no/such/page"]
    assert [client.get(path).status_code for path in paths] == [404, 404, 404]


@pytest.mark.parametrize("market", SKINS)
def test_page_is_the_same_every_time(
    market: str,
    make_skin: Callable[..., Skin],
    client_of: Callable[[Skin], TestClient],
) -> None:
    first, second = make_skin(market), make_skin(market)
    bodies: list[Any] = [
        client_of(skin).get(skin.listing_path("a1")).content for skin in (first, second)
    ]
    assert bodies[0] == bodies[1]
