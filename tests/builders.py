"""Records as tests need them: valid, small, changed by keyword."""

from datetime import UTC, datetime, timedelta
from decimal import Decimal

from core.ids import content_hash, feedback_id, listing_id, snapshot_id, vendor_id
from core.messages import IngestBatch, RunFinished
from core.records import (
    Authorisation,
    Category,
    CrawlRun,
    FeedbackObservation,
    ListingObservation,
    Money,
    RunOutcome,
    Sighting,
    Snapshot,
    VendorObservation,
)

NOON = datetime(2026, 11, 22, 12, 0, tzinfo=UTC)
RUN_ID = "run-1"


def make_snapshot(url: str, *, run_id: str = RUN_ID) -> Snapshot:
    digest = content_hash(url)
    return Snapshot(
        snapshot_id=snapshot_id(run_id, url, digest),
        run_id=run_id,
        url=url,
        fetched_at=NOON,
        status=200,
        received_sha256=digest,
        parsed_sha256=digest,
        size_bytes=1_000,
    )


def make_listing(
    number: int = 1,
    *,
    market: str = "harbour",
    vendor: str = "northwind",
    run_id: str = RUN_ID,
    **changes: object,
) -> ListingObservation:
    """An offer whose words differ from those of every other number."""
    url = f"http://127.0.0.1:8801/{market}/listing/{number}"
    values: dict[str, object] = {
        "market": market,
        "external_id": str(number),
        "url": url,
        "run_id": run_id,
        "snapshot": make_snapshot(url, run_id=run_id),
        "observed_at": NOON + timedelta(seconds=number),
        "listing_id": listing_id(market, str(number)),
        "vendor_id": vendor_id(market, vendor),
        "vendor_external_id": vendor,
        "vendor_handle": vendor,
        "title": f"Copied watch number{number}",
        "description": " ".join(_letters(number) + step for step in "bdfghklmnprt"),
        "category": Category.COUNTERFEITS,
        "category_path": ("Goods", "Watches"),
        "price": Money(raw="EUR 120", amount=Decimal(120 + number), currency="EUR"),
        "ships_from": "NL",
        "ships_to": ("WORLD",),
    }
    return ListingObservation.model_validate(values | changes)


def make_vendor(
    handle: str = "northwind",
    *,
    market: str = "harbour",
    run_id: str = RUN_ID,
    **changes: object,
) -> VendorObservation:
    url = f"http://127.0.0.1:8801/{market}/vendor/{handle}"
    values: dict[str, object] = {
        "market": market,
        "external_id": handle,
        "url": url,
        "run_id": run_id,
        "snapshot": make_snapshot(url, run_id=run_id),
        "observed_at": NOON,
        "vendor_id": vendor_id(market, handle),
        "handle": handle,
        "profile": f"The shop of {handle}. Orders are answered within a day.",
    }
    return VendorObservation.model_validate(values | changes)


def make_feedback(
    number: int = 1,
    *,
    market: str = "harbour",
    vendor: str = "northwind",
    run_id: str = RUN_ID,
    **changes: object,
) -> FeedbackObservation:
    url = f"http://127.0.0.1:8801/{market}/vendor/{vendor}"
    values: dict[str, object] = {
        "market": market,
        "external_id": str(number),
        "url": url,
        "run_id": run_id,
        "snapshot": make_snapshot(url, run_id=run_id),
        "observed_at": NOON + timedelta(seconds=number),
        "feedback_id": feedback_id(market, vendor, str(number)),
        "vendor_id": vendor_id(market, vendor),
        "vendor_external_id": vendor,
        "buyer": content_hash(str(number)),
        "rating": "positive",
        "text": f"Parcel {number} came.",
    }
    return FeedbackObservation.model_validate(values | changes)


def make_batch(
    *listings: ListingObservation,
    vendors: tuple[VendorObservation, ...] = (),
    feedback: tuple[FeedbackObservation, ...] = (),
    listing_sightings: tuple[Sighting, ...] = (),
    vendor_sightings: tuple[Sighting, ...] = (),
    number: int = 1,
    market: str = "harbour",
    run_id: str = RUN_ID,
) -> IngestBatch:
    return IngestBatch(
        batch_id=IngestBatch.id_for(run_id, number),
        run_id=run_id,
        market=market,
        listings=listings,
        vendors=vendors,
        feedback=feedback,
        listing_sightings=listing_sightings,
        vendor_sightings=vendor_sightings,
    )


def make_run(
    run_id: str = RUN_ID, *, market: str = "harbour", **changes: object
) -> CrawlRun:
    authorisation = Authorisation(
        reference="TEST-1",
        authority="Test authority",
        legal_basis="Test order",
        valid_until=NOON.date(),
    )
    values: dict[str, object] = {
        "run_id": run_id,
        "market": market,
        "profile_sha256": content_hash(market),
        "authorisation": authorisation,
        "started_at": NOON,
        "finished_at": NOON + timedelta(minutes=5),
        "outcome": RunOutcome.COMPLETE,
    }
    return CrawlRun.model_validate(values | changes)


def make_run_finished(
    *batch_ids: str, run_id: str = RUN_ID, **changes: object
) -> RunFinished:
    run = make_run(run_id).model_copy(update=changes)
    return RunFinished(run=run, batch_ids=batch_ids)


def _letters(number: int) -> str:
    # Words with digits all look alike to the search for near-duplicates.
    return "".join("aeiouywxzq"[int(digit)] for digit in str(number)) * 2
