from pathlib import Path
from typing import Any

import pytest

from core.records import ListingObservation, VendorObservation
from crawlers.profile.load import parse_profile
from crawlers.profile.pages import PageKind
from crawlers.saved.pages import read_saved
from crawlers.saved.record import reading_json, record_fields
from tests.crawlers.small_market import PROFILE

ORIGIN = "http://127.0.0.1:1"
EXTRAS = """\
      images: {css: img}
      tags: {css: li, type: list}
      fee: {css: em, type: money}
      note: {css: i}
    feedback:
      css: div.said
      fields: {text: {css: p}, buyer: {css: b}, mood: {css: u, type: counter}}
    cards:
      css: div.also
      link: {css: a}
      fields: {title: {css: a}, price: {css: s}, ships_from: {css: q}}
  vendor:
"""


@pytest.fixture
def read(tmp_path: Path) -> Any:
    text = PROFILE.replace("{origin}", ORIGIN).replace("{host}", ORIGIN[7:])
    profile = parse_profile(text.replace("  vendor:\n", EXTRAS, 1), source="lamps.yml")

    def read(body: str, kind: PageKind, url: str | None = None) -> dict[str, Any]:
        page = tmp_path / "page"
        page.write_text(f"<html><body>{body}")
        return reading_json(read_saved(page, profile, kind=kind, url=url), profile)

    return read


def test_fields_are_those_of_the_records() -> None:
    listing = set(record_fields(PageKind.LISTING))
    assert listing < ListingObservation.model_fields.keys()
    assert {"price", "ships_from_raw", "images", "listing_id"} <= listing
    assert set(record_fields(PageKind.VENDOR)) < VendorObservation.model_fields.keys()
    assert record_fields(PageKind.CATEGORY) == ()


def test_listing_has_every_field_of_its_record(read: Any) -> None:
    found = read(
        "<h1>Lamp</h1><a class=vendor href=/vendor/v1>ann</a><img src=/a.png>"
        "<dl><dt>Price<dd>12,50 EUR<dt>Ships from<dd>Germany</dl><em>5 EUR</em><li>a<li>b",
        PageKind.LISTING,
        f"{ORIGIN}/item/7",
    )
    assert set(record_fields(PageKind.LISTING)) < found.keys()
    assert (found["kind"], found["external_id"]) == ("listing", "7")
    assert found["price"] == {"raw": "12,50 EUR", "amount": "12.50", "currency": "EUR"}
    assert (found["ships_from"], found["ships_from_raw"]) == ("DE", "Germany")
    assert (found["vendor_external_id"], found["vendor_handle"]) == ("v1", "ann")
    assert found["images"] == [f"{ORIGIN}/a.png"]
    assert found["stock"] is None
    assert found["attributes"]["tags"] == ["a", "b"]
    assert found["attributes"]["fee"]["amount"] == "5"
    assert found["attributes"]["note"] is None
    assert found["links"] == [{"kind": "vendor", "url": f"{ORIGIN}/vendor/v1"}]


def test_vendor_has_days_and_ids(read: Any) -> None:
    found = read(
        "<h1>ann</h1><dl><dt>Registered<dd>2019-10-27</dl>",
        PageKind.VENDOR,
        f"{ORIGIN}/vendor/v1",
    )
    assert (found["handle"], found["external_id"]) == ("ann", "v1")
    assert found["pgp_key"] is None
    assert len(found["vendor_id"]) == 32


def test_rows_have_their_fields_too(read: Any) -> None:
    found = read(
        "<h1>Lamp</h1><a class=vendor href=/vendor/v1>ann</a>"
        "<div class=also><a href=/item/9>Tea</a><s>5 EUR</s><q>Atlantis</q></div>"
        "<div class=said><p>Good</p><b>a***b</b><u>5</u></div>",
        PageKind.LISTING,
    )
    (card,) = found["cards"]
    assert (card["url"], card["external_id"]) == (f"{ORIGIN}/item/9", "9")
    assert (card["title"], card["price"]["amount"]) == ("Tea", "5")
    assert (card["ships_from"], card["ships_from_raw"]) == (None, "Atlantis")
    (row,) = found["feedback"]
    assert (row["text"], row["buyer"], row["rating"]) == ("Good", "a***b", None)
    assert row["attributes"] == {"mood": 5}
    assert "cards.ships_from" in found["faults"][0]
