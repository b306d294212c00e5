import threading
from collections.abc import Callable
from datetime import datetime
from itertools import permutations
from typing import Any

import pytest
from elasticsearch import Elasticsearch

from core.records import Sighting
from search.batch_writer import BatchWriter, SightingReport
from search.indices import Indices
from search.merging import Missed
from tests.search.builders import (
    NOON,
    hours,
    make_feedback,
    make_image,
    make_listing,
    make_mention,
    make_observation,
    make_vendor,
)

LISTING = make_observation().listing_id
VENDOR = make_observation().vendor_id
MISSED = Missed(started_at=NOON + hours(3), finished_at=NOON + hours(4))

Source = dict[str, Any]


@pytest.fixture
def writer(client: Elasticsearch, indices: Indices) -> BatchWriter:
    return BatchWriter(client, indices, 1)


@pytest.fixture
def state(client: Elasticsearch, indices: Indices) -> Callable[..., Source]:
    """Reads a listing's state, or another record's."""

    def read(name: str = "listings", key: str = LISTING) -> Source:
        found: Source = client.get(index=indices.alias(name), id=key)["_source"]
        return found

    return read


def sighting(at: float, key: str = LISTING) -> Sighting:
    return Sighting(record_id=key, seen_at=NOON + hours(at))


def at(hour: float) -> str:
    return (NOON + hours(hour)).isoformat()


def test_sighting_moves_the_end_and_keeps_all_else(
    writer: BatchWriter, state: Callable[..., Source]
) -> None:
    writer.listings([make_listing(images=(make_image(),))]).settled()
    before = state()
    for _ in range(2):
        report = writer.sightings("listings", [sighting(2), sighting(1)])
        assert report == SightingReport(known=1)
    moved = {"last_seen_at": at(2), "seen": {"gte": at(0), "lte": at(2)}}
    assert state() == before | moved
    writer.sightings("listings", [sighting(1)])
    assert state()["last_seen_at"] == at(2)


def test_reparse_after_a_sighting_wins_and_a_newer_crawl_wins_over_both(
    writer: BatchWriter, state: Callable[..., Source]
) -> None:
    steps: list[Callable[[], object]] = [
        lambda: writer.sightings("listings", [sighting(2)]),
        lambda: writer.listings([make_listing(title="mended", reading=1)]),
    ]
    for order in permutations(steps):
        writer.listings([make_listing(title="old")]).settled()
        for step in order:
            step()
        assert (state()["title"], state()["last_seen_at"]) == ("mended", at(2))
    newer = make_listing(title="new", run_id="run-3", seen_at=NOON + hours(3))
    writer.listings([newer]).settled()
    writer.listings([make_listing(title="mended again", reading=2)]).settled()
    assert (state()["title"], state()["reading"]) == ("new", 0)
    assert state()["last_seen_at"] == at(3)


def test_sightings_of_the_unknown_are_counted_and_make_nothing(
    writer: BatchWriter, client: Elasticsearch, indices: Indices
) -> None:
    report = writer.sightings("vendors", [sighting(1, "none"), sighting(2, "nobody")])
    assert report == SightingReport(unknown=2)
    assert not client.exists(index=indices.alias("vendors"), id="none")


def test_many_sightings_are_all_noted(
    writer: BatchWriter, state: Callable[..., Source]
) -> None:
    listings = [make_listing(number) for number in range(450)]
    writer.listings(listings).settled()
    ids = [item.observation.listing_id for item in listings]
    report = writer.sightings("listings", [sighting(1, key) for key in ids])
    assert report == SightingReport(known=450)
    assert {state(key=key)["last_seen_at"] for key in ids} == {at(1)}


def test_missed_listings_are_gone_until_they_are_seen_again(
    writer: BatchWriter, state: Callable[..., Source]
) -> None:
    still = make_listing(2, seen_at=NOON + hours(3))
    elsewhere = make_listing(3, market="lantern")
    writer.listings([make_listing(), still, elsewhere]).settled()
    assert [writer.missed("harbour", MISSED) for _ in range(2)] == [1, 0]
    assert state()["gone_at"] == at(4)
    for item in (still, elsewhere):
        assert state(key=item.observation.listing_id).get("gone_at") is None
    # What an older run reports late does not bring it back, what is newer does.
    writer.sightings("listings", [sighting(2)])
    assert (state()["gone_at"], state()["last_seen_at"]) == (at(4), at(2))
    writer.listings([make_listing(run_id="run-9", seen_at=NOON + hours(9))]).settled()
    assert (state()["gone_at"], state()["missed_from"]) == (None, None)


def test_account_named_by_listings_was_seen_with_them(
    writer: BatchWriter, state: Callable[..., Source]
) -> None:
    named = [
        make_observation(number, seen_at=NOON + hours(number)) for number in (2, 1)
    ]
    page = make_vendor(profile="own words", seen_at=NOON + hours(1.5), run_id="run-5")
    expected = {"first_seen_at": at(1), "last_seen_at": at(2), "stub": False}
    steps: list[Callable[[], object]] = [
        lambda: writer.named_vendors(named),
        lambda: writer.vendors([page]),
    ]
    for step in steps:
        step()
    found = state("vendors", VENDOR)
    assert found | expected == found
    assert found["profile"] == "own words"


def test_stub_never_hides_a_page(
    writer: BatchWriter, state: Callable[..., Source]
) -> None:
    writer.vendors([make_vendor(profile="own words")]).settled()
    writer.named_vendors([make_observation(seen_at=NOON + hours(1))]).settled()
    found = state("vendors", VENDOR)
    assert (found["profile"], found["stub"]) == ("own words", False)
    assert found["last_seen_at"] == at(1)


def test_feedback_is_written_once_and_a_reparse_mends_it(
    writer: BatchWriter, state: Callable[..., Source]
) -> None:
    said = make_feedback()
    for _ in range(2):
        writer.feedback([said, make_feedback(2)]).settled()
    later = make_feedback(seen_at=NOON + hours(5), run_id="run-2")
    writer.feedback([later]).settled()
    writer.feedback([make_feedback(text="old, mended", reading=1)]).settled()
    found = state("feedback", said.feedback_id)
    assert (found["text"], found["run_id"]) == (said.text, "run-2")
    assert (found["first_seen_at"], found["last_seen_at"]) == (at(0), at(5))


def test_snapshots_are_written_once(
    writer: BatchWriter, client: Elasticsearch, indices: Indices
) -> None:
    seen = [make_observation(), make_observation(), make_observation(2)]
    assert writer.snapshots(seen).report.written == 2
    assert writer.snapshots(seen).report.unchanged == 2
    found = client.get(
        index=indices.alias("snapshots"), id=seen[0].snapshot.snapshot_id
    )
    assert found["_source"]["market"] == "harbour"


def test_refused_history_withholds_the_state_until_it_is_written(
    writer: BatchWriter, client: Elasticsearch, indices: Indices
) -> None:
    alias = indices.alias("listing-observations")
    limit = "index.mapping.nested_objects.limit"
    client.indices.put_settings(index=alias, settings={limit: 0})
    refused = make_listing(mentions=(make_mention(),))
    done = writer.listings([refused, make_listing(2)])
    assert [item["index"] for item in done.refused] == [
        indices.concrete("listing-observations")
    ]
    states = indices.alias("listings")
    assert not client.exists(index=states, id=LISTING)
    assert client.exists(index=states, id=make_observation(2).listing_id)
    client.indices.put_settings(index=alias, settings={limit: None})
    assert writer.listings([refused]).settled().written == 2
    assert client.exists(index=states, id=LISTING)


def test_two_writers_at_once_lose_neither_group_nor_sighting(
    client: Elasticsearch,
    indices: Indices,
    state: Callable[..., Source],
) -> None:
    writers = [BatchWriter(client, indices, 1) for _ in range(2)]
    writers[0].listings([make_listing(number) for number in range(30)]).settled()
    moments = [NOON + hours(n) for n in range(1, 6)]
    ids = [make_observation(number).listing_id for number in range(30)]

    def sight(writer: BatchWriter, times: list[datetime]) -> None:
        for seen_at in times:
            sightings = [Sighting(record_id=key, seen_at=seen_at) for key in ids]
            writer.sightings("listings", sightings)

    threads = [
        threading.Thread(target=sight, args=(writers[0], moments)),
        threading.Thread(target=sight, args=(writers[1], moments[::-1])),
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert {state(key=key)["last_seen_at"] for key in ids} == {at(5)}
    assert {state(key=key)["title"] for key in ids} == {f"Offer {n}" for n in range(30)}
