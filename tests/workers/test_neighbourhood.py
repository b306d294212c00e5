import pytest
from elasticsearch import Elasticsearch

from benchmarks.stored_accounts import stored_account
from core.analysis import Account, AccountKeys
from search.indices import Indices, VectorModel, create_indices
from search.linking_stores import LinkingStores, open_linking_stores
from search.writer import write
from tests.conftest import MakeSettings
from tests.workers.test_due import make_pair
from workers import neighbourhood
from workers.neighbourhood import MAX_SPREAD, StoredNeighbourhood, partners_of


def test_partners_share_texts() -> None:
    pairs = [make_pair("a1", "b1"), make_pair("c1", "d1"), make_pair("a2", "a3")]
    assert partners_of({"a", "c"}, pairs) == {"a": {"b"}, "c": {"d"}}


def test_partners_share_no_boilerplate() -> None:
    crowd = [make_pair("a1", f"v{n}x1") for n in range(MAX_SPREAD)]
    assert partners_of({"a"}, crowd) == {}
    assert len(partners_of({"a"}, crowd[1:])["a"]) == MAX_SPREAD - 1


def test_partners_with_the_most_shared_texts_come_first(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(neighbourhood, "MAX_PARTNERS", 1)
    pairs = [make_pair("a1", "b1"), make_pair("a1", "c1"), make_pair("a2", "c2")]
    assert partners_of({"a"}, pairs) == {"a": {"c"}}


def keys_of(vendor_id: str, *shown: str) -> AccountKeys:
    return AccountKeys(vendor_id=vendor_id, market="harbour", identifiers=shown)


@pytest.fixture
def stores(client: Elasticsearch, settings: MakeSettings) -> LinkingStores:
    made = settings()
    create_indices(client, made, VectorModel("test-encoder 1", 2))
    account = Account(vendor_id="a", market="harbour", handle="old")
    write(client, stored_account(account, Indices(made.index_prefix)))
    return open_linking_stores(client, made)


@pytest.mark.elasticsearch
def test_values_of_too_many_bring_no_candidates(stores: LinkingStores) -> None:
    own = [keys_of("a", "BTC:1", "BTC:2"), keys_of("b", "BTC:1"), keys_of("c", "BTC:1")]
    own.append(keys_of("d", "BTC:2"))
    stores.keys.save(own, statistics="s")
    around = StoredNeighbourhood(stores, max_sharers=2)
    assert around.candidates(own[:1]) == {"a": {"d"}}
    around = StoredNeighbourhood(stores, max_sharers=3)
    assert around.candidates(own[:1]) == {"a": {"b", "c", "d"}}


@pytest.mark.elasticsearch
def test_accounts_are_read_once_and_learnt_anew(stores: LinkingStores) -> None:
    around = StoredNeighbourhood(stores, max_sharers=2)
    first = around.accounts(["a", "nobody"])
    assert first["a"].handle == "old"
    assert around.accounts(["a"])["a"] is first["a"]
    changed = first["a"].model_copy(update={"handle": "new"})
    around.learn([changed])
    assert around.accounts(["a"])["a"].handle == "new"
    around.forget(["a", "nobody"])
    assert around.accounts(["a"])["a"].handle == "old"
