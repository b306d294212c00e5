from elasticsearch import Elasticsearch

from core.ids import vendor_id
from core.mentions import EntityKind, StopReason
from search.indices import Indices
from search.ingest_store import IngestStore
from search.link_store import LinkStore, link_from
from search.scan import get_documents
from tests.search.builders import (
    BTC,
    NOON,
    hours,
    make_group,
    make_link,
    make_listing,
    make_mention,
    make_pair,
    make_vendor,
)

BOB = vendor_id("harbour", "bob")
ANN = vendor_id("harbour", "ann")


def test_accounts_hold_identifiers_of_page_and_listings(
    store: IngestStore, links: LinkStore
) -> None:
    mail = make_mention("bob@mail.example", kind=EntityKind.EMAIL)
    listings = [
        make_listing(1, mentions=(make_mention(),)),
        make_listing(2),
        make_listing(3, vendor="ann"),
    ]
    store.save_batch(listings, [make_vendor(mentions=(mail,))])
    accounts = {account.vendor_id: account for account in links.accounts()}
    assert set(accounts) == {ANN, BOB}
    assert accounts[BOB].identifiers == {f"BTC:{BTC}", "EMAIL:bob@mail.example"}
    assert {item.title for item in accounts[BOB].listings} == {"Offer 1", "Offer 2"}
    assert accounts[BOB].profile == "bob has been here for long."
    assert (accounts[ANN].handle, accounts[ANN].profile) == ("Ann", "")


def test_accounts_hold_no_identifier_that_names_no_holder(
    store: IngestStore, links: LinkStore
) -> None:
    mentions = (
        make_mention("1Mine"),
        make_mention("1Burnt", start=40, stop_reason=StopReason.BURN),
        make_mention("4111", kind=EntityKind.CARD, start=80),
    )
    store.save_batch([make_listing(1, mentions=mentions)], [make_vendor("bob")])
    (account,) = links.accounts()
    assert account.identifiers == {"BTC:1Mine"}


def test_duplicates_are_all_pairs(store: IngestStore, links: LinkStore) -> None:
    store.save_duplicates([make_pair("c", "b"), make_pair("a", "b")], hashes={})
    assert links.duplicates() == [make_pair("a", "b"), make_pair("b", "c")]


def test_replace_links_removes_those_that_are_gone(links: LinkStore) -> None:
    stale, kept = make_link("a", "b"), make_link("a", "c")
    links.replace_links([stale, kept])
    stronger = make_link("a", "c", weight=9.0)
    links.replace_links([stronger, make_link("b", "c")])
    assert links.links() == [stronger, make_link("b", "c")]


def test_replace_links_by_none_removes_all(links: LinkStore) -> None:
    links.replace_links([make_link("a", "b")])
    links.replace_links([])
    assert links.links() == []


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
    store: IngestStore, links: LinkStore
) -> None:
    store.save_batch([make_listing(1), make_listing(2)], [])
    ids = [make_listing(n).observation.listing_id for n in (1, 2)]
    links.save_groups([make_group(*ids)])
    newer = make_listing(1, title="new", run_id="run-2", seen_at=NOON + hours(0.001))
    store.save_batch([newer], [])
    titles = {item.title for item in links.accounts()[0].listings}
    assert titles == {"new", "Offer 2"}


def test_link_from_gives_back_the_record(links: LinkStore) -> None:
    link = make_link("a", "b")
    document = link.model_dump() | {"vendors": ["a", "b"], "linked_at": NOON}
    assert link_from({"_source": document}) == link
