from datetime import UTC, datetime

import pytest

from core.errors import LayoutChangedError
from crawlers.pages.reader import Page, Reading, read_page
from crawlers.pages.rows import MAX_ROWS, Card
from crawlers.profile.load import parse_profile
from crawlers.profile.pages import PageKind
from tests.crawlers.small_market import PROFILE

NOW = datetime(2026, 3, 10, 12, tzinfo=UTC)
ORIGIN = "http://127.0.0.1:8000"
CARDS = """\
    cards:
      css: tr.offer
      link: {css: a.item}
      fields:
        title: {css: a.item}
        price: {css: td.price}
        vendor_handle: {css: td.who, required: true}
        views: {css: td.views}
    feedback:
      css: ul.said li
      fields:
        external_id: {css: b, attr: data-id}
        buyer: {xpath: '//b'}
        text: {css: p}
        rating: {css: i, attr: class}
        mood: {css: em, type: counter}
"""
ROW = (
    "<tr class=offer><td><a class=item href='{link}'>{title}</a>"
    "<td class=price>{price}<td class=who>{who}<td class=views>7</tr>"
)


def reading(body: str, *, cards: str = CARDS) -> Reading:
    text = PROFILE.replace("{origin}", ORIGIN).replace("{host}", ORIGIN[7:])
    text = text.replace("pages:\n  category:\n", f"pages:\n  category:\n{cards}")
    profile = parse_profile(text, source="lamps.yml")
    page = Page(url=f"{ORIGIN}/", body=f"<html><body>{body}".encode())
    return read_page(profile, page, kind=PageKind.CATEGORY, now=NOW)


def table(*rows: dict[str, str]) -> str:
    whole = {"link": "/item/1", "title": "Lamp", "price": "5 EUR", "who": "ann"}
    return "<table>" + "".join(ROW.format(**(whole | row)) for row in rows)


def cards(*rows: dict[str, str]) -> tuple[Card, ...]:
    return reading(table(*rows)).cards


def test_card_has_address_id_fields_and_attributes() -> None:
    (card,) = cards({})
    assert (card.url, card.external_id) == (f"{ORIGIN}/item/1", "1")
    assert card.fields["title"].value == "Lamp"
    assert card.fields["price"].raw == "5 EUR"
    assert card.attributes == {"views": "7"}


def test_every_card_is_a_link_that_names_it() -> None:
    found = reading(table({}, {"link": "/item/2"}, {"title": "Again"}))
    assert [link.url for link in found.links] == [
        f"{ORIGIN}/item/1",
        f"{ORIGIN}/item/2",
    ]
    assert found.links[0].card == found.cards[0].digest
    assert len(found.cards) == 3


@pytest.mark.parametrize("change", [{"price": "6 EUR"}, {"title": "L"}, {"who": "bob"}])
def test_digest_changes_with_what_the_card_shows(change: dict[str, str]) -> None:
    assert cards(change)[0].digest != cards({})[0].digest


def test_digest_does_not_depend_on_the_address() -> None:
    mirrored = {"link": "http://other.example/item/1?session=9"}
    assert cards(mirrored)[0].digest == cards({})[0].digest


def test_digest_does_not_depend_on_what_changes_by_itself() -> None:
    dated = CARDS.replace("views: {css: td.views}", "listed_at: {css: td.views}")
    bodies = (table({}).replace(">7<", f">{n} days ago<") for n in (2, 3))
    digests = {reading(body, cards=dated).cards[0].digest for body in bodies}
    assert len(digests) == 1


def test_rows_that_cannot_be_read_are_faults() -> None:
    found = reading(
        table({"price": "cheap"}, {"price": "dear"}, {"link": "/help"}, {"who": ""})
        + "<tr class=offer><th>Offer<th>Price</tr><tr class=offer><td> </tr>"
        "<tr class=offer><td>advertisement</tr>"
    )
    assert [card.url for card in found.cards] == [f"{ORIGIN}/item/1"] * 3
    price, link, vendor = found.faults
    assert price == "cards.price: no amount in the price 'cheap' (row 1 and 1 more)"
    assert "fits not the 'url' of pages.listing" in link
    assert f"'{ORIGIN}/help' (row 3 and 1 more)" in link
    assert vendor.endswith("nothing there, and it is required (row 4 and 1 more)")
    assert found.cards[0].attributes["price_raw"] == "cheap"


def test_card_without_any_address_is_a_fault() -> None:
    found = reading("<table><tr class=offer><td class=price>5 EUR</tr></table>")
    assert "no address at css='a.item'" in found.faults[1]


def test_feedback_is_read_row_by_row() -> None:
    found = reading(
        "<ul class=said><li><b data-id=f1>a***b</b><p>Good<br>lamp</p><i class=s5></i>"
        "<li><b data-id=f2>c***d</b><p>Bad</p><em>very</em><li>unread words<li></ul>"
    )
    assert [row.fields["text"].value for row in found.feedback] == ["Good\nlamp", "Bad"]
    # "//b" looks inside the row only.
    assert [row.fields["buyer"].value for row in found.feedback] == ["a***b", "c***d"]
    assert found.feedback[0].fields["rating"].value == "s5"
    assert found.feedback[1].attributes == {"mood_raw": "very"}
    mood, row = found.faults
    assert mood.startswith("feedback.mood: no number in 'very'")
    assert row == "feedback.row: not one field finds anything in it (row 3)"


def test_rows_must_be_elements() -> None:
    with pytest.raises(LayoutChangedError, match="must find elements"):
        reading(table({}), cards=CARDS.replace("tr.offer", "'td::text'"))


def test_what_lies_beyond_the_cap_is_told() -> None:
    found = reading(table(*({"link": f"/item/{n}"} for n in range(MAX_ROWS + 1))))
    assert len(found.cards) == MAX_ROWS
    assert "cards.rows: only the first 5000 of 5001 are read" in found.faults[0]
