from core.errors import IndexingError
from core.messages import IngestBatch
from core.records import Sighting
from search.versions import observation_id
from tests.builders import NOON, make_batch, make_feedback, make_listing, make_vendor
from workers.refused import refused_part

FIRST, SECOND = make_listing(1), make_listing(2)
VENDOR = make_vendor()
BATCH = make_batch(FIRST, SECOND, vendors=(VENDOR,))


def error(*ids: str) -> IndexingError:
    refused = [
        {"index": "i", "id": record_id, "status": 400, "reason": "mapping"}
        for record_id in ids
    ]
    return IndexingError("refused", refused=refused)


def test_refused_part_holds_the_refused_records_alone() -> None:
    found = refused_part(BATCH, error(SECOND.listing_id, VENDOR.vendor_id))
    assert found is not None
    assert found.part.listings == (SECOND,)
    assert found.part.vendors == (VENDOR,)
    assert found.size == 2


def test_refused_part_knows_records_by_their_other_documents() -> None:
    history = observation_id(FIRST.listing_id, FIRST.observed_at, FIRST.reading)
    snapshot = VENDOR.snapshot.snapshot_id
    found = refused_part(BATCH, error(history, snapshot))
    assert found is not None
    assert (found.part.listings, found.part.vendors) == ((FIRST,), (VENDOR,))


def test_refused_part_holds_refused_feedback_and_no_sightings() -> None:
    said = (make_feedback(1), make_feedback(2))
    seen = (Sighting(record_id=FIRST.listing_id, seen_at=NOON),)
    batch = make_batch(FIRST, feedback=said, listing_sightings=seen)
    found = refused_part(batch, error(said[1].feedback_id))
    assert found is not None
    assert (found.part.feedback, found.part.listings) == (said[1:], ())
    assert (found.part.listing_sightings, found.size) == ((), 1)


def test_refused_part_is_a_batch_of_its_own() -> None:
    found = refused_part(BATCH, error(FIRST.listing_id))
    assert found is not None
    assert found.part.batch_id != BATCH.batch_id
    assert IngestBatch.from_payload(found.part.to_payload()) == found.part


def test_refused_part_is_none_when_nobody_is_named() -> None:
    assert refused_part(BATCH, error()) is None
    assert refused_part(BATCH, IndexingError("disk is full")) is None
