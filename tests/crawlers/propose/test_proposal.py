"""Proposals, measured against hand-written profiles: test marketplaces, and saved pages of closed markets."""

import re
import sys
from collections.abc import Sequence
from functools import cache
from pathlib import Path

import pytest
from starlette.testclient import TestClient

from core.errors import ConfigError, StallwatchError
from core.records import Money
from core.settings import Settings
from crawlers.pages.convert import Value, json_value
from crawlers.pages.reader import Page, Reading, read_page
from crawlers.profile.load import parse_profile
from crawlers.profile.market import MarketProfile
from crawlers.profile.pages import PageKind
from crawlers.propose.proposal import ProposedProfile, market_name, propose_profile
from crawlers.propose.sample import Sample, SamplePage, parse_samples
from crawlers.propose.verify import filled_in
from testmarkets.logins import TEST_LOGINS
from testmarkets.profiles import render_profile
from testmarkets.skins.registry import SKINS, build_skins
from testmarkets.world.build import build_world

ORIGIN = "http://127.0.0.1:8801"
KINDS = {"listing": PageKind.LISTING, "vendor": PageKind.VENDOR}
FLOORS = {"harbour": 0.9, "lantern": 0.85, "foundry": 0.85, "nordmarkt": 0.9}
"""Least share of the fields of the hand-written profile that the proposed one reads equal."""
SAVED_KINDS = {
    "listings": PageKind.LISTING,
    "users": PageKind.VENDOR,
    "sellers": PageKind.VENDOR,
}
CATEGORY_PATHS = {
    "harbour": "/category/{}",
    "lantern": "/c/{}",
    "foundry": "/viewforum.php?f=2",
    "nordmarkt": "/rubrik-{}.html",
}


@cache
def pages_of(market: str) -> tuple[SamplePage, ...]:
    """Return what an analyst would save: the start, two lists, five listings, four vendors, the login."""
    skin = build_skins(build_world(11, size=200))[market]
    found: list[SamplePage] = []
    with TestClient(skin.app, base_url=ORIGIN) as client:

        def save(path: str, name: str | None = None) -> str:
            response = client.get(path)
            found.append(SamplePage(f"{ORIGIN}{name or path}", response.content))
            return response.text

        if market in TEST_LOGINS:
            page = save("/", "/login")
            token = re.findall(r'csrf_token" value="([^"]+)', page)[0]
            client.post("/login", data={"csrf_token": token, **TEST_LOGINS[market]})
        save("/")
        for category in skin.shop.categories[:2]:
            save(CATEGORY_PATHS[market].format(category.slug))
        for listing in skin.shop.market.listings[:15:3]:
            save(skin.listing_path(listing.external_id))
        for account in skin.shop.market.accounts[:4]:
            save(skin.vendor_path(account.external_id))
    return tuple(found)


def profile_from(text: str) -> MarketProfile:
    return parse_profile(filled_in(text), source="proposed")


def values(
    profile: MarketProfile, page: SamplePage, kind: PageKind
) -> dict[str, object]:
    url = page.name if "://" in page.name else f"{profile.base_url}/"
    try:
        reading: Reading = read_page(
            profile, Page(url=url, body=page.body), kind=kind, nameless=True
        )
    except StallwatchError:
        return {}
    found = {name: comparable(value.value) for name, value in reading.fields.items()}
    return {name: value for name, value in found.items() if value not in (None, "", [])}


def comparable(value: Value) -> object:
    """Return a value without the text that it was made of: places may be wider or narrower."""
    return (
        (value.amount, value.currency)
        if isinstance(value, Money)
        else json_value(value)
    )


def equal_share(
    mine: MarketProfile,
    theirs: MarketProfile,
    pages: Sequence[tuple[SamplePage, PageKind]],
) -> tuple[float, dict[str, tuple[int, int]]]:
    """Return the share of the hand-written profile's values that the proposed one reads equal, also by field."""
    counts: dict[str, tuple[int, int]] = {}
    for page, kind in pages:
        wanted, got = values(theirs, page, kind), values(mine, page, kind)
        for name, value in wanted.items():
            equal, of = counts.get(f"{kind}.{name}", (0, 0))
            counts[f"{kind}.{name}"] = (equal + (got.get(name) == value), of + 1)
    total = sum(of for _, of in counts.values())
    return sum(equal for equal, _ in counts.values()) / max(1, total), counts


def shown(market: str, share: float, counts: dict[str, tuple[int, int]]) -> None:
    short = {
        name: f"{equal}/{of}" for name, (equal, of) in counts.items() if equal < of
    }
    sys.stdout.write(f"proposed for {market}: {share:.1%} equal; not all: {short}\n")


@pytest.mark.parametrize("market", SKINS)
def test_proposed_profile_reads_most_fields_as_the_hand_written_one(
    market: str,
) -> None:
    pages = pages_of(market)
    proposal = propose_profile(pages, name=market)
    mine = profile_from(proposal.text)
    theirs = parse_profile(render_profile(market, ORIGIN), source=market)
    kind_of = {name: KINDS[kind] for kind in KINDS for name in proposal.pages[kind]}
    content = [(page, kind_of[page.name]) for page in pages if page.name in kind_of]
    share, counts = equal_share(mine, theirs, content)
    shown(market, share, counts)
    assert len(content) == 9
    assert share >= FLOORS[market]
    assert proposal.unreadable == {}
    assert len(proposal.text.splitlines()) <= 150


@pytest.mark.parametrize("market", SKINS)
def test_proposed_profile_finds_its_way(market: str) -> None:
    profile = profile_from(propose_profile(pages_of(market), name=market).text)
    theirs = parse_profile(render_profile(market, ORIGIN), source=market)
    for page in pages_of(market):
        try:
            wanted = read_page(theirs, Page(url=page.name, body=page.body))
        except StallwatchError:
            continue
        if wanted.kind is PageKind.FEEDBACK:
            continue
        got = read_page(profile, Page(url=page.name, body=page.body))
        listings = {link.url for link in wanted.links if link.kind is PageKind.LISTING}
        assert got.kind == wanted.kind
        assert listings <= {
            link.url for link in got.links if link.kind is PageKind.LISTING
        }
        if wanted.kind is not PageKind.CATEGORY:
            assert got.external_id == wanted.external_id


def saved_samples(market: str) -> list[SamplePage]:
    data = Settings.load().eval_data
    root = data / "pages" / market if data is not None else Path("none")
    files = [path for path in sorted(root.rglob("*")) if path.is_file()]
    return [
        SamplePage(path.relative_to(root).as_posix(), path.read_bytes())
        for path in files
        if "_expected" not in str(path)
    ]


@pytest.mark.parametrize("market", ["apollon", "cryptonia"])
def test_proposal_for_saved_markets_is_measured(market: str) -> None:
    pages = saved_samples(market)
    if not pages:
        sys.stdout.write("left out: STALLWATCH_EVAL_DATA names no saved pages\n")
        return
    proposal = propose_profile(pages, name=market)
    text = Path("crawlers/markets", f"{market}.yml").read_text(encoding="utf-8")
    text = text.replace("{origin}", ORIGIN).replace("{host}", ORIGIN[7:])
    content = [
        (page, SAVED_KINDS[folder])
        for page in pages
        if (folder := page.name.partition("/")[0]) in SAVED_KINDS
    ]
    share, counts = equal_share(
        profile_from(proposal.text), parse_profile(text, source=market), content
    )
    shown(market, share, counts)
    assert share >= 0.5
    assert len(proposal.text.splitlines()) <= 150


def test_what_is_no_market_is_refused_with_a_remedy() -> None:
    with pytest.raises(ConfigError, match="no sample page is HTML"):
        propose_profile([SamplePage("a", b"\0")], name="x")
    with pytest.raises(ConfigError, match="no page of a market"):
        propose_profile([SamplePage("a", b"<p>hello")], name="x")


def test_missing_kinds_and_fields_are_told(listings: list[Sample]) -> None:
    proposal = propose_profile([listings[0].page], name="lamps")
    assert isinstance(proposal, ProposedProfile)
    assert any("no category page" in sentence for sentence in proposal.missing)
    assert any("no vendor page" in sentence for sentence in proposal.missing)


def test_hostile_page_gives_a_profile_that_parses() -> None:
    body = (
        "<title>' : {x} - M</title><div class=\"'{a}: - b\"><h1 class='a\"b'>\x07 #x: [y]</h1>"
        "<table><tr><td>Price: ' &amp; *x:<td>$5<tr><td>Vendor:<td>|a</table></div>"
        + "<b>"
        * 3_000
    )
    proposal = propose_profile([SamplePage("listing/1.html", body.encode())], name="x")
    assert profile_from(proposal.text).name == "x"
    assert parse_samples([SamplePage("listing/1.html", body.encode())])[1] == []


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("http://Old-Market.onion/x", "old-market-onion"),
        ("Saved pages (2)", "saved-pages-2"),
        ("???", "market"),
    ],
)
def test_name_of_a_market_is_made_of_its_host_or_folder(text: str, name: str) -> None:
    assert market_name(text) == name
