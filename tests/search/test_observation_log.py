from collections.abc import Callable
from itertools import permutations
from typing import Any

import pytest
from elasticsearch import Elasticsearch

from core.analysis import AnalysedListing
from core.settings import Settings
from search.indices import Indices
from search.ingest_store import IngestStore
from search.scan import iter_hits
from tests.search.builders import NOON, hours, make_listing, make_vendor

Titles = Callable[..., list[tuple[float, int, str]]]


def seen(at: float, title: str, number: int = 1, **changes: Any) -> AnalysedListing:
    """An observation that a run of its own made."""
    moment = NOON + hours(at)
    run_id = str(changes.pop("run_id", f"run-{at}"))
    return make_listing(number, title=title, seen_at=moment, run_id=run_id, **changes)


@pytest.fixture
def titles(client: Elasticsearch, indices: Indices) -> Titles:
    """Reads the history of a listing: hour, reading and title."""

    def read(number: int = 1) -> list[tuple[float, int, str]]:
        listing_id = make_listing(number).observation.listing_id
        hits = iter_hits(
            client,
            indices.alias("listing-observations"),
            query={"term": {"listing_id": listing_id}},
            refresh=True,
        )
        found = []
        for hit in hits:
            source = hit["_source"]
            assert hit["_version"] == source["content_version"]
            hour = (source["content_version"] // 1_000_000) / 3_600_000
            begin = NOON.timestamp() / 3_600
            found.append((round(hour - begin, 3), source["reading"], source["title"]))
        return sorted(found)

    return read


def test_unchanged_recrawl_appends_nothing(store: IngestStore, titles: Titles) -> None:
    for at in (0, 1, 2):
        store.save_batch([seen(at, "a")], [])
    assert titles() == [(0, 0, "a")]
    store.save_batch([seen(3, "b")], [])
    store.save_batch([seen(4, "a")], [])
    assert titles() == [(0, 0, "a"), (3, 0, "b"), (4, 0, "a")]


def test_sales_alone_are_a_change(store: IngestStore, titles: Titles) -> None:
    store.save_batch([seen(0, "a", sold=7)], [])
    store.save_batch([seen(1, "a", sold=8)], [])
    assert len(titles()) == 2


def test_reparse_stands_beside_the_first_reading(
    store: IngestStore, titles: Titles
) -> None:
    store.save_batch([seen(0, "as first read")], [])
    for _ in range(2):
        again = seen(0, "mended", reading=1, run_id="reparse")
        store.save_batch([again], [])
    assert titles() == [(0, 0, "as first read"), (0, 1, "mended")]


def test_reparse_that_mends_nothing_appends_nothing(
    store: IngestStore, titles: Titles
) -> None:
    store.save_batch([seen(0, "a")], [])
    store.save_batch([seen(0, "a", reading=1, run_id="reparse")], [])
    assert titles() == [(0, 0, "a")]


def test_reparse_of_an_old_page_stands_in_its_own_time(
    store: IngestStore, titles: Titles
) -> None:
    store.save_batch([seen(0, "wrong")], [])
    store.save_batch([seen(5, "new")], [])
    store.save_batch([seen(0, "mended", reading=1, run_id="reparse")], [])
    assert titles() == [(0, 0, "wrong"), (0, 1, "mended"), (5, 0, "new")]


def test_reparse_of_what_was_left_out_brings_the_present_in(
    store: IngestStore, titles: Titles
) -> None:
    store.save_batch([seen(0, "a")], [])
    store.save_batch([seen(5, "a")], [])
    store.save_batch([seen(0, "mended", reading=1, run_id="reparse")], [])
    # Without the last entry, the history would end with a title that the page has not.
    assert titles() == [(0, 0, "a"), (0, 1, "mended"), (5, 0, "a")]


def test_late_observation_is_kept_where_it_differs(
    store: IngestStore, titles: Titles
) -> None:
    store.save_batch([seen(0, "a")], [])
    store.save_batch([seen(6, "c")], [])
    store.save_batch([seen(2, "a")], [])
    store.save_batch([seen(3, "b")], [])
    assert titles() == [(0, 0, "a"), (3, 0, "b"), (6, 0, "c")]


def test_later_processing_replaces_what_an_earlier_one_wrote(
    client: Elasticsearch, ready: Settings, indices: Indices, titles: Titles
) -> None:
    for revision in (1, 2, 1):
        store = IngestStore(client, ready, revision=revision)
        store.save_batch([seen(0, "a")], [])
    assert titles() == [(0, 0, "a")]
    (hit,) = iter_hits(client, indices.alias("listing-observations"))
    assert hit["_source"]["processing_revision"] == 2


def test_every_order_and_repetition_tells_every_change(
    store: IngestStore, titles: Titles
) -> None:
    told = [(0, "a"), (1, "b"), (2, "b"), (3, "c")]
    for number, order in enumerate(permutations(told), start=100):
        for at, title in (*order, *order):
            store.save_batch([seen(at, title, number)], [])
        steps = [title for _, _, title in titles(number)]
        # Equal neighbours may remain where they came in the wrong order; the reader of
        # the history takes them as one.
        collapsed = [
            now for now, last in zip(steps, ["", *steps], strict=False) if now != last
        ]
        assert collapsed == ["a", "b", "c"], order


def test_one_batch_with_several_moments_of_a_listing_keeps_them_in_order(
    store: IngestStore, titles: Titles, client: Elasticsearch, indices: Indices
) -> None:
    several = [seen(at, title) for at, title in ((2, "c"), (0, "a"), (1, "a"))]
    for _ in range(2):
        store.save_batch(several, [])
    assert titles() == [(0, 0, "a"), (2, 0, "c")]
    listing_id = several[0].observation.listing_id
    state = client.get(index=indices.alias("listings"), id=listing_id)["_source"]
    assert state["title"] == "c"


def test_accounts_have_a_history_of_their_own(
    store: IngestStore, client: Elasticsearch, indices: Indices
) -> None:
    # The stub that a listing makes is no observation.
    store.save_batch([make_listing()], [])
    for at, sales in ((0, 1), (1, 1), (2, 2)):
        page = make_vendor(seen_at=NOON + hours(at), run_id=f"run-{at}", sales=sales)
        store.save_batch([], [page])
    hits = iter_hits(client, indices.alias("vendor-observations"), refresh=True)
    assert sorted(hit["_source"]["sales"] for hit in hits) == [1, 2]
