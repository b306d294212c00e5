from typing import Any

from crawlers.pages.convert import Defaults
from crawlers.profile.pages import PageKind
from crawlers.propose.kinds import group_samples
from crawlers.propose.repeats import propose_cards, propose_feedback
from crawlers.propose.routes import routes_of
from crawlers.propose.sample import Sample

DEFAULTS = Defaults("USD", "en")
ROW = (
    "<tr><td class=stars>{n}/5</td><td class=comment>Came soon, lamp {n} is fine</td>"
    "<td class=buyer>q**{n}</td><td class=date>2026-03-0{n}</td></tr>"
)


def test_cards_are_the_rows_around_the_links(
    listings: list[Sample], vendors: list[Sample], categories: list[Sample]
) -> None:
    routes = routes_of(group_samples([*listings, *vendors, *categories]))
    found = propose_cards(
        categories, routes[PageKind.LISTING], routes[PageKind.VENDOR], DEFAULTS
    )
    assert found is not None
    assert (found.css, found.count) == ("tr.offer", 12)
    assert found.link == {"css": "a.title", "attr": "href"}
    assert found.fields == {
        "title": {"css": "a.title"},
        "vendor_handle": {"css": 'a[href*="/vendor/"]'},
        "price": {"css": "td.price"},
    }
    assert found.fill["price"] == 1


def test_feedback_rows_are_read_by_their_classes(make_sample: Any) -> None:
    rows = "".join(ROW.format(n=number) for number in range(1, 5))
    page = make_sample(f"<table class=feedback>{rows}</table>")
    found = propose_feedback([page], (), DEFAULTS)
    assert found is not None
    assert found.count == 4
    assert {name: asked["css"] for name, asked in found.fields.items()} == {
        "text": "td.comment",
        "buyer": "td.buyer",
        "rating": "td.stars",
        "left_at": "td.date",
    }


def test_pages_without_repeats_have_neither(make_sample: Any) -> None:
    page = make_sample("<p>one</p>")
    assert propose_cards([page], (), (), DEFAULTS) is None
    assert propose_feedback([page], (), DEFAULTS) is None
