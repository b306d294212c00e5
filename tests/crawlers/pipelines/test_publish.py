import sqlite3
from dataclasses import replace

import pytest

from core.messages import MAX_MESSAGE_BYTES, IngestBatch
from core.records import MAX_TEXT_CHARS, RunOutcome, Sighting
from crawlers.context import CrawlContext
from crawlers.outbox import STAGED_SUFFIX
from crawlers.pipelines.publish import Publisher
from crawlers.profile.pages import PageKind
from tests.builders import NOON, make_listing, make_vendor
from tests.crawlers.conftest import Crawled


@pytest.fixture
def publisher(context: CrawlContext) -> Publisher:
    return Publisher(sized(context, 4))


def sized(context: CrawlContext, batch_size: int) -> CrawlContext:
    settings = context.settings.model_copy(update={"batch_size": batch_size})
    context.ledger.begin("r1", "p", context.state.saved())
    return replace(context, settings=settings)


def batches_of(context: CrawlContext) -> list[IngestBatch]:
    home = context.settings.home
    found = Crawled(0, "", "", home, "r1").batches("outbox")
    return sorted(
        found, key=lambda batch: context.state.batch_ids.index(batch.batch_id)
    )


def test_records_are_cut_into_batches(
    publisher: Publisher, context: CrawlContext
) -> None:
    for number in range(10):
        publisher.add_listing(make_listing(number))
        publisher.flush_if_due()
    assert [len(batch.listings) for batch in batches_of(context)] == [4, 4]
    publisher.flush()
    batches = batches_of(context)
    assert [len(batch.listings) for batch in batches] == [4, 4, 2]
    assert [batch.batch_id for batch in batches] == [
        IngestBatch.id_for("r1", number) for number in range(3)
    ]


def test_batch_stays_below_the_size_of_a_message(context: CrawlContext) -> None:
    publisher = Publisher(sized(context, 256))
    for number in range(120):
        publisher.add_listing(make_listing(number, description="ä" * MAX_TEXT_CHARS))
    publisher.flush()
    sizes = [
        path.stat().st_size
        for path in (context.settings.home / "outbox").glob("*.json")
    ]
    assert len(sizes) == 2
    assert max(sizes) <= MAX_MESSAGE_BYTES
    assert sum(len(batch.listings) for batch in batches_of(context)) == 120


def test_each_thing_is_published_and_counted_once(
    publisher: Publisher, context: CrawlContext
) -> None:
    for _ in range(2):
        publisher.add_listing(make_listing(1, vendor="northwind"))
        publisher.add_vendor(make_vendor("northwind"))
    publisher.flush()
    (batch,) = batches_of(context)
    assert (len(batch.listings), len(batch.vendors)) == (1, 1)
    assert (context.state.listings, context.state.vendors) == (1, 1)


def test_vendor_of_a_market_without_vendor_pages_is_observed_once(
    context: CrawlContext,
) -> None:
    pages = dict(context.state.profile.pages)
    del pages[PageKind.VENDOR]
    context.state.profile = context.state.profile.model_copy(update={"pages": pages})
    publisher = Publisher(sized(context, 64))
    for number in range(3):
        publisher.add_listing(make_listing(number, vendor="only-listed"))
    publisher.flush()
    vendors = [item for batch in batches_of(context) for item in batch.vendors]
    assert [vendor.handle for vendor in vendors] == ["only-listed"]
    assert context.state.vendors == 1


def test_vendor_whose_page_was_not_read_does_not_lose_its_profile(
    publisher: Publisher, context: CrawlContext
) -> None:
    publisher.add_listing(make_listing(1, vendor="northwind"))
    publisher.flush()
    (batch,) = batches_of(context)
    # An observation without profile and key would be the newest state of the account.
    assert (len(batch.listings), batch.vendors) == (1, ())
    assert context.state.vendors == 1


def test_listing_that_was_sighted_and_then_read_is_no_sighting_any_more(
    publisher: Publisher, context: CrawlContext
) -> None:
    listing = make_listing(1)
    sighting = Sighting(record_id=listing.listing_id, seen_at=NOON)
    publisher.sight_listing(sighting)
    publisher.sight_listing(sighting)
    assert context.state.sighted == 1
    publisher.add_listing(listing)
    publisher.sight_listing(sighting)
    assert (context.state.sighted, context.state.listings) == (0, 1)


def test_sighted_vendor_counts_once_and_can_still_be_read(
    publisher: Publisher, context: CrawlContext
) -> None:
    vendor = make_vendor("northwind")
    publisher.sight_vendor(Sighting(record_id=vendor.vendor_id, seen_at=NOON))
    publisher.add_vendor(vendor)
    publisher.sight_vendor(Sighting(record_id=vendor.vendor_id, seen_at=NOON))
    publisher.flush()
    (batch,) = batches_of(context)
    assert (len(batch.vendors), len(batch.vendor_sightings)) == (1, 1)
    assert context.state.vendors == 1


def test_flush_leaves_nothing_staged_and_the_ledger_knows_the_batch(
    publisher: Publisher, context: CrawlContext
) -> None:
    publisher.add_listing(make_listing(1))
    publisher.changes.done.append("/item/1")
    publisher.flush()
    assert not list(context.outbox.folder.glob(f"*{STAGED_SUFFIX}"))
    saved = context.ledger.latest_run()
    assert saved is not None
    assert saved.state["batches"] == 1
    assert publisher.changes.done == []


def test_batch_that_the_ledger_does_not_know_is_not_sent(
    publisher: Publisher, context: CrawlContext, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(*_: object) -> None:
        raise sqlite3.OperationalError("database or disk is full")

    monkeypatch.setattr(context.ledger, "commit", full)
    publisher.add_listing(make_listing(1))
    publisher.flush()
    assert batches_of(context) == []
    assert context.state.stopped is RunOutcome.FAILED
    assert context.state.batch_ids == []


def test_full_disk_fails_the_run(publisher: Publisher, context: CrawlContext) -> None:
    outbox = context.settings.home / "outbox"
    outbox.rename(outbox.with_name("elsewhere"))
    outbox.write_text("a file where the folder was")
    publisher.add_listing(make_listing())
    publisher.flush()
    assert context.state.stopped is RunOutcome.FAILED
    assert "free some disk" in context.state.reasons[0]
    assert context.state.batch_ids == []
