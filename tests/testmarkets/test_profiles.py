"""Profiles of the test markets, read back against what the markets show."""

from collections.abc import Callable
from datetime import datetime
from functools import lru_cache
from pathlib import Path

import pytest
from starlette.testclient import TestClient

from core.errors import ConfigError
from core.records import Money
from crawlers.pages.reader import Page, Reading, read_page
from crawlers.pages.rows import RowReading
from crawlers.profile.load import load_profile, parse_profile
from crawlers.profile.market import MarketProfile
from crawlers.profile.pages import PageKind
from testmarkets.profiles import render_profile, render_profiles
from testmarkets.skins.registry import SKINS
from testmarkets.skins.skin import Skin
from testmarkets.world.build import build_world
from testmarkets.world.model import AccountRecord, ListingRecord, World
from testmarkets.world.photographs import PICTURE_ENDINGS

ORIGINS = {name: f"http://127.0.0.1:{8801 + n}" for n, name in enumerate(SKINS)}


def test_rendered_profiles_are_accepted_by_the_crawlers(tmp_path: Path) -> None:
    written = render_profiles(ORIGINS, tmp_path / "new" / "markets")
    profiles = {path.stem: load_profile(path) for path in written}
    assert {name: one.base_url for name, one in profiles.items()} == ORIGINS
    assert profiles["foundry"].hosts == ("127.0.0.1:8803",)
    assert profiles["harbour"].login is not None


def test_unknown_market_is_refused_with_the_known_names() -> None:
    with pytest.raises(ConfigError, match="there are foundry, harbour, lantern"):
        render_profile("bazaar", "http://127.0.0.1:1")


@pytest.mark.parametrize("market", SKINS)
def test_every_field_of_a_listing_is_read(
    market: str,
    make_skin: Callable[..., Skin],
    client_of: Callable[[Skin], TestClient],
) -> None:
    skin = make_skin(market)
    client = client_of(skin)
    for listing in skin.shop.market.listings:
        path = skin.listing_path(listing.external_id)
        reading = read(client, market, path, PageKind.LISTING)
        assert reading.faults == ()
        assert observed(reading) == shown_listing(listing, skin)


@pytest.mark.parametrize("market", SKINS)
def test_every_field_of_a_vendor_is_read(
    market: str,
    make_skin: Callable[..., Skin],
    client_of: Callable[[Skin], TestClient],
) -> None:
    skin = make_skin(market)
    client = client_of(skin)
    for account in skin.shop.market.accounts:
        path = skin.vendor_path(account.external_id)
        reading = read(client, market, path, PageKind.VENDOR)
        assert reading.faults == ()
        assert observed(reading) == shown_account(account)


@pytest.fixture(scope="module")
def world() -> World:
    """A world as the serve command builds it."""
    return build_world(5, size=200, day=3)


@pytest.mark.parametrize("market", SKINS)
def test_built_world_is_read_whole(
    market: str, world: World, client_of: Callable[[Skin], TestClient]
) -> None:
    skin = SKINS[market](world.markets[market])
    client = client_of(skin)
    names = profile_of(market).category_names
    for listing in skin.shop.market.listings:
        path = skin.listing_path(listing.external_id)
        seen = observed(read(client, market, path, PageKind.LISTING))
        assert seen == shown_listing(listing, skin)
        assert names[listing.category_path[-1].casefold()] == listing.category
    for account in skin.shop.market.accounts:
        path = skin.vendor_path(account.external_id)
        seen = observed(read(client, market, path, PageKind.VENDOR))
        assert seen == shown_account(account)


@pytest.mark.parametrize("market", SKINS)
def test_cards_show_every_change_of_a_day(
    market: str, client_of: Callable[[Skin], TestClient]
) -> None:
    before, after = (
        SKINS[market](build_world(5, size=400, day=day).markets[market])
        for day in (0, 3)
    )
    old, new = (cards_of(skin, client_of(skin)) for skin in (before, after))
    seen_before = {one.external_id: one for one in before.shop.market.listings}
    seen_after = {one.external_id: one for one in after.shop.market.listings}
    assert (set(old), set(new)) == (set(seen_before), set(seen_after))
    kept = old.keys() & new.keys()
    changed = {key for key in kept if seen_before[key] != seen_after[key]}
    assert {key for key in kept if old[key] != new[key]} == changed
    assert 0 < len(changed) < 0.25 * len(kept)


def cards_of(skin: Skin, client: TestClient) -> dict[str, str]:
    """Return the digest of each listing's card, read from the pages of all lists."""
    market = skin.shop.market.name
    ahead: list[str] = ["/"]
    digests: dict[str, str] = {}
    for path in ahead:
        reading = read(client, market, path, PageKind.CATEGORY)
        assert reading.faults == ()
        for card in reading.cards:
            assert {"title", "price", "vendor_handle"} <= card.fields.keys()
            digests[str(card.external_id)] = card.digest
        links = [link.url for link in reading.links if link.kind is PageKind.CATEGORY]
        paths = [url.removeprefix(ORIGINS[market]) for url in links]
        ahead += [path for path in paths if path not in ahead]
    return digests


def test_feedback_on_a_vendors_page_is_read(
    world: World, client_of: Callable[[Skin], TestClient]
) -> None:
    skin = SKINS["harbour"](world.markets["harbour"])
    client = client_of(skin)
    for account in skin.shop.market.accounts:
        path = skin.vendor_path(account.external_id)
        rows = read(client, "harbour", path, PageKind.VENDOR).feedback
        assert [row.fields["buyer"].value for row in rows] == [
            one.masked_buyer for one in account.feedback
        ]
        assert [row.fields["listing_external_id"].value for row in rows] == [
            one.listing_external_id for one in account.feedback
        ]


def test_feedback_on_pages_of_its_own_is_read(
    client_of: Callable[[Skin], TestClient],
) -> None:
    skin = SKINS["nordmarkt"](build_world(5, size=1_000).markets["nordmarkt"])
    client = client_of(skin)
    account = max(skin.shop.market.accounts, key=lambda one: len(one.feedback))
    vendor = read(
        client, "nordmarkt", skin.vendor_path(account.external_id), PageKind.VENDOR
    )
    (first,) = [link.url for link in vendor.links if link.kind is PageKind.FEEDBACK]
    ahead: list[str] = [first.removeprefix(ORIGINS["nordmarkt"])]
    rows: list[RowReading] = []
    for path in ahead:
        reading = read(client, "nordmarkt", path, PageKind.FEEDBACK)
        assert reading.faults == ()
        rows += reading.feedback
        ahead += [
            link.url.removeprefix(ORIGINS["nordmarkt"])
            for link in reading.links
            if link.kind is PageKind.FEEDBACK
        ]
    assert len(ahead) == 2
    assert [
        (
            row.fields["external_id"].value,
            row.fields["buyer"].value,
            row.fields["text"].value,
        )
        for row in rows
    ] == [(one.external_id, one.buyer, one.text) for one in account.feedback]


def test_mirrors_are_in_the_profile_and_in_its_scope(tmp_path: Path) -> None:
    mirrors = {"lantern": ("http://127.0.0.1:9001", "http://127.0.0.1:9002")}
    for path in render_profiles(ORIGINS, tmp_path, mirrors):
        profile = load_profile(path)
        assert profile.mirrors == mirrors.get(profile.name, ())
        assert len(profile.hosts) == 1 + len(profile.mirrors)


@lru_cache
def profile_of(market: str) -> MarketProfile:
    text = render_profile(market, ORIGINS[market])
    return parse_profile(text, source=f"{market}.yml")


def read(client: TestClient, market: str, path: str, kind: PageKind) -> Reading:
    response = client.get(path)
    page = Page(
        url=f"{ORIGINS[market]}{path}",
        body=response.content,
        status=response.status_code,
        content_type=response.headers["content-type"],
    )
    return read_page(profile_of(market), page, kind=kind)


def observed(reading: Reading) -> dict[str, object]:
    values: dict[str, object] = {"external_id": reading.external_id}
    for name, field in reading.fields.items():
        value: object = field.value
        if isinstance(value, Money):
            value = (value.amount, value.currency)
        elif name.endswith("_on") and isinstance(value, datetime):
            value = value.date()
        elif name == "pgp_key" and isinstance(value, str):
            value = without_empty_lines(value)
        values[name] = value
    return values


def shown_listing(listing: ListingRecord, skin: Skin) -> dict[str, object]:
    return {
        "external_id": listing.external_id,
        "vendor_external_id": listing.vendor_external_id,
        "vendor_handle": skin.shop.vendor_of(listing).handle,
        "title": listing.title,
        "description": listing.description,
        "category_path": list(listing.category_path),
        "price": (listing.price, listing.currency),
        "ships_from": listing.ships_from,
        "ships_to": listing.ships_to or None,
        "unit": listing.unit,
        "stock": listing.stock,
        "sold": listing.sold,
        "listed_at": listing.listed_at.replace(second=0, microsecond=0),
    } | shown_images(listing, skin)


def shown_images(listing: ListingRecord, skin: Skin) -> dict[str, object]:
    market = listing.market
    if market not in PICTURE_ENDINGS:
        return {}
    paths = [skin.picture_path(picture.name) for picture in listing.pictures]
    return {"images": [ORIGINS[market] + path for path in paths]}


def shown_account(account: AccountRecord) -> dict[str, object]:
    return {
        "external_id": account.external_id,
        "handle": account.handle,
        "profile": account.profile,
        "pgp_key": account.pgp_key and without_empty_lines(account.pgp_key),
        "contact": account.contact,
        "registered_on": account.registered_on,
        "last_seen_on": account.last_seen_on,
        "rating_percent": account.rating_percent,
        "sales": account.sales,
        "level": account.level,
    }


def without_empty_lines(text: str) -> str:
    # A page's text has none, and a key does not need its one to be read.
    return "\n".join(line for line in text.splitlines() if line)
