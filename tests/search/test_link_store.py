from typing import Any

from elasticsearch import Elasticsearch

from core.ids import vendor_id
from core.links import Verdict
from core.settings import Settings
from search.account_store import AccountStore
from search.indices import Indices
from search.ingest_store import IngestStore
from search.judgement_store import JudgementStore
from search.link_store import LinkStore, link_from
from search.scan import get_documents
from tests.search.builders import (
    NOON,
    hours,
    make_group,
    make_link,
    make_listing,
    make_pair,
    make_vendor,
)

BOB = vendor_id("harbour", "bob")


def test_duplicates_are_all_pairs(store: IngestStore, links: LinkStore) -> None:
    store.save_duplicates([make_pair("c", "b"), make_pair("a", "b")], hashes={})
    assert links.duplicates() == [make_pair("a", "b"), make_pair("b", "c")]


def test_save_groups_moves_listings_between_groups(
    store: IngestStore, links: LinkStore
) -> None:
    listings = [make_listing(n) for n in range(5)]
    store.save_batch(listings, [])
    a, b, c, d, e = sorted(item.observation.listing_id for item in listings)
    links.save_groups([make_group(a, b), make_group(e, c, d)])
    assert sorted(links.groups(), key=len) == [{a, b}, {c, d, e}]
    links.save_groups([make_group(a, b, c)])
    assert links.groups() == [{a, b, c}]


def test_save_groups_names_a_group_after_its_representative(
    store: IngestStore, links: LinkStore, client: Elasticsearch, indices: Indices
) -> None:
    listings = [make_listing(n) for n in range(2)]
    store.save_batch(listings, [])
    first, second = (item.observation.listing_id for item in listings)
    links.save_groups([make_group(second, first)])
    hits = get_documents(client, indices.alias("listings"), [first, second])
    groups = [hit["_source"]["duplicate_group"] for hit in hits.values()]
    assert groups == [second, second]


def test_first_seen_is_the_time_of_the_first_observation(
    store: IngestStore, links: LinkStore
) -> None:
    store.save_batch([make_listing(1, seen_at=NOON + hours(2))], [])
    store.save_batch([make_listing(1, seen_at=NOON, run_id="run-0")], [])
    seen = make_listing(1).observation.listing_id
    assert links.first_seen([seen, "unknown"]) == {seen: NOON}


def test_save_groups_twice_writes_nothing(store: IngestStore, links: LinkStore) -> None:
    listings = [make_listing(n) for n in range(2)]
    store.save_batch(listings, [])
    groups = [make_group(*(item.observation.listing_id for item in listings))]
    assert links.save_groups(groups).written == 2
    assert links.save_groups(groups).written == 0


def test_save_groups_does_not_stop_a_newer_observation(
    store: IngestStore, links: LinkStore, accounts: AccountStore
) -> None:
    store.save_batch([make_listing(1), make_listing(2)], [])
    ids = [make_listing(n).observation.listing_id for n in (1, 2)]
    links.save_groups([make_group(*ids)])
    newer = make_listing(1, title="new", run_id="run-2", seen_at=NOON + hours(0.001))
    store.save_batch([newer], [])
    accounts.refresh()
    (account,) = accounts.fresh_accounts([BOB]).values()
    assert {item.title for item in account.listings} == {"new", "Offer 2"}


def test_link_from_gives_back_the_record(links: LinkStore) -> None:
    link = make_link("a", "b")
    document = link.model_dump() | {"vendors": ["a", "b"], "linked_at": NOON}
    assert link_from({"_source": document}) == link


def test_a_links_document_names_its_accounts_and_the_decision_on_them(
    store: IngestStore,
    links: LinkStore,
    client: Elasticsearch,
    ready: Settings,
    indices: Indices,
) -> None:
    store.save_batch([], [make_vendor("ann"), make_vendor("bob", market="lantern")])
    link = make_link(vendor_id("harbour", "ann"), vendor_id("lantern", "bob"))
    judgements = JudgementStore(client, ready)
    links.save_links([link])
    open_one = document_of(client, indices, link.link_id)
    assert open_one["handles"] == ["Ann", "Bob"]
    assert open_one["markets"] == ["harbour", "lantern"]
    assert open_one["verdict"] is None
    judgements.judge(
        link.left, link.right, verdict=Verdict.POSITIVE, analyst="eve", reason="same"
    )
    links.save_links([link])
    assert document_of(client, indices, link.link_id)["verdict"] == "positive"
    judgements.withdraw(link.left, link.right, analyst="eve", reason="was wrong")
    links.save_links([link])
    assert document_of(client, indices, link.link_id)["verdict"] is None
    assert links.links() == [link]


def document_of(client: Elasticsearch, indices: Indices, link_id: str) -> Any:
    return client.get(index=indices.alias("links"), id=link_id)["_source"]
