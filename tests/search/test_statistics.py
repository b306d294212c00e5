from elasticsearch import Elasticsearch

from core.mentions import EntityKind
from core.settings import Settings
from search.ingest_store import IngestStore
from search.statistics import MarketCounts, Statistics
from tests.search.builders import make_listing, make_mention, make_pair, make_vendor

DRUG = make_mention("x", kind=EntityKind.DRUG)


def test_statistics_count_what_was_just_written(
    store: IngestStore, client: Elasticsearch, ready: Settings
) -> None:
    twice = (make_mention(), make_mention(start=60))
    listings = [
        make_listing(1, mentions=twice),
        make_listing(2, mentions=(DRUG,)),
        make_listing(3, market="lantern", vendor="ann"),
    ]
    store.save_batch(listings, [make_vendor(mentions=(make_mention(),))])
    store.save_duplicates([make_pair("a", "b")], hashes={})
    statistics = Statistics(client, ready)
    assert statistics.market_counts() == {
        "harbour": MarketCounts(listings=2, vendors=1),
        "lantern": MarketCounts(listings=1, vendors=1),
    }
    assert statistics.mention_counts() == {"BTC": 3, "DRUG": 1}
    assert statistics.count("duplicates") == 1
    assert statistics.count("links") == 0


def test_iter_listings_and_vendors_yield_all_with_their_mentions(
    store: IngestStore, client: Elasticsearch, ready: Settings
) -> None:
    listings = [make_listing(1, mentions=(DRUG,)), make_listing(2, vendor="ann")]
    store.save_batch(listings, [make_vendor(mentions=(make_mention(),))])
    statistics = Statistics(client, ready)
    found = {item.external_id: item.mentions for item in statistics.iter_listings()}
    assert found == {"1": (DRUG,), "2": ()}
    vendors = {item.external_id: item for item in statistics.iter_vendors()}
    assert vendors["bob"].mentions == (make_mention(),)
    assert (vendors["ann"].mentions, vendors["ann"].stub) == ((), True)


def test_statistics_of_nothing_are_empty(
    client: Elasticsearch, ready: Settings
) -> None:
    statistics = Statistics(client, ready)
    assert (statistics.market_counts(), statistics.mention_counts()) == ({}, {})
    assert list(statistics.iter_listings()) == []
