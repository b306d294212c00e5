from dataclasses import dataclass, field
from datetime import UTC, datetime
from decimal import Decimal

import pytest

from core.errors import RecordError
from core.ids import listing_id, vendor_id
from core.records import MAX_TEXT_CHARS, FeedbackObservation, Money
from crawlers.context import CrawlContext
from crawlers.feedback import feedback_from, numbered
from crawlers.observations import Sighting, snapshot_of
from crawlers.pages.convert import FieldValue, Value
from crawlers.pages.reader import Reading
from crawlers.privacy import BuyerNames
from crawlers.profile.pages import PageKind

SHA = "a" * 64
MOMENT = datetime(2026, 3, 3, 4, 5, tzinfo=UTC)
NAMES = BuyerNames(b"k" * 32)
OPEN_NAMES = BuyerNames(b"k" * 32, keep_handles=True)
VENDOR_PAGE = Reading(kind=PageKind.VENDOR, external_id="v1")


@dataclass
class Row:
    fields: dict[str, FieldValue] = field(default_factory=dict)
    attributes: dict[str, str] = field(default_factory=dict)


def row(**fields: Value) -> Row:
    values = {name: FieldValue(value, str(value)) for name, value in fields.items()}
    return Row(values)


@pytest.fixture
def sighting(context: CrawlContext) -> Sighting:
    snapshot = snapshot_of(
        run_id="r1",
        url="http://127.0.0.1/vendor/v1",
        status=200,
        fetched_at=MOMENT,
        received_sha256=SHA,
        parsed_sha256=SHA,
        size_bytes=5,
    )
    return Sighting(context.state.profile, snapshot)


def test_row_on_a_vendor_page_becomes_feedback(sighting: Sighting) -> None:
    price = Money(raw="$12", amount=Decimal(12), currency="USD")
    given = row(
        buyer="lampfan",
        rating="5 stars",
        text="Bright lamp, says LampFan.",
        listing_external_id="7",
        listing_title="Brass lamp",
        left_at=MOMENT,
        price=price,
    )
    given.attributes = {"deals": "5"}
    seen = feedback_from(given, VENDOR_PAGE, sighting, NAMES)
    assert seen.vendor_external_id == "v1"
    assert seen.vendor_id == vendor_id("lamps", "v1")
    assert seen.listing_id == listing_id("lamps", "7")
    assert seen.listing_title == "Brass lamp"
    assert seen.buyer == NAMES.keyed("lamps", "lampfan")
    assert seen.text == "Bright lamp, says [buyer]."
    assert (seen.rating, seen.left_at, seen.price) == ("5 stars", MOMENT, price)
    assert seen.attributes == {"deals": "5"}
    assert seen.observed_at == MOMENT
    assert seen.external_id == seen.feedback_id


def test_handle_stands_nowhere_in_the_record(sighting: Sighting) -> None:
    given = row(
        buyer="lampfan",
        rating="lampfan: good",
        text="lampfan was here",
        listing_title="for LAMPFAN only",
    )
    given.attributes = {"note": "thanks lampfan", "buyer_raw": "lampfan (3 deals)"}
    stored = feedback_from(given, VENDOR_PAGE, sighting, NAMES).model_dump_json()
    assert "lampfan" not in stored.lower()
    assert "[buyer] was here" in stored


def test_handle_is_kept_where_the_authorisation_says_so(sighting: Sighting) -> None:
    given = row(buyer="lampfan", text="lampfan was here")
    seen = feedback_from(given, VENDOR_PAGE, sighting, OPEN_NAMES)
    assert (seen.buyer, seen.text) == ("lampfan", "lampfan was here")


@pytest.mark.parametrize(
    ("page", "fields", "vendor", "listing"),
    [
        (VENDOR_PAGE, {}, "v1", None),
        (VENDOR_PAGE, {"vendor_external_id": "v2"}, "v2", None),
        (
            Reading(
                kind=PageKind.LISTING,
                external_id="7",
                fields={"vendor_handle": FieldValue("Vendor v1", "Vendor v1")},
            ),
            {},
            "Vendor v1",
            "7",
        ),
        (
            Reading(
                kind=PageKind.LISTING,
                external_id="7",
                fields={
                    "vendor_handle": FieldValue("Vendor v1", "Vendor v1"),
                    "vendor_external_id": FieldValue("v1", "v1"),
                },
            ),
            {"listing_external_id": "8"},
            "v1",
            "8",
        ),
        (Reading(kind=PageKind.FEEDBACK, external_id="v3"), {}, "v3", None),
        (
            Reading(
                kind=PageKind.FEEDBACK,
                external_id="page-1",
                fields={"vendor_external_id": FieldValue("v4", "v4")},
            ),
            {},
            "v4",
            None,
        ),
    ],
)
def test_row_or_its_page_names_vendor_and_listing(
    sighting: Sighting,
    page: Reading,
    fields: dict[str, Value],
    vendor: str,
    listing: str | None,
) -> None:
    seen = feedback_from(row(text="good", **fields), page, sighting, NAMES)
    assert seen.vendor_external_id == vendor
    assert seen.listing_id == (listing_id("lamps", listing) if listing else None)


def test_feedback_of_nobody_is_refused(sighting: Sighting) -> None:
    page = Reading(kind=PageKind.CATEGORY)
    with pytest.raises(RecordError, match="names no vendor"):
        feedback_from(row(text="good"), page, sighting, NAMES)


def seen_ids(sighting: Sighting, *rows: Row) -> list[str]:
    found = [feedback_from(item, VENDOR_PAGE, sighting, NAMES) for item in rows]
    return [item.feedback_id for item in found]


def test_markets_own_id_alone_names_a_piece_of_feedback(sighting: Sighting) -> None:
    first = row(external_id="f1", buyer="lampfan", text="good")
    edited = row(external_id="f1", buyer="lampfan", text="not so good any more")
    other = row(external_id="f2", buyer="lampfan", text="good")
    ids = seen_ids(sighting, first, edited, other)
    assert ids[0] == ids[1] != ids[2]
    assert feedback_from(first, VENDOR_PAGE, sighting, NAMES).external_id == "f1"


def test_without_an_id_all_that_it_says_names_it(sighting: Sighting) -> None:
    said: dict[str, Value] = {
        "buyer": "lampfan",
        "text": "good, lampfan",
        "rating": "5",
        "left_at": MOMENT,
        "listing_external_id": "7",
    }
    ids = seen_ids(sighting, row(**said), row(**said))
    assert ids[0] == ids[1]
    others = [row(**said | {name: "other"}) for name in said]
    assert len({ids[0], *seen_ids(sighting, *others)}) == len(said) + 1


def test_rows_that_say_the_same_are_as_many_pieces_of_feedback(
    sighting: Sighting,
) -> None:
    rows = [row(buyer="b", text="ok") for _ in range(3)] + [row(buyer="b", text="no")]
    counted = list(numbered(rows))
    assert [repetition for _, repetition in counted] == [0, 1, 2, 0]
    ids = [
        feedback_from(item, VENDOR_PAGE, sighting, NAMES, repetition=n).feedback_id
        for item, n in counted
    ]
    assert len(set(ids)) == 4
    assert ids[0] == seen_ids(sighting, rows[0])[0]
    (own,) = {
        feedback_from(
            row(external_id="f1"), VENDOR_PAGE, sighting, NAMES, repetition=n
        ).feedback_id
        for n in range(3)
    }
    assert own


def test_same_feedback_has_one_id_on_the_vendors_and_on_the_listings_page(
    sighting: Sighting,
) -> None:
    on_vendor = row(text="good", listing_external_id="7", listing_title="Brass lamp")
    page = Reading(
        kind=PageKind.LISTING,
        external_id="7",
        fields={"vendor_external_id": FieldValue("v1", "v1")},
    )
    first = feedback_from(on_vendor, VENDOR_PAGE, sighting, NAMES)
    second = feedback_from(row(text="good"), page, sighting, NAMES)
    assert first.feedback_id == second.feedback_id


def test_authorisation_changes_no_id(sighting: Sighting) -> None:
    given = row(buyer="lampfan", text="good, lampfan")
    hidden = feedback_from(given, VENDOR_PAGE, sighting, NAMES)
    shown = feedback_from(given, VENDOR_PAGE, sighting, OPEN_NAMES)
    assert hidden.feedback_id == shown.feedback_id


def test_hostile_texts_become_a_record_or_an_error_without_the_handle(
    sighting: Sighting,
) -> None:
    given = row(buyer="lamp\ud800fan\0", text="x" * 30_000 + "\0\ud800")
    seen = feedback_from(given, VENDOR_PAGE, sighting, NAMES)
    assert seen.truncated
    assert len(seen.text) == MAX_TEXT_CHARS
    assert FeedbackObservation.model_validate_json(seen.model_dump_json()) == seen


def test_naive_time_is_refused_without_showing_the_row(sighting: Sighting) -> None:
    naive = MOMENT.replace(tzinfo=None)
    with pytest.raises(RecordError, match="left_at") as caught:
        feedback_from(row(buyer="lampfan", left_at=naive), VENDOR_PAGE, sighting, NAMES)
    assert "lampfan" not in str(caught.value)
