from typing import Any

from crawlers.profile.pages import PageKind
from crawlers.propose.choose import choose_field
from crawlers.propose.places import Candidate


def test_first_good_place_leads_and_one_that_agrees_stands_behind(
    make_pages: Any, listings: list[Any]
) -> None:
    pages = make_pages(PageKind.LISTING, listings)
    found = choose_field(
        pages,
        "title",
        [
            Candidate({"css": "h9"}),
            Candidate({"css": "h1.name"}),
            Candidate({"xpath": "//h1"}),
        ],
    )
    assert found is not None
    assert found.asked == {"find": [{"css": "h1.name"}, {"xpath": "//h1"}]}
    assert found.fill == 1


def test_place_that_says_the_same_on_every_page_is_no_value(
    make_pages: Any, listings: list[Any]
) -> None:
    pages = make_pages(PageKind.LISTING, listings)
    assert choose_field(pages, "title", [Candidate({"css": "p.nav"})]) is None


def test_place_that_disagrees_is_no_reserve(
    make_pages: Any, listings: list[Any]
) -> None:
    pages = make_pages(PageKind.LISTING, listings)
    places = [Candidate({"css": "h1.name"}), Candidate({"css": "div.description"})]
    found = choose_field(pages, "title", places)
    assert found is not None
    assert found.asked["find"] == [{"css": "h1.name"}]
