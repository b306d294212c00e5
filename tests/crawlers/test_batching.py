import pytest

from core.ids import feedback_id, vendor_id
from core.messages import MAX_MESSAGE_BYTES, IngestBatch
from core.records import MAX_TEXT_CHARS, FeedbackObservation, Sighting
from crawlers.batching import MAX_SIGHTINGS, Batcher
from crawlers.profile.pages import PageKind
from tests.builders import NOON, make_listing, make_snapshot, make_vendor


@pytest.fixture
def batches() -> list[IngestBatch]:
    return []


@pytest.fixture
def batcher(batches: list[IngestBatch]) -> Batcher:
    return Batcher(
        run_id="r1", market="harbour", listings_max=4, publish=batches.append, number=7
    )


def make_feedback(number: int) -> FeedbackObservation:
    return FeedbackObservation(
        market="harbour",
        external_id=str(number),
        url="http://127.0.0.1/feedback",
        run_id="r1",
        snapshot=make_snapshot("http://127.0.0.1/feedback"),
        observed_at=NOON,
        feedback_id=feedback_id("harbour", "northwind", str(number)),
        vendor_id=vendor_id("harbour", "northwind"),
        vendor_external_id="northwind",
    )


def test_batches_are_numbered_on_and_lose_nothing(
    batcher: Batcher, batches: list[IngestBatch]
) -> None:
    for number in range(6):
        batcher.add(make_listing(number))
    batcher.add(make_vendor())
    batcher.add(make_feedback(1))
    assert batcher.close(has_vendor_pages=True) == 0
    assert [len(batch.listings) for batch in batches] == [4, 2]
    assert [len(batch.feedback) for batch in batches] == [0, 1]
    assert [batch.batch_id for batch in batches] == [
        IngestBatch.id_for("r1", number) for number in (7, 8)
    ]


def test_sightings_are_kept_apart_by_kind_and_cut_as_well(
    batcher: Batcher, batches: list[IngestBatch]
) -> None:
    for number in range(MAX_SIGHTINGS + 1):
        batcher.see(Sighting(record_id=str(number), seen_at=NOON), PageKind.LISTING)
    batcher.see(Sighting(record_id="v", seen_at=NOON), PageKind.VENDOR)
    batcher.flush()
    assert [len(batch.listing_sightings) for batch in batches] == [MAX_SIGHTINGS, 1]
    assert [len(batch.vendor_sightings) for batch in batches] == [0, 1]


def test_nothing_held_gives_no_batch(
    batcher: Batcher, batches: list[IngestBatch]
) -> None:
    batcher.flush()
    assert batcher.close(has_vendor_pages=False) == 0
    assert batches == []


def test_vendors_that_only_listings_name_are_counted_and_observed_where_they_have_no_page(
    batcher: Batcher, batches: list[IngestBatch]
) -> None:
    batcher.add(make_listing(1, vendor="only-listed"))
    batcher.add(make_listing(2, vendor="northwind"))
    batcher.add(make_vendor("northwind"))
    assert batcher.close(has_vendor_pages=False) == 1
    handles = [vendor.handle for batch in batches for vendor in batch.vendors]
    assert handles == ["northwind", "only-listed"]


def test_no_batch_outgrows_a_message(batches: list[IngestBatch]) -> None:
    batcher = Batcher(
        run_id="r1", market="harbour", listings_max=256, publish=batches.append
    )
    for number in range(120):
        batcher.add(make_listing(number, description="ä" * MAX_TEXT_CHARS))
    batcher.close(has_vendor_pages=True)
    sizes = [len(batch.model_dump_json().encode()) for batch in batches]
    assert len(sizes) == 2
    assert max(sizes) <= MAX_MESSAGE_BYTES
