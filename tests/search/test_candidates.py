from elasticsearch import Elasticsearch

from search.candidates import MAX_CANDIDATES, candidate_search, find_candidates
from search.indices import Indices
from search.ingest_store import IngestStore
from tests.search.builders import make_listing


def test_find_candidates_is_capped_and_ranked_by_shared_bands(
    store: IngestStore, client: Elasticsearch, indices: Indices
) -> None:
    many = [make_listing(n, bands=("a",)) for n in range(MAX_CANDIDATES + 5)]
    best = make_listing("best", bands=("a", "b"))
    store.save_batch([*many, best], [])
    store.refresh()
    asked = make_listing("new", bands=("a", "b"))
    found = find_candidates(client, indices.alias("listings"), [asked])
    candidates = found[asked.observation.listing_id]
    assert len(candidates) == MAX_CANDIDATES
    assert candidates[0].listing_id == best.observation.listing_id


def test_find_candidates_of_listings_without_bands_asks_nothing(
    client: Elasticsearch,
) -> None:
    assert find_candidates(client, "no-such-alias", [make_listing(bands=())]) == {}


def test_candidate_search_reads_no_documents() -> None:
    assert candidate_search(make_listing())["_source"] is False
