from urllib.parse import urldefrag, urljoin

import pytest

from crawlers.pages.links import absolute, find_links, kind_of_url
from crawlers.pages.view import PageView
from crawlers.profile.load import parse_profile
from crawlers.profile.market import MarketProfile
from crawlers.profile.pages import PageKind
from tests.crawlers.small_market import PROFILE

ORIGIN = "http://127.0.0.1:8000"


@pytest.fixture
def profile() -> MarketProfile:
    text = PROFILE.replace("{origin}", ORIGIN).replace("{host}", ORIGIN[7:])
    return parse_profile(text, source="lamps.yml")


def urls(profile: MarketProfile, *addresses: str) -> list[str]:
    links = "".join(f'<a class=item href="{address}">x</a>' for address in addresses)
    view = PageView.of_text(f"<html><body>{links}</body></html>", f"{ORIGIN}/")
    return [link.url for link in find_links(view, profile, PageKind.CATEGORY)]


def test_links_are_absolute_and_given_once(profile: MarketProfile) -> None:
    found = urls(profile, "item/1", "/item/1#top", f"{ORIGIN}/item/2")
    assert found == [f"{ORIGIN}/item/1", f"{ORIGIN}/item/2"]


@pytest.mark.parametrize("base", [f"{ORIGIN}/shop/x?y=1", ORIGIN, f"{ORIGIN}/"])
@pytest.mark.parametrize(
    "address",
    [
        "/a/b?c=d#e",
        "/",
        "/a?",
        "/a?#x",
        "/a/../b",
        "/a/./b",
        "//other.example/a",
        "/a b",
        "/ä?ö=1",
        "?page=2",
        "a/b",
        "../a",
        "http://other.example/a?b#c",
        "/a;b?c:d",
        "/a?b?c",
    ],
)
def test_address_is_what_a_browser_would_ask_for(address: str, base: str) -> None:
    assert absolute(base, address) == urldefrag(urljoin(base, address)).url


def test_links_to_other_kinds_of_pages_are_not_taken(profile: MarketProfile) -> None:
    assert urls(profile, "/help", "/vendor/v1") == []


@pytest.mark.parametrize(
    "address",
    [
        "",
        "#x",
        "javascript:void(0)",
        " JavaScript:x()",
        "mailto:a@b.example",
        "http://[",
    ],
)
def test_what_is_no_address_is_left_out(profile: MarketProfile, address: str) -> None:
    assert urls(profile, address) == []


def test_no_link_of_a_long_list_is_left_out(profile: MarketProfile) -> None:
    assert len(urls(profile, *(f"/item/{number}" for number in range(2_500)))) == 2_500


def test_endless_address_is_left_out(profile: MarketProfile) -> None:
    assert urls(profile, "/item/1?" + "a" * 3_000) == []


def test_other_hosts_are_left_to_the_scope_guard(profile: MarketProfile) -> None:
    assert urls(profile, "http://other.example/item/1") == [
        "http://other.example/item/1"
    ]


def test_only_the_rules_of_the_kind_apply(profile: MarketProfile) -> None:
    view = PageView.of_text("<a class=item href=/item/1>x</a>", f"{ORIGIN}/item/3")
    assert find_links(view, profile, PageKind.LISTING) == ()


def test_kind_is_known_by_address(profile: MarketProfile) -> None:
    assert kind_of_url(profile, f"{ORIGIN}/item/1") is PageKind.LISTING
    assert kind_of_url(profile, f"{ORIGIN}/help") is None


@pytest.mark.parametrize(
    "hiding",
    ["hidden", 'style="display: none"', 'style="position:absolute; left:-9999px"'],
)
def test_bait_that_people_do_not_see_is_not_taken(
    profile: MarketProfile, hiding: str
) -> None:
    text = (
        f"<p {hiding}><b><a class=item href=/item/1>x</a></b></p>"
        f"<a class=item href=/item/2 {hiding}>x</a>"
        "<p style='left:-5px'><a class=item href=/item/3>x</a></p>"
    )
    view = PageView.of_text(f"<html><body>{text}</body></html>", f"{ORIGIN}/")
    found = find_links(view, profile, PageKind.CATEGORY)
    assert [link.url for link in found] == [f"{ORIGIN}/item/3"]


def test_excluded_addresses_are_not_followed() -> None:
    text = PROFILE.replace("{origin}", ORIGIN).replace("{host}", ORIGIN[7:])
    rule = (
        "follow:\n  - {from: category, css: a, to: vendor, exclude: ['/me$', sort=]}\n"
    )
    start = text.index("follow:")
    rest = text[start:].split("\n", 1)[1]
    kept = rest[rest.index("pages:") :]
    profile = parse_profile(text[:start] + rule + kept, source="lamps.yml")
    found = urls(profile, "/vendor/v1", "/vendor/me", "/vendor/v2?sort=x")
    assert found == [f"{ORIGIN}/vendor/v1"]
