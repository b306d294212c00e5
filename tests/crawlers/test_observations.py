from datetime import UTC, date, datetime
from typing import Any

import pytest

from core.errors import RecordError
from core.ids import listing_id, vendor_id
from core.records import MAX_TEXT_CHARS, MAX_TITLE_CHARS, Category
from crawlers.context import CrawlContext
from crawlers.observations import (
    MAX_ATTRIBUTE_CHARS,
    Sighting,
    category_of,
    listing_from,
    snapshot_of,
    vendor_from,
    vendor_from_listing,
)
from crawlers.pages.convert import FieldValue
from crawlers.pages.reader import Reading
from crawlers.profile.pages import PageKind

SHA = "a" * 64
MOMENT = datetime(2026, 3, 3, 4, 5, tzinfo=UTC)


@pytest.fixture
def sighting(context: CrawlContext) -> Sighting:
    snapshot = snapshot_of(
        run_id="r1",
        url="http://127.0.0.1/item/7",
        status=200,
        fetched_at=MOMENT,
        received_sha256=SHA,
        parsed_sha256=SHA,
        size_bytes=5,
    )
    return Sighting(context.state.profile, snapshot)


def reading(
    kind: PageKind, /, attributes: dict[str, str] | None = None, **values: Any
) -> Reading:
    fields = {
        name: FieldValue(value=value, raw=value if isinstance(value, str) else "raw")
        for name, value in values.items()
    }
    return Reading(
        kind=kind, external_id="7", fields=fields, attributes=attributes or {}
    )


def test_listing_carries_ids_of_raw_values(sighting: Sighting) -> None:
    page = reading(
        PageKind.LISTING,
        title="Lamp",
        vendor_handle="Vendor One",
        vendor_external_id="v%201",
        category_path=["Household", "Lamps"],
        ships_from="DE",
        listed_at=MOMENT,
    )
    listing = listing_from(page, sighting)
    assert listing.listing_id == listing_id("lamps", "7")
    assert listing.vendor_id == vendor_id("lamps", "v%201")
    assert listing.category is Category.OTHER
    assert (listing.observed_at, listing.listed_at) == (MOMENT, MOMENT)
    assert (listing.ships_from, listing.price, listing.truncated) == ("DE", None, False)


def test_handle_stands_in_for_the_vendor_id(sighting: Sighting) -> None:
    page = reading(PageKind.LISTING, title="Lamp", vendor_handle="One")
    listing = listing_from(page, sighting)
    assert listing.vendor_external_id == "One"
    vendor = vendor_from_listing(listing)
    assert (vendor.handle, vendor.vendor_id) == ("One", listing.vendor_id)
    assert vendor.snapshot == listing.snapshot


@pytest.mark.parametrize(
    ("name", "size", "kept"),
    [("title", 2_000, MAX_TITLE_CHARS), ("description", 30_000, MAX_TEXT_CHARS)],
)
def test_long_text_is_cut_and_flagged(
    sighting: Sighting, name: str, size: int, kept: int
) -> None:
    values: dict[str, Any] = {"title": "Lamp", "vendor_handle": "One"}
    page = reading(PageKind.LISTING, **(values | {name: "x" * size}))
    listing = listing_from(page, sighting)
    assert len(getattr(listing, name)) == kept
    assert listing.truncated


def test_long_attribute_is_cut_and_flagged(sighting: Sighting) -> None:
    page = reading(
        PageKind.VENDOR, {"terms": "x" * (MAX_ATTRIBUTE_CHARS + 1)}, handle="One"
    )
    vendor = vendor_from(page, sighting)
    assert len(vendor.attributes["terms"]) == MAX_ATTRIBUTE_CHARS
    assert vendor.truncated


def test_vendor_holds_days(sighting: Sighting) -> None:
    page = reading(
        PageKind.VENDOR,
        handle="One",
        registered_on=MOMENT,
        rating_percent=98.5,
        sales=4,
        level="3",
    )
    vendor = vendor_from(page, sighting)
    assert vendor.registered_on == date(2026, 3, 3)
    assert (vendor.rating_percent, vendor.sales, vendor.level) == (98.5, 4, "3")
    assert vendor.vendor_id == vendor_id("lamps", "7")


def test_text_that_json_cannot_carry_is_mended(sighting: Sighting) -> None:
    page = reading(PageKind.LISTING, title="a\ud800b\0", vendor_handle="One")
    listing = listing_from(page, sighting)
    assert listing.title == "a?b"
    assert listing.model_dump_json()


def test_record_that_breaks_the_rules_is_refused(sighting: Sighting) -> None:
    with pytest.raises(RecordError, match=r"no ListingObservation: .*external_id"):
        listing_from(
            Reading(
                kind=PageKind.LISTING,
                external_id="x" * 600,
                fields={"title": FieldValue(value="Lamp", raw="Lamp")},
            ),
            sighting,
        )


@pytest.mark.parametrize(
    ("path", "category"),
    [
        (("Household", "Unknown"), Category.OTHER),
        (("hOUSEhold",), Category.OTHER),
        (("Unknown",), None),
        ((), None),
    ],
)
def test_innermost_known_name_decides(
    sighting: Sighting, path: tuple[str, ...], category: Category | None
) -> None:
    assert category_of(path, sighting.profile) is category


@pytest.mark.parametrize(
    ("handle", "vendor"),
    [("One", "v" * 513), ("\0", "v1"), ("\0", None)],
    ids=["id-too-long", "handle-empty", "both-empty"],
)
def test_listing_that_names_no_storable_vendor_is_refused_at_once(
    handle: str, vendor: str | None, sighting: Sighting
) -> None:
    named: dict[str, Any] = {"vendor_external_id": vendor} if vendor else {}
    page = reading(PageKind.LISTING, title="Lamp", vendor_handle=handle, **named)
    # Later, where the run ends, it would take the last batch with it.
    with pytest.raises(RecordError, match="vendor_"):
        listing_from(page, sighting)
