from dataclasses import replace
from pathlib import Path

import pytest

from core.records import RunOrigin
from core.settings import Settings
from crawlers.again.captures import Capture, RunArchive
from crawlers.again.reading import Mark, PageReader
from crawlers.again.work import open_run
from crawlers.context import CrawlContext
from crawlers.pipelines.publish import Publisher
from crawlers.profile.load import load_profile
from crawlers.profile.pages import PageKind
from tests.crawlers.again.conftest import results, write_warc
from tests.crawlers.evidence.builders import FETCHED_AT, ORIGIN
from tests.crawlers.small_market import SmallMarket


@pytest.fixture
def context(home: Settings) -> CrawlContext:
    return open_run(
        load_profile(home.markets_dir / "lamps.yml"),
        home,
        run_id="again-1",
        origin=RunOrigin.REPARSE,
        source="r1",
        warc="x.warc.gz",
        partial=True,
    )


@pytest.fixture
def captures(tmp_path: Path, lamps: SmallMarket) -> dict[str, Capture]:
    archive = RunArchive(write_warc(tmp_path, lamps), tmp_path / "r1.cdxj")
    loaded = map(archive.load, archive.entries())
    return {capture.entry.url.removeprefix(ORIGIN): capture for capture in loaded}


def test_records_bear_the_run_that_reads_and_the_evidence_of_the_one_that_fetched(
    context: CrawlContext, captures: dict[str, Capture], home: Settings
) -> None:
    publisher = Publisher(context)
    reader = PageReader(context, publisher, Mark("r1", reading=3), lambda _: None)
    assert reader.read(captures["/item/1"], PageKind.LISTING)
    assert reader.read(captures["/vendor/v1"], PageKind.VENDOR)
    publisher.flush()
    (batch,) = results(home).batches("outbox")
    (listing,), (vendor,) = batch.listings, batch.vendors
    for record in (listing, vendor):
        assert (record.run_id, record.reading) == ("again-1", 3)
        assert record.snapshot.run_id == "r1"
        assert record.observed_at == FETCHED_AT
    assert (context.state.pages, context.state.listings) == (2, 1)
    assert context.state.fill.rate("listing.price") == 1


def test_page_that_cannot_be_read_is_counted_with_its_field(
    context: CrawlContext, captures: dict[str, Capture]
) -> None:
    reader = PageReader(context, Publisher(context), Mark("r1"), lambda _: None)
    assert reader.read(captures["/"], PageKind.LISTING) is None
    gone = captures["/item/1"]
    gone = replace(gone, page=replace(gone.page, status=404))
    assert reader.read(gone, PageKind.LISTING) is None
    state = context.state
    assert (state.pages, state.unreadable, state.missing_pages) == (2, 1, 1)
    assert state.fill.lost["listing.title"] == 1


def test_page_without_the_markets_id_bears_the_name_it_is_given(
    context: CrawlContext, captures: dict[str, Capture], home: Settings
) -> None:
    publisher = Publisher(context)
    reader = PageReader(context, publisher, Mark("r1"), lambda _: None)
    saved = captures["/item/1"]
    saved = replace(saved, page=replace(saved.page, url=f"{ORIGIN}/saved.html"))
    assert reader.read(saved, PageKind.LISTING, name="file:saved.html")
    publisher.flush()
    (listing,) = results(home).listings("outbox")
    assert listing.external_id == "file:saved.html"


def test_listing_that_a_list_shows_is_sighted(
    context: CrawlContext, captures: dict[str, Capture], home: Settings
) -> None:
    publisher = Publisher(context)
    reader = PageReader(context, publisher, Mark("r1"), lambda _: None)
    reader.sight("77", captures["/"])
    publisher.flush()
    (batch,) = results(home).batches("outbox")
    assert [sighting.seen_at for sighting in batch.listing_sightings] == [FETCHED_AT]


def test_page_that_the_block_list_has_come_to_name_is_not_read(
    context: CrawlContext, captures: dict[str, Capture], home: Settings
) -> None:
    terms = home.blocklist_folder / "terms.txt"
    terms.parent.mkdir(parents=True)
    terms.write_text("brass lamp no 1\n")
    publisher = Publisher(context)
    reader = PageReader(context, publisher, Mark("r1"), lambda _: None)
    assert reader.read(captures["/item/1"], PageKind.LISTING) is None
    assert reader.read(captures["/item/2"], PageKind.LISTING) is not None
    publisher.flush()
    assert [item.external_id for item in results(home).listings("outbox")] == ["2"]
    assert context.state.blocked_content == 1
