from typing import Any

from elasticsearch import Elasticsearch

from search.candidates import (
    LISTINGS_PER_REQUEST,
    MAX_CANDIDATES,
    MAX_COPIES,
    PASSAGES_PER_REQUEST,
    candidate_searches,
    copies_search,
    find_candidates,
    read_candidates,
    read_vectors,
    widespread_passages,
)
from search.indices import Indices
from search.ingest_store import IngestStore
from tests.search.builders import NOON, hours, make_listing

NORTH = (0.0, 1.0, 0.0, 0.0)


def found_ids(
    client: Elasticsearch, indices: Indices, number: str, **asked: Any
) -> list[str]:
    listing = make_listing(number, **asked)
    found = find_candidates(client, indices.alias("listings"), [listing])
    return [item.listing_id for item in found[listing.observation.listing_id]]


def test_find_candidates_is_capped_and_ranked_by_shared_bands(
    store: IngestStore, client: Elasticsearch, indices: Indices
) -> None:
    many = [make_listing(n, bands=("a",)) for n in range(MAX_CANDIDATES + 5)]
    best = make_listing("best", bands=("a", "b"))
    store.save_batch([*many, best], [])
    store.refresh()
    found = found_ids(client, indices, "new", bands=("a", "b"), vector=NORTH)
    assert len(found) == MAX_CANDIDATES
    assert found[0] == best.observation.listing_id


def test_find_candidates_finds_copies_apart_from_the_others(
    store: IngestStore, client: Elasticsearch, indices: Indices
) -> None:
    # All share all bands; the copies are asked for apart and were seen in this order.
    flood = [make_listing(f"f{n}", bands=("a",)) for n in range(MAX_CANDIDATES + 5)]
    copies = [
        make_listing(
            f"c{n}", bands=("a",), folded_hash="h", seen_at=NOON + hours(100 - n)
        )
        for n in range(MAX_COPIES + 5)
    ]
    store.save_batch([*flood, *copies], [])
    store.refresh()
    found = found_ids(
        client, indices, "new", bands=("a",), folded_hash="h", vector=NORTH
    )
    earliest = [item.observation.listing_id for item in reversed(copies)]
    assert found[:MAX_COPIES] == earliest[:MAX_COPIES]
    assert len(found) == MAX_COPIES + MAX_CANDIDATES
    assert not set(found) & set(earliest[MAX_COPIES:])


def test_find_candidates_finds_what_shares_a_sentence_that_few_show(
    store: IngestStore, client: Elasticsearch, indices: Indices
) -> None:
    rare = make_listing("rare", bands=("x",), passages=("rules", "own"))
    common = make_listing("common", bands=("y",), passages=("rules",))
    store.save_batch([rare, common], [])
    store.refresh()
    asked = make_listing("new", bands=("z",), passages=("rules", "own"), vector=NORTH)
    alias = indices.alias("listings")
    found = find_candidates(client, alias, [asked], widespread={"rules"})
    (only,) = found[asked.observation.listing_id]
    assert only.listing_id == rare.observation.listing_id


def test_find_candidates_passes_over_what_shares_one_sentence_of_many(
    store: IngestStore, client: Elasticsearch, indices: Indices
) -> None:
    one = make_listing("one", bands=("x",), passages=("a",))
    two = make_listing("two", bands=("y",), passages=("a", "b"))
    band = make_listing("band", bands=("z",), passages=("a",))
    store.save_batch([one, two, band], [])
    store.refresh()
    found = found_ids(
        client,
        indices,
        "new",
        bands=("z",),
        passages=("a", "b", "c", "d"),
        vector=NORTH,
    )
    kept = {item.observation.listing_id for item in (two, band)}
    assert set(found) == kept


def test_find_candidates_finds_near_vectors(
    store: IngestStore, client: Elasticsearch, indices: Indices
) -> None:
    near = make_listing("near", bands=("x",), vector=(0.96, 0.28, 0.0, 0.0))
    far = make_listing("far", bands=("y",), vector=(0.6, 0.8, 0.0, 0.0))
    store.save_batch([near, far], [])
    store.refresh()
    found = found_ids(client, indices, "new", bands=("z",))
    assert found == [near.observation.listing_id]


def test_find_candidates_asks_for_more_listings_than_fit_a_request(
    store: IngestStore, client: Elasticsearch, indices: Indices
) -> None:
    store.save_batch([make_listing("old", bands=("a",))], [])
    store.refresh()
    many = [make_listing(n, bands=("a",)) for n in range(LISTINGS_PER_REQUEST + 1)]
    found = find_candidates(client, indices.alias("listings"), many)
    assert [len(ids) for ids in found.values()] == [1] * len(many)


def test_find_candidates_of_listings_without_a_word_asks_nothing(
    client: Elasticsearch,
) -> None:
    assert find_candidates(client, "no-such-alias", [make_listing(bands=())]) == {}


def test_read_candidates_reads_those_that_exist(
    store: IngestStore, client: Elasticsearch, indices: Indices
) -> None:
    listing = make_listing(1, folded_hash="h")
    store.save_batch([listing], [])
    known = listing.observation.listing_id
    (found,) = read_candidates(
        client, indices.alias("listings"), [known, "none", known]
    )
    assert (found.listing_id, found.folded_hash) == (known, "h")


def test_read_vectors_reads_those_that_exist(
    store: IngestStore, client: Elasticsearch, indices: Indices
) -> None:
    listing = make_listing(1, vector=NORTH)
    store.save_batch([listing], [])
    known = listing.observation.listing_id
    found = read_vectors(client, indices.alias("listings"), [known, "none"])
    assert found == {known: list(NORTH)}


def test_find_candidates_leaves_vectors_unread(
    store: IngestStore, client: Elasticsearch, indices: Indices
) -> None:
    store.save_batch([make_listing("old", bands=("a",))], [])
    store.refresh()
    asked = make_listing("new", bands=("a",))
    found = find_candidates(client, indices.alias("listings"), [asked])
    (only,) = found[asked.observation.listing_id]
    assert only.vector is None


def test_widespread_passages_asks_for_more_than_fit_a_request(
    store: IngestStore, client: Elasticsearch, indices: Indices
) -> None:
    names = [f"p{n}" for n in range(PASSAGES_PER_REQUEST + 10)]
    for vendor in ("ann", "bob"):
        number = f"of-{vendor}"
        store.save_batch(
            [make_listing(number, vendor=vendor, passages=tuple(names[-3:]))], []
        )
    store.refresh()
    alias = indices.alias("listings")
    found = widespread_passages(client, alias, names, more_than=1)
    assert found == set(names[-3:])


def test_candidate_searches_read_no_documents() -> None:
    searches = candidate_searches(make_listing(folded_hash="h"))
    assert len(searches) == 2
    assert all(search["_source"] is False for search in searches)
    first = copies_search(["h"])["aggs"]["texts"]["aggs"]["first"]["top_hits"]
    assert first["_source"] is False


def test_copies_search_asks_for_each_text_once() -> None:
    by_text = copies_search(["b", "a", "b"])["aggs"]["texts"]["terms"]
    assert (by_text["include"], by_text["size"]) == (["a", "b"], 2)
