import pytest

from core.analysis import AccountKeys
from core.ids import vendor_id
from core.mentions import EntityKind, StopReason
from search import account_store
from search.account_keys import KeyStore
from search.account_store import AccountStore
from search.ingest_store import IngestStore
from tests.search.builders import (
    BTC,
    hours,
    make_feedback,
    make_image,
    make_listing,
    make_mention,
    make_vendor,
)
from tests.search.builders import NOON as SEEN_AT

BOB = vendor_id("harbour", "bob")
ANN = vendor_id("harbour", "ann")


def test_fresh_accounts_hold_what_page_listings_and_feedback_say(
    store: IngestStore, accounts: AccountStore
) -> None:
    mail = make_mention("bob@mail.example", kind=EntityKind.EMAIL)
    listings = [
        make_listing(1, mentions=(make_mention(),), images=(make_image(7),)),
        make_listing(2, vector=(0.0, 1.0, 0.0, 0.0)),
        make_listing(3, vendor="ann"),
    ]
    feedback = [make_feedback(n, buyer=buyer) for n, buyer in enumerate("xxy")]
    store.save_batch(listings, [make_vendor(mentions=(mail,))], feedback)
    accounts.refresh()
    found = accounts.fresh_accounts([BOB, ANN, "nobody"])
    assert set(found) == {BOB, ANN}
    bob = found[BOB]
    assert bob.identifiers == {f"BTC:{BTC}", "EMAIL:bob@mail.example"}
    assert {one.title for one in bob.listings} == {"Offer 1", "Offer 2"}
    assert {one.images for one in bob.listings} == {(), (f"{7:016x}",)}
    assert bob.buyers == {"x", "y"}
    assert bob.vector == pytest.approx((0.5**0.5, 0.5**0.5, 0.0, 0.0))
    assert bob.first_seen_at == SEEN_AT
    assert found[ANN].vector == (1.0, 0.0, 0.0, 0.0)
    assert found[ANN].profile == ""


def test_accounts_hold_no_identifier_that_names_no_holder(
    store: IngestStore, accounts: AccountStore
) -> None:
    mentions = (
        make_mention("1Mine"),
        make_mention("1Burnt", start=40, stop_reason=StopReason.BURN),
        make_mention("4111", kind=EntityKind.CARD, start=80),
    )
    store.save_batch([make_listing(1, mentions=mentions)], [make_vendor("bob")])
    accounts.refresh()
    (account,) = accounts.fresh_accounts([BOB]).values()
    assert account.identifiers == {"BTC:1Mine"}


def test_accounts_take_the_vector_of_their_keys(
    store: IngestStore, accounts: AccountStore, keys: KeyStore
) -> None:
    store.save_batch([make_listing(1), make_listing(2, vendor="ann")], [])
    known = AccountKeys(vendor_id=BOB, market="harbour", vector=(0.0, 0.6, 0.8, 0.0))
    keys.save([known], statistics="s1")
    accounts.refresh()
    found = accounts.accounts([BOB, ANN])
    assert found[BOB].vector == (0.0, 0.6, 0.8, 0.0)
    assert found[ANN].vector is None
    assert found[BOB].listings == accounts.fresh_accounts([BOB])[BOB].listings


def test_accounts_are_the_same_however_they_are_read_together(
    store: IngestStore, accounts: AccountStore, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(account_store, "PAGE_LISTINGS", 4)
    monkeypatch.setattr(account_store, "PAGE_ACCOUNTS", 1)
    names = ["ann", "bob", "cid", "dan", "eve"]
    listings = [
        make_listing(f"{name}-{n}", vendor=name)
        for count, name in enumerate(names, 1)
        for n in range(count)
    ]
    feedback = [make_feedback(n, vendor=name) for n, name in enumerate(names)]
    store.save_batch(listings, [], feedback)
    accounts.refresh()
    ids = {name: vendor_id("harbour", name) for name in names}
    found = accounts.fresh_accounts(set(ids.values()))
    counts = {name: len(found[one].listings) for name, one in ids.items()}
    assert counts == {"ann": 1, "bob": 2, "cid": 3, "dan": 4, "eve": 5}
    assert all(len(found[one].buyers) == 1 for one in ids.values())


def test_accounts_with_too_many_listings_show_the_newest(
    store: IngestStore, accounts: AccountStore, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(account_store, "MAX_LISTINGS", 2)
    listings = [make_listing(n, seen_at=SEEN_AT + hours(n)) for n in range(5)]
    store.save_batch([*listings, make_listing(9, vendor="ann")], [])
    accounts.refresh()
    found = accounts.fresh_accounts([ANN, BOB])
    titles = {one.title for one in found[BOB].listings}
    assert titles == {"Offer 3", "Offer 4"}
    assert len(found[ANN].listings) == 1


def test_vendor_ids_are_those_of_every_account(
    store: IngestStore, accounts: AccountStore
) -> None:
    store.save_batch([make_listing(1, vendor="ann")], [make_vendor()])
    accounts.refresh()
    assert set(accounts.vendor_ids()) == {ANN, BOB}
    assert accounts.count() == 2
    assert accounts.accounts([]) == {}
