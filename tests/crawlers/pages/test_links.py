import pytest

from crawlers.pages.links import find_links, kind_of_url
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
