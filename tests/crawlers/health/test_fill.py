import json

import pytest

from crawlers.health.fill import FillCounts, SeenPage
from crawlers.pages.convert import FieldValue, Value
from crawlers.pages.reader import Reading
from crawlers.profile.pages import PageKind
from tests.builders import make_snapshot


def reading(
    kind: PageKind = PageKind.LISTING,
    attributes: dict[str, str] | None = None,
    faults: tuple[str, ...] = (),
    **fields: Value,
) -> Reading:
    values = {name: FieldValue(value, str(value)) for name, value in fields.items()}
    return Reading(kind=kind, fields=values, attributes=attributes or {}, faults=faults)


def note(counts: FillCounts, number: int, page: Reading) -> None:
    counts.note(page, make_snapshot(f"http://127.0.0.1/item/{number}"))


def seen(number: int) -> SeenPage:
    snapshot = make_snapshot(f"http://127.0.0.1/item/{number}")
    return SeenPage(snapshot.url, snapshot.snapshot_id)


def test_shares_are_of_the_pages_of_a_kind() -> None:
    counts = FillCounts()
    note(counts, 1, reading(title="lamp", price=12, stock=0))
    note(counts, 2, reading(title="lamp", price=None, stock=None))
    note(counts, 3, reading(PageKind.VENDOR, handle="v1", sales=3))
    note(counts, 4, reading(PageKind.CATEGORY))
    assert counts.rates() == {
        "listing.title": 1.0,
        "listing.price": 0.5,
        # None of it is a value too.
        "listing.stock": 0.5,
        "vendor.handle": 1.0,
        "vendor.sales": 1.0,
    }


@pytest.mark.parametrize("value", ["", [], (), None])
def test_empty_values_do_not_count(value: Value) -> None:
    counts = FillCounts()
    note(counts, 1, reading(images=value))
    assert counts.rates() == {"listing.images": 0.0}


def test_own_field_of_a_profile_counts_and_is_missed() -> None:
    counts = FillCounts()
    note(counts, 1, reading(title="lamp", attributes={"escrow": "yes"}))
    note(counts, 2, reading(title="lamp"))
    note(counts, 3, reading(title="lamp"))
    assert counts.rates()["listing.escrow"] == pytest.approx(1 / 3, abs=1e-4)
    assert counts.good["listing.escrow"] == seen(1)
    assert counts.bad["listing.escrow"] == seen(2)


def test_value_that_was_not_understood_is_no_value() -> None:
    counts = FillCounts()
    faults = ("weight: no number",)
    page = reading(title="x", attributes={"weight_raw": "heavy"}, faults=faults)
    note(counts, 1, page)
    assert counts.rates() == {"listing.title": 1.0, "listing.weight": 0.0}


def test_pages_before_and_after_a_change_are_kept() -> None:
    counts = FillCounts()
    for number, price in enumerate([None, 5, 6, None, None, None]):
        note(counts, number, reading(title="lamp", price=price))
    assert counts.good["listing.price"] == seen(2)
    assert counts.bad["listing.price"] == seen(3)
    assert counts.good["listing"] == seen(5)


def test_page_that_lacks_a_needed_field_counts_against_it() -> None:
    counts = FillCounts()
    note(counts, 1, reading(title="lamp"))
    counts.note_unreadable(PageKind.LISTING, "title", seen(2))
    counts.note_unreadable(PageKind.LISTING, None, seen(3))
    counts.note_unreadable(PageKind.CATEGORY, "title", seen(4))
    assert counts.rates() == {"listing.title": 0.5}
    assert counts.bad["listing.title"] == seen(2)
    assert counts.bad["listing"] == seen(3)
    assert counts.lost == {"listing.title": 1, "listing": 1}


def test_counts_go_on_after_a_resumption() -> None:
    whole, first = FillCounts(), FillCounts()
    pages = [reading(title="lamp", price=price) for price in (1, None, None, 2)]
    for number, page in enumerate(pages):
        note(whole, number, page)
    for number, page in enumerate(pages[:2]):
        note(first, number, page)
    second = FillCounts.from_json(json.loads(json.dumps(first.to_json())))
    assert second == first
    for number, page in enumerate(pages[2:], 2):
        note(second, number, page)
    assert second == whole


def test_nothing_is_no_counts() -> None:
    assert FillCounts.from_json({}) == FillCounts()
    assert FillCounts().rates() == {}
