from dataclasses import replace

import pytest
from scrapy.crawler import Crawler

from core.messages import MAX_MESSAGE_BYTES, IngestBatch
from core.records import MAX_TEXT_CHARS, RunOutcome
from crawlers.context import CrawlContext
from crawlers.pipelines.publish import PublishPipeline
from crawlers.profile.pages import PageKind
from crawlers.spiders.market import MarketSpider
from tests.builders import make_listing, make_vendor
from tests.crawlers.conftest import Crawled


@pytest.fixture
def pipeline(context: CrawlContext, crawler: Crawler) -> PublishPipeline:
    small = context.settings.model_copy(update={"batch_size": 4})
    crawler.spider = MarketSpider(replace(context, settings=small))
    return PublishPipeline(crawler)


def batches_of(context: CrawlContext) -> list[IngestBatch]:
    home = context.settings.home
    found = Crawled(0, "", "", home, "r1").batches("outbox")
    return sorted(
        found, key=lambda batch: context.state.batch_ids.index(batch.batch_id)
    )


def test_records_are_cut_into_batches(
    pipeline: PublishPipeline, context: CrawlContext
) -> None:
    for number in range(10):
        pipeline.process_item(make_listing(number))
    assert [len(batch.listings) for batch in batches_of(context)] == [4, 4]
    pipeline.close_spider()
    batches = batches_of(context)
    assert [len(batch.listings) for batch in batches] == [4, 4, 2]
    assert [batch.batch_id for batch in batches] == [
        IngestBatch.id_for("r1", number) for number in range(3)
    ]


def test_batch_stays_below_the_size_of_a_message(context: CrawlContext) -> None:
    crawler = Crawler(MarketSpider)
    wide = context.settings.model_copy(update={"batch_size": 256})
    crawler.spider = MarketSpider(replace(context, settings=wide))
    pipeline = PublishPipeline(crawler)
    for number in range(120):
        pipeline.process_item(make_listing(number, description="ä" * MAX_TEXT_CHARS))
    pipeline.close_spider()
    sizes = [
        path.stat().st_size
        for path in (context.settings.home / "outbox").glob("*.json")
    ]
    assert len(sizes) == 2
    assert max(sizes) <= MAX_MESSAGE_BYTES
    assert sum(len(batch.listings) for batch in batches_of(context)) == 120


def test_vendor_of_a_market_without_vendor_pages_is_observed_once_at_the_end(
    pipeline: PublishPipeline, context: CrawlContext
) -> None:
    pages = dict(context.state.profile.pages)
    del pages[PageKind.VENDOR]
    context.state.profile = context.state.profile.model_copy(update={"pages": pages})
    for number in range(3):
        pipeline.process_item(make_listing(number, vendor="only-listed"))
    pipeline.process_item(make_listing(3, vendor="northwind"))
    pipeline.process_item(make_vendor("northwind"))
    pipeline.process_item(make_listing(4, vendor="northwind"))
    pipeline.close_spider()
    vendors = [item for batch in batches_of(context) for item in batch.vendors]
    assert sorted(vendor.handle for vendor in vendors) == ["northwind", "only-listed"]
    assert context.state.vendors == 1


def test_vendor_whose_page_was_not_read_does_not_lose_its_profile(
    pipeline: PublishPipeline, context: CrawlContext
) -> None:
    pipeline.process_item(make_listing(1, vendor="northwind"))
    pipeline.close_spider()
    (batch,) = batches_of(context)
    # An observation without profile and key would be the newest state of the account.
    assert (len(batch.listings), batch.vendors) == (1, ())
    assert context.state.vendors == 1


def test_full_disk_fails_the_run(
    pipeline: PublishPipeline, context: CrawlContext
) -> None:
    outbox = context.settings.home / "outbox"
    outbox.rename(outbox.with_name("elsewhere"))
    outbox.write_text("a file where the folder was")
    pipeline.process_item(make_listing())
    pipeline.close_spider()
    assert context.state.stopped is RunOutcome.FAILED
    assert "free some disk" in context.state.reasons[0]
    assert context.state.batch_ids == []
