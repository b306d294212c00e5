import pytest

from crawlers.pages.vendor_ids import linked_vendor_id
from crawlers.pages.view import PageView
from crawlers.profile.fields import FieldProfile
from crawlers.profile.pages import PageProfile

VENDORS = PageProfile(url=r"^/u/(?P<external_id>\w+)$")
LINK = "<a class=v href=/u/bob77><b>Bob</b></a>"


def linked(markup: str, place: object, vendors: PageProfile = VENDORS) -> str | None:
    view = PageView.of_text(f"<body>{markup}</body>", "http://127.0.0.1/item/1")
    found = linked_vendor_id(view, FieldProfile.model_validate(place), vendors)
    return found.raw if found else None


@pytest.mark.parametrize(
    ("markup", "place"),
    [
        (LINK, {"css": "a.v"}),
        (LINK, {"css": "a.v b"}),
        (LINK, {"css": "a.v b::text"}),
        (LINK, {"xpath": "//a/b/text()"}),
        (f"<p class=by>by {LINK}</p>", {"css": "p.by"}),
        (f"<p class=by><a href=/cart>+</a> {LINK}</p>", {"css": "p.by"}),
        (f"<dl><dt>Vendor<dd>{LINK}</dl>", {"label": "Vendor"}),
        (f"<p><b>Vendor:</b> the {LINK}</p>", {"label": "Vendor", "css": "b"}),
        (LINK, [{"css": "i.none"}, {"css": "a.v"}]),
        ("<a class=v href=http://127.0.0.1/u/bob77#top>B</a>", {"css": "a.v"}),
    ],
)
def test_id_is_in_the_address_to_which_the_name_leads(
    markup: str, place: object
) -> None:
    assert linked(markup, place) == "bob77"


@pytest.mark.parametrize(
    ("markup", "place"),
    [
        ("<b class=v>Bob</b><a href=/u/else>x</a>", {"css": "b.v"}),
        ("<a class=v href=/shop/bob77>Bob</a>", {"css": "a.v"}),
        ("<a class=v href='http://['>Bob</a>", {"css": "a.v"}),
        (f"<i>Bob</i>{LINK}", [{"css": "i"}, {"css": "a.v"}]),
        (LINK, {"constant": "Bob"}),
        (LINK, {"css": "i.none"}),
    ],
)
def test_no_id_is_made_up(markup: str, place: object) -> None:
    assert linked(markup, place) is None


def test_no_id_without_a_pattern_that_holds_one() -> None:
    assert linked(LINK, {"css": "a.v"}, PageProfile(url="^/u/")) is None
    assert linked(LINK, {"css": "a.v"}, PageProfile()) is None
