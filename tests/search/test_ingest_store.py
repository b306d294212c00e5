from dataclasses import replace
from itertools import permutations
from typing import Any

import pytest
from elasticsearch import Elasticsearch

from core.errors import IndexingError, ServiceUnavailableError
from core.mentions import EntityKind
from core.records import Sighting
from core.settings import Settings
from search.batch_writer import SightingReport
from search.duplicate_pairs import duplicate_id
from search.indices import Indices
from search.ingest_store import IngestStore
from search.link_store import LinkStore
from search.writer import WriteReport
from tests.search.builders import (
    NOON,
    hours,
    make_group,
    make_listing,
    make_mention,
    make_pair,
    make_vendor,
)

LISTING = make_listing().observation.listing_id
VENDOR = make_vendor().observation.vendor_id


def source(client: Elasticsearch, alias: str, key: str) -> dict[str, Any]:
    found: dict[str, Any] = client.get(index=alias, id=key)["_source"]
    return found


def count(client: Elasticsearch, alias: str) -> int:
    client.indices.refresh(index=alias)
    total: int = client.count(index=alias)["count"]
    return total


def test_known_vectors_are_those_of_the_model(store: IngestStore) -> None:
    vectors = {"h1": [0.1, -0.2], "h2": [0.0, 1.0]}
    assert store.save_vectors(vectors, "m1") == WriteReport(written=2)
    assert store.save_vectors(vectors, "m1") == WriteReport(unchanged=2)
    found = store.known_vectors(["h1", "h2", "h3"], "m1")
    assert set(found) == {"h1", "h2"}
    assert found["h1"] == pytest.approx([0.1, -0.2], abs=1e-8)  # float32 rounding
    assert store.known_vectors(["h1"], "m2") == {}


def test_save_batch_writes_everything_once(
    store: IngestStore, client: Elasticsearch, indices: Indices
) -> None:
    listings = [make_listing(1, mentions=(make_mention(),)), make_listing(2)]
    first = store.save_batch(listings, [make_vendor()])
    assert first.unchanged == 1  # the account's page says who the listings name
    again = store.save_batch(listings, [make_vendor()])
    assert again.written == 0
    counts = {
        name: count(client, indices.alias(name))
        for name in ("listings", "listing-observations", "vendors", "snapshots")
    }
    assert counts == {
        "listings": 2,
        "listing-observations": 2,
        "vendors": 1,
        "snapshots": 3,
    }


def test_listing_of_nothing_but_prices_is_indexed(store: IngestStore) -> None:
    # As many as fit into the longest text; refused, it would be out of everyone's sight.
    flood = tuple(
        make_mention("5€", kind=EntityKind.PRICE, start=2 * number)
        for number in range(10_000)
    )
    listing = make_listing(1, mentions=(*flood, make_mention("6€", start=20_000)))
    assert store.save_batch([listing], []).written == 4


@pytest.fixture
def in_all_orders(
    client: Elasticsearch, ready: Settings, indices: Indices
) -> list[tuple[dict[str, Any], dict[str, Any]]]:
    """Listing and vendor after the same four writes, in each of their orders.

    The writes: an old and a new observation, the new one read again by a later revision,
    and an older vendor page. All but the last make a stub where they come first.
    """
    first, later = (IngestStore(client, ready, revision=number) for number in (1, 2))
    new = NOON + hours(1)
    states = []
    for number, order in enumerate(permutations(range(4))):
        about: dict[str, Any] = {"number": number, "vendor": f"v{number}"}
        name = about["vendor"]
        older = make_listing(title="old", **about)
        newer = make_listing(title="new", run_id="run-2", seen_at=new, **about)
        again = make_listing(title="read anew", run_id="run-2", seen_at=new, **about)
        page = make_vendor(name, profile="new", seen_at=new, run_id="run-2")
        old_page = make_vendor(name, profile="old", run_id="run-0")
        writes = [
            (first, [older], []),
            (first, [newer], [page]),
            (later, [again], []),
            (first, [], [old_page]),
        ]
        for step in order:
            store, listings, vendors = writes[step]
            store.save_batch(listings, vendors)
        listing_id, vendor_id = older.observation.listing_id, page.observation.vendor_id
        states.append(
            (
                source(client, indices.alias("listings"), listing_id),
                source(client, indices.alias("vendors"), vendor_id),
            )
        )
    return states


def test_save_batch_ends_the_same_in_every_order(
    in_all_orders: list[tuple[dict[str, Any], dict[str, Any]]],
    client: Elasticsearch,
    indices: Indices,
) -> None:
    for listing, vendor in in_all_orders:
        assert (listing["title"], listing["processing_revision"]) == ("read anew", 2)
        assert listing["first_seen_at"] == NOON.isoformat()
        assert listing["last_seen_at"] == (NOON + hours(1)).isoformat()
        assert (vendor["stub"], vendor["profile"]) == (False, "new")
        assert vendor["first_seen_at"] == NOON.isoformat()
    orders = len(in_all_orders)
    assert count(client, indices.alias("listing-observations")) == 2 * orders


def test_save_batch_reparse_of_an_old_observation_never_wins(
    client: Elasticsearch, ready: Settings, indices: Indices
) -> None:
    newer = make_listing(title="new", run_id="run-2", seen_at=NOON + hours(1))
    IngestStore(client, ready, revision=1).save_batch([newer], [])
    IngestStore(client, ready, revision=999).save_batch([make_listing()], [])
    assert source(client, indices.alias("listings"), LISTING)["title"] == "new"


def test_save_batch_makes_a_stub_of_an_account_without_a_page(
    store: IngestStore, client: Elasticsearch, indices: Indices
) -> None:
    store.save_batch([make_listing()], [])
    vendor = source(client, indices.alias("vendors"), VENDOR)
    assert (vendor["stub"], vendor["handle"]) == (True, "Bob")


def test_save_batch_keeps_the_group_over_a_recrawl(
    store: IngestStore, links: LinkStore, client: Elasticsearch, indices: Indices
) -> None:
    two = [make_listing(1), make_listing(2)]
    store.save_batch(two, [])
    ids = frozenset(item.observation.listing_id for item in two)
    links.save_groups([make_group(*ids)])
    store.save_batch([make_listing(1, run_id="run-2", seen_at=NOON + hours(1))], [])
    assert links.groups() == [ids]


def test_save_batch_names_the_refused_and_writes_the_rest(
    store: IngestStore, client: Elasticsearch, indices: Indices
) -> None:
    short = make_listing(2, vector=(1.0, 0.0))
    with pytest.raises(IndexingError) as caught:
        store.save_batch([make_listing(1), short], [make_vendor()])
    refused = caught.value.context["refused"]
    assert [item["id"] for item in refused] == [short.observation.listing_id]
    assert "dimension" in refused[0]["reason"]
    assert count(client, indices.alias("listings")) == 1
    assert count(client, indices.alias("vendors")) == 1


def test_save_batch_takes_hostile_values(
    store: IngestStore, client: Elasticsearch, indices: Indices
) -> None:
    long = "ü" * 20_000
    hostile = make_listing(
        description=long,
        url="http://a.example/" + "x" * 50_000,
        stock=10**40,
        unit="\x00",
        category_path=("a" * 40_000,),
        ships_to_raw=long,
        attributes={"a.b": long, "deep.": "{}", "": " "},
        mentions=(make_mention(long),),
    )
    report = store.save_batch(
        [hostile], [make_vendor(profile=long, pgp_key=long, contact="c" * 1_000)]
    )
    assert report.written == 6
    assert source(client, indices.alias("listings"), LISTING)["description"] == long


def test_duplicate_candidates_share_a_band_and_are_never_oneself(
    store: IngestStore,
) -> None:
    listings = [
        make_listing(1, bands=("a", "b", "c")),
        make_listing(2, bands=("a", "b")),
        make_listing(3, bands=("c",), vector=(0.6, 0.8, 0, 0)),
        make_listing(4, bands=("d",), vector=(0, 0, 1, 0)),
    ]
    store.save_batch(listings, [])
    ids = [item.observation.listing_id for item in listings]
    found = store.duplicate_candidates(listings)
    assert [item.listing_id for item in found[ids[0]]] == [ids[1], ids[2]]
    assert found[ids[3]] == []
    third = found[ids[0]][1]
    assert (third.title, third.vector) == ("Offer 3", None)
    vectors = store.listing_vectors([third.listing_id])
    assert vectors == {third.listing_id: [0.6, 0.8, 0.0, 0.0]}


TEXTS = {"a": "text a", "b": "text b", "c": "text c"}


def test_save_duplicates_removes_pairs_of_a_text_that_has_changed(
    store: IngestStore, links: LinkStore
) -> None:
    store.save_duplicates([make_pair("a", "b"), make_pair("b", "c")], hashes=TEXTS)
    former = store.stored_pairs(["c"])
    now = {"c": "text c, changed", "d": "text d"}
    store.save_duplicates([make_pair("c", "d")], hashes=now, former=former)
    assert links.duplicates() == [make_pair("a", "b"), make_pair("c", "d")]


def test_save_duplicates_keeps_what_was_only_not_looked_at(
    store: IngestStore, links: LinkStore
) -> None:
    store.save_duplicates([make_pair("a", "b"), make_pair("b", "c")], hashes=TEXTS)
    former = store.stored_pairs(["b"])
    refused = duplicate_id("a", "b")
    store.save_duplicates([], hashes=TEXTS, former=former, compared={refused})
    assert links.duplicates() == [make_pair("b", "c")]


def test_save_duplicates_leaves_a_pair_that_another_batch_confirmed_meanwhile(
    store: IngestStore, links: LinkStore
) -> None:
    store.save_duplicates([make_pair("a", "b")], hashes=TEXTS)
    former = store.stored_pairs(["a"])
    store.save_duplicates([make_pair("a", "b")], hashes=TEXTS)
    store.save_duplicates([], hashes={"a": "another"}, former=former)
    assert links.duplicates() == [make_pair("a", "b")]


def test_save_duplicates_twice_is_as_once(store: IngestStore, links: LinkStore) -> None:
    for _ in range(2):
        former = store.stored_pairs(["a", "b"])
        pairs = [make_pair("b", "a")]
        store.save_duplicates(pairs, hashes=TEXTS, former=former)
    assert links.duplicates() == [make_pair("a", "b")]
    assert store.stored_pairs([]) == []


def test_remove_pairs_removes_what_every_pair_read(
    store: IngestStore, links: LinkStore
) -> None:
    store.save_duplicates([make_pair("a", "b"), make_pair("b", "c")], hashes=TEXTS)
    gone = [pair for pair in store.every_pair() if pair.left == "a"]
    assert store.remove_pairs(gone).written == 1
    assert links.duplicates() == [make_pair("b", "c")]


def test_listings_are_read_as_they_are_compared(store: IngestStore) -> None:
    store.save_batch([make_listing(1, folded_hash="h")], [])
    (found,) = store.listings([LISTING, "no such"])
    assert (found.listing_id, found.folded_hash) == (LISTING, "h")


def test_widespread_passages_counts_vendors_not_listings(store: IngestStore) -> None:
    for number, vendor in enumerate(("ann", "bob", "cid", "cid", "cid")):
        shown = ("rules", "own") if vendor == "cid" else ("rules",)
        listing = make_listing(number, vendor=vendor, passages=shown)
        store.save_batch([listing], [])
    store.refresh()
    asked = ["rules", "own", "unknown"]
    assert store.widespread_passages(asked, more_than=2) == {"rules"}
    assert store.widespread_passages(asked, more_than=3) == frozenset()
    assert store.widespread_passages([], more_than=0) == frozenset()


def test_save_sightings_tells_known_from_unknown(store: IngestStore) -> None:
    store.save_batch([make_listing()], [])
    later = NOON + hours(1)
    report = store.save_sightings(
        [Sighting(record_id=key, seen_at=later) for key in (LISTING, "none", LISTING)],
        [Sighting(record_id=VENDOR, seen_at=later)],
    )
    assert report == SightingReport(known=2, unknown=1)


def test_mark_gone_marks_what_was_not_seen_since_once(
    store: IngestStore, client: Elasticsearch, indices: Indices
) -> None:
    store.save_batch([make_listing(), make_listing(2, seen_at=NOON + hours(1))], [])
    run = {"started_at": NOON + hours(1), "finished_at": NOON + hours(2)}
    assert [store.mark_gone("harbour", **run) for _ in range(2)] == [1, 0]
    gone = source(client, indices.alias("listings"), LISTING)["gone_at"]
    assert gone == (NOON + hours(2)).isoformat()


def test_refresh_lets_searches_see(
    store: IngestStore, client: Elasticsearch, indices: Indices
) -> None:
    store.save_batch([make_listing()], [])
    store.refresh()
    assert client.count(index=indices.alias("listings"))["count"] == 1


def test_remove_pairs_is_tried_again_where_the_index_was_migrated_meanwhile(
    store: IngestStore,
) -> None:
    store.save_duplicates([make_pair("a", "b")], hashes={})
    (read,) = store.stored_pairs(["a"])
    store.save_duplicates([make_pair("a", "b")], hashes={})
    # Confirmed again by somebody else: it stays.
    assert store.remove_pairs([read]).unchanged == 1
    moved = replace(read, index="another-v1-000001")
    with pytest.raises(ServiceUnavailableError, match="tried again"):
        store.remove_pairs([moved])
    assert len(store.stored_pairs(["a"])) == 1
