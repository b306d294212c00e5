from collections.abc import Callable
from typing import Any

import pytest

from testmarkets.skins.shop import PAGE_SIZE, Shop, page_of


@pytest.fixture
def shop(make_market: Callable[..., Any]) -> Shop:
    return Shop(make_market("nordmarkt", more=60))


def test_listings_and_accounts_are_found_by_the_markets_own_ids(shop: Shop) -> None:
    listing = shop.listing("a1")
    assert listing is not None
    assert shop.vendor_of(listing) is shop.account("v-1")
    assert shop.listing("v-1") is None
    assert shop.account("a1") is None


def test_category_has_a_slug_of_its_whole_path_without_accents(shop: Shop) -> None:
    (category,) = shop.categories
    assert category.slug == "papiere-betrug-ausweise"
    assert category.name == "Ausweise"
    assert shop.category(category.slug) is category
    assert shop.category_of(shop.market.listings[5]) is category
    assert shop.category("nothing") is None


def test_offers_of_an_account_are_its_own(shop: Shop) -> None:
    with_offers, without = shop.market.accounts
    assert len(shop.offers_of(with_offers)) == 62
    assert shop.offers_of(without) == ()


def test_pages_hold_every_listing_once(shop: Shop) -> None:
    listings = shop.market.listings
    pages = [page_of(listings, str(number)) for number in (1, 2, 3)]
    shown = [one for page in pages if page for one in page.items]
    assert shown == list(listings)
    assert [len(page.items) for page in pages if page] == [PAGE_SIZE, PAGE_SIZE, 12]
    assert {page.last for page in pages if page} == {3}


@pytest.mark.parametrize("number", ["0", "4", "-1", "", "x", "²", "9" * 5000])
def test_page_that_is_not_there_is_none(shop: Shop, number: str) -> None:
    assert page_of(shop.market.listings, number) is None


def test_empty_list_has_one_empty_page() -> None:
    nothing: tuple[str, ...] = ()
    page = page_of(nothing, "1")
    assert page is not None
    assert (page.items, page.last) == ((), 1)
