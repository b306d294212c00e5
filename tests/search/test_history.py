from typing import Any

import pytest
from elasticsearch import Elasticsearch

from core.errors import NotFoundError, QueryError
from core.records import Money
from core.settings import Settings
from search.documents import Document
from search.history import MAX_LIMIT, HistoryReader, ListingHistory, distinct
from search.indices import Indices
from search.ingest_store import IngestStore
from tests.search.builders import NOON, hours, make_image, make_listing

LISTING = make_listing().observation.listing_id


@pytest.fixture
def history(client: Elasticsearch, ready: Settings) -> HistoryReader:
    return HistoryReader(client, ready)


def euros(amount: str) -> Money:
    return Money.model_validate({"raw": amount, "amount": amount, "currency": "EUR"})


def see(store: IngestStore, at: float, **changes: Any) -> None:
    run_id = str(changes.pop("run_id", f"run-{at}"))
    listing = make_listing(run_id=run_id, seen_at=NOON + hours(at), **changes)
    store.save_batch([listing], [])


def read(
    history: HistoryReader, client: Elasticsearch, indices: Indices, **how: Any
) -> ListingHistory:
    client.indices.refresh(index=f"{indices.prefix}-*")
    return history.listing(LISTING, **how)


def test_history_tells_prices_and_what_changed(
    store: IngestStore,
    history: HistoryReader,
    client: Elasticsearch,
    indices: Indices,
) -> None:
    see(store, 0, price=euros("100"))
    see(store, 1, price=euros("100"))
    see(store, 2, price=euros("90"), sold=8)
    see(store, 3, price=None, sold=8, title="New title", images=(make_image(),))
    see(store, 9, price=None, sold=8, title="New title", images=(make_image(),))
    answer = read(history, client, indices)
    assert [
        (item.observed_at, item.price and item.price.amount, item.sold, item.changed)
        for item in answer.entries
    ] == [
        (NOON + hours(3), None, 8, ("title", "price", "images")),
        (NOON + hours(2), 90.0, 8, ("price", "sold")),
        (NOON, 100.0, 7, ()),
    ]
    newest = answer.entries[0]
    assert (newest.run_id, newest.title) == ("run-3", "New title")
    assert (answer.first_seen_at, answer.last_seen_at) == (NOON, NOON + hours(9))
    assert (answer.gone_at, answer.truncated) == (None, False)


def test_history_takes_the_corrected_reading_of_a_page(
    store: IngestStore,
    history: HistoryReader,
    client: Elasticsearch,
    indices: Indices,
) -> None:
    see(store, 0, price=euros("10000"))
    see(store, 1, price=euros("90"))
    see(store, 0, price=euros("100"), reading=1, run_id="reparse")
    answer = read(history, client, indices)
    assert [item.price and item.price.amount for item in answer.entries] == [90, 100]
    assert [item.reading for item in answer.entries] == [0, 1]


def test_history_is_cut_and_says_so(
    store: IngestStore,
    history: HistoryReader,
    client: Elasticsearch,
    indices: Indices,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    for at in range(4):
        see(store, at, sold=at)
    answer = read(history, client, indices, limit=3)
    assert ([item.sold for item in answer.entries], answer.truncated) == (
        [3, 2, 1],
        True,
    )
    # The oldest that is shown still says what it changed.
    assert answer.entries[-1].changed == ("sold",)
    assert read(history, client, indices, limit=4).truncated is False
    monkeypatch.setattr("search.history.READ_AT_MOST", 2)
    assert read(history, client, indices).truncated is True


def test_history_of_a_gone_listing_says_so(
    store: IngestStore,
    history: HistoryReader,
    client: Elasticsearch,
    indices: Indices,
) -> None:
    see(store, 0)
    begun, ended = NOON + hours(1), NOON + hours(2)
    store.mark_gone("harbour", started_at=begun, finished_at=ended)
    assert read(history, client, indices).gone_at == ended


@pytest.mark.usefixtures("ready")
def test_history_of_nothing_is_not_found(history: HistoryReader) -> None:
    with pytest.raises(NotFoundError, match="search"):
        history.listing("none")


@pytest.mark.parametrize("limit", [0, MAX_LIMIT + 1])
def test_history_refuses_a_limit_out_of_range(
    history: HistoryReader, limit: int
) -> None:
    with pytest.raises(QueryError, match="1 to 1000"):
        history.listing(LISTING, limit=limit)


def test_distinct_takes_equal_neighbours_as_one() -> None:
    def step(at: int, digest: str, reading: int = 0) -> Document:
        return {
            "observed_at": f"2026-03-0{at}",
            "content_version": at * 10 + reading,
            "content_hash": digest,
            "reading": reading,
        }

    steps = [step(1, "a"), step(2, "x"), step(2, "a", 1), step(3, "b"), step(4, "a")]
    kept = [(item["observed_at"], item["content_hash"]) for item in distinct(steps)]
    assert kept == [("2026-03-04", "a"), ("2026-03-03", "b"), ("2026-03-01", "a")]
