"""A market's listings and accounts, arranged as a shop needs them."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Generic, TypeVar

from core.text import fold
from testmarkets.world.model import (
    AccountRecord,
    ListingRecord,
    Market,
)
from testmarkets.world.pictures import Picture

T = TypeVar("T")
PAGE_SIZE = 25
"""Listings on one page of a category, and entries on one page of any other list."""


@dataclass(frozen=True, slots=True)
class ShopCategory:
    """Listings with one category path."""

    slug: str
    path: tuple[str, ...]
    listings: tuple[ListingRecord, ...]

    @property
    def name(self) -> str:
        """The innermost name."""
        return self.path[-1]


@dataclass(frozen=True, slots=True)
class ShopPage(Generic[T]):
    """One page of a long list."""

    items: tuple[T, ...]
    number: int
    """From 1."""
    last: int
    """Number of the last page, which is 1 for an empty list."""


class Shop:
    """What a skin looks up to build a page.

    Args:
        market: The market on one day.
    """

    def __init__(self, market: Market) -> None:
        self.market = market
        self._listings = {one.external_id: one for one in market.listings}
        self._accounts = {one.external_id: one for one in market.accounts}
        self._pictures = {
            picture.name: picture for one in market.listings for picture in one.pictures
        }
        self._offers: dict[str, list[ListingRecord]] = {}
        for one in market.listings:
            self._offers.setdefault(one.vendor_external_id, []).append(one)
        self.categories = _categories(market.listings)
        self._by_slug = {one.slug: one for one in self.categories}

    def listing(self, external_id: str) -> ListingRecord | None:
        """Return a listing, ``None`` where the market has none of this id."""
        return self._listings.get(external_id)

    def account(self, external_id: str) -> AccountRecord | None:
        """Return an account, ``None`` where the market has none of this id."""
        return self._accounts.get(external_id)

    def picture(self, name: str) -> Picture | None:
        """Return a picture, ``None`` where no listing has one of this name."""
        return self._pictures.get(name)

    def vendor_of(self, listing: ListingRecord) -> AccountRecord:
        """Return the account that offers a listing."""
        return self._accounts[listing.vendor_external_id]

    def offers_of(self, account: AccountRecord) -> Sequence[ListingRecord]:
        """Return the listings of an account."""
        return self._offers.get(account.external_id, ())

    def category(self, slug: str) -> ShopCategory | None:
        """Return a category, ``None`` where there is none of this name."""
        return self._by_slug.get(slug)

    def category_of(self, listing: ListingRecord) -> ShopCategory:
        """Return the category that a listing is in."""
        return self._by_slug[_slug(listing.category_path)]


def page_of(items: Sequence[T], number: str) -> ShopPage[T] | None:
    """Return one page of a list, ``None`` where there is none of this number.

    Args:
        items: The whole list.
        number: The page as a request names it, from 1; untrusted.
    """
    last = max(1, -(-len(items) // PAGE_SIZE))
    if not re.fullmatch(r"[0-9]{1,6}", number) or not 1 <= int(number) <= last:
        return None
    end = int(number) * PAGE_SIZE
    return ShopPage(tuple(items[end - PAGE_SIZE : end]), int(number), last)


def _categories(listings: Sequence[ListingRecord]) -> tuple[ShopCategory, ...]:
    by_path: dict[tuple[str, ...], list[ListingRecord]] = {}
    for one in listings:
        by_path.setdefault(one.category_path, []).append(one)
    return tuple(
        ShopCategory(_slug(path), path, tuple(by_path[path]))
        for path in sorted(by_path)
    )


def _slug(path: tuple[str, ...]) -> str:
    return "-".join(re.findall(r"[a-z0-9]+", fold(" ".join(path))))
