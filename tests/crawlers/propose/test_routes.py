import re
from typing import Any

import pytest

from crawlers.profile.pages import PageKind
from crawlers.propose.kinds import group_samples
from crawlers.propose.routes import (
    host_of,
    is_harmful,
    is_paging,
    routes_of,
    url_pattern,
)
from crawlers.propose.sample import Sample


@pytest.fixture
def routes(
    listings: list[Sample], vendors: list[Sample], categories: list[Sample]
) -> Any:
    return routes_of(group_samples([*listings, *vendors, *categories]))


@pytest.mark.parametrize(
    ("kind", "target", "named"),
    [
        (PageKind.LISTING, "/item/4711", "4711"),
        (PageKind.VENDOR, "/vendor/old.captain", "old.captain"),
        (PageKind.CATEGORY, "/category/lamps?page=12", None),
        (PageKind.CATEGORY, "/", None),
    ],
)
def test_pattern_fits_further_addresses(
    routes: Any, kind: PageKind, target: str, named: str | None
) -> None:
    pattern = url_pattern(kind, routes[kind])
    assert pattern is not None
    found = re.search(pattern, target)
    assert found is not None
    assert found.groupdict().get("external_id") == named


def test_patterns_tell_the_kinds_apart(routes: Any) -> None:
    pattern = url_pattern(PageKind.LISTING, routes[PageKind.LISTING])
    assert pattern is not None
    assert re.search(pattern, "/vendor/ann") is None
    assert re.search(pattern, "/item/1/edit") is None


def test_kind_without_links_has_no_pattern(routes: Any) -> None:
    assert url_pattern(PageKind.FEEDBACK, routes[PageKind.FEEDBACK]) is None


def test_links_that_turn_pages_are_known(routes: Any) -> None:
    assert any(is_paging(shape) for shape in routes[PageKind.CATEGORY])


def test_origin_is_that_of_pages_which_know_it(
    listings: list[Sample], make_sample: Any
) -> None:
    assert host_of(listings) == "http://lamps.example"
    assert host_of([make_sample("<p>x</p>", "listing/1.html")]) is None


def test_addresses_that_do_something_are_harmful() -> None:
    assert is_harmful("/logout")
    assert not is_harmful("/item/4")
