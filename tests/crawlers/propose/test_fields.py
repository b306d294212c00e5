from typing import Any

from crawlers.profile.pages import PageKind
from crawlers.propose.fields import propose_fields
from crawlers.propose.kinds import group_samples
from crawlers.propose.routes import routes_of
from crawlers.propose.sample import Sample


def test_listing_fields_are_found(
    make_pages: Any,
    listings: list[Sample],
    vendors: list[Sample],
    categories: list[Sample],
) -> None:
    routes = routes_of(group_samples([*listings, *vendors, *categories]))
    pages = make_pages(PageKind.LISTING, listings, shapes=routes)
    found = {one.name: one for one in propose_fields(pages)}
    lead = {name: one.asked["find"][0] for name, one in found.items()}
    assert lead["title"] == {"css": "h1.name"}
    assert lead["price"] == {"label": "Price"}
    assert lead["stock"] == {"label": "In stock"}
    assert lead["description"] == {"css": "div.description"}
    assert lead["wrapping"] == {"label": "Wrapping"}
    assert "/vendor/" in lead["vendor_handle"]["css"]
    assert lead["vendor_external_id"]["attr"] == "href"
    assert all(one.fill == 1 for one in found.values())


def test_vendor_fields_are_found(make_pages: Any, vendors: list[Sample]) -> None:
    found = {
        one.name: one for one in propose_fields(make_pages(PageKind.VENDOR, vendors))
    }
    lead = {name: one.asked["find"][0] for name, one in found.items()}
    assert lead["handle"] == {"css": "h1.handle"}
    assert lead["pgp_key"] == {"css": "pre.key"}
    assert lead["registered_on"] == {"label": "Member since"}
    assert lead["rating_percent"] == {"label": "Positive feedback"}
    assert lead["sales"] == {"label": "Sales"}


def test_nothing_is_invented_where_nothing_stands(
    make_pages: Any, make_sample: Any
) -> None:
    pages = make_pages(
        PageKind.LISTING, [make_sample("<p>one</p>"), make_sample("<p>two</p>")]
    )
    assert propose_fields(pages) == []
