import pytest
from elasticsearch import Elasticsearch

from core.errors import NotFoundError, QueryError
from core.mentions import Entity, EntityKind
from core.records import Sighting
from search.entities import EntityReader
from search.indices import Indices
from search.ingest_store import IngestStore
from tests.search.builders import (
    BTC,
    NOON,
    hours,
    make_listing,
    make_mention,
    make_vendor,
)

ADDRESS = Entity(kind=EntityKind.BTC, value=BTC)
SHOWN = (make_mention(),)


def refresh(client: Elasticsearch, indices: Indices) -> None:
    client.indices.refresh(index=f"{indices.prefix}-*")


def test_entity_names_everybody_who_ever_showed_it(
    store: IngestStore, entities: EntityReader, client: Elasticsearch, indices: Indices
) -> None:
    first = [
        make_listing(1, mentions=SHOWN),
        make_listing(2, mentions=SHOWN),
        make_listing(3, vendor="ann"),
    ]
    store.save_batch(first, [make_vendor("cy", mentions=SHOWN)])
    # Taken off again: shown all the same.
    gone = [make_listing(1, title="clean", run_id="run-2", seen_at=NOON + hours(2))]
    still = [make_listing(2, run_id="run-2", seen_at=NOON + hours(2), mentions=SHOWN)]
    store.save_batch([*gone, *still], [])
    refresh(client, indices)
    answer = entities.entity(ADDRESS)
    vendors = {item.handle: item for item in answer.vendors}
    assert set(vendors) == {"Bob", "Cy"}
    assert (vendors["Bob"].listings, vendors["Bob"].in_profile) == (2, False)
    assert (vendors["Cy"].listings, vendors["Cy"].in_profile) == (0, True)
    assert vendors["Bob"].last_seen_at == NOON + hours(2)
    assert (answer.vendors_total, answer.listings_total) == (2, 2)
    assert (answer.first_seen_at, answer.last_seen_at) == (NOON, NOON + hours(2))
    seen = {item.title: item.last_seen_at for item in answer.listings}
    assert seen == {"Offer 1": NOON, "Offer 2": NOON + hours(2)}
    assert answer.cursor is None


def test_entity_was_seen_as_long_as_its_page_stayed_as_it_is(
    store: IngestStore, entities: EntityReader, client: Elasticsearch, indices: Indices
) -> None:
    store.save_batch(
        [make_listing(1, mentions=SHOWN)], [make_vendor("cy", mentions=SHOWN)]
    )
    later = NOON + hours(3)
    store.save_batch(
        [make_listing(1, mentions=SHOWN, run_id="run-2", seen_at=later)], []
    )
    page = make_vendor("cy").observation.vendor_id
    store.save_sightings([], [Sighting(record_id=page, seen_at=NOON + hours(5))])
    refresh(client, indices)
    answer = entities.entity(ADDRESS)
    assert {item.handle: item.last_seen_at for item in answer.vendors} == {
        "Bob": later,
        "Cy": NOON + hours(5),
    }
    assert [item.last_seen_at for item in answer.listings] == [later]
    assert (answer.first_seen_at, answer.last_seen_at) == (NOON, NOON + hours(5))


def test_entity_pages_are_complete(
    store: IngestStore, entities: EntityReader, client: Elasticsearch, indices: Indices
) -> None:
    many = [
        make_listing(n, vendor=f"v{n % 3}", mentions=SHOWN, market="lantern")
        for n in range(25)
    ]
    store.save_batch(many, [])
    refresh(client, indices)
    answer = entities.entity(ADDRESS, limit=10)
    assert len(answer.vendors) == answer.vendors_total == 3
    seen = [item.listing_id for item in answer.listings]
    while answer.cursor is not None:
        answer = entities.entity(ADDRESS, limit=10, cursor=answer.cursor)
        assert (answer.vendors, answer.listings_total) == ((), 25)
        seen += [item.listing_id for item in answer.listings]
    assert sorted(seen) == sorted(item.observation.listing_id for item in many)


def test_entity_counts_beyond_one_page_of_the_server(
    store: IngestStore,
    entities: EntityReader,
    client: Elasticsearch,
    indices: Indices,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr("search.entities.PAGE_BUCKETS", 4)
    store.save_batch([make_listing(n, mentions=SHOWN) for n in range(11)], [])
    refresh(client, indices)
    assert entities.entity(ADDRESS, limit=1).listings_total == 11


def test_entity_of_a_kind_that_names_nobody(
    store: IngestStore, entities: EntityReader, client: Elasticsearch, indices: Indices
) -> None:
    mention = make_mention("stamps", kind=EntityKind.COUNTERFEIT)
    store.save_batch([make_listing(1, mentions=(mention,))], [])
    refresh(client, indices)
    thing = Entity(kind=EntityKind.COUNTERFEIT, value="stamps")
    assert entities.entity(thing).listings_total == 1


@pytest.mark.usefixtures("ready")
def test_entity_that_nobody_showed_is_not_found(entities: EntityReader) -> None:
    with pytest.raises(NotFoundError, match="check the spelling"):
        entities.entity(ADDRESS)


@pytest.mark.parametrize("limit", [0, 201])
def test_entity_refuses_a_limit_out_of_range(
    entities: EntityReader, limit: int
) -> None:
    with pytest.raises(QueryError, match="1 to 200"):
        entities.entity(ADDRESS, limit=limit)
