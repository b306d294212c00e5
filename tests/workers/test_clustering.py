"""Clusters over the real index: formed, split, restored, logged once, mended after a kill."""

from itertools import combinations

import pytest
from elasticsearch import Elasticsearch

from core.ids import vendor_id
from core.links import ClusterChange, VendorLink, Verdict
from nlp.linking.components import form_clusters, read_component
from search.indices import VectorModel, create_indices
from search.ingest_store import IngestStore
from search.linking_stores import LinkingStores, open_linking_stores
from tests.conftest import MakeSettings
from tests.search.builders import DIMENSIONS, NOON, make_link, make_vendor
from workers.clustering import TICK, _Stored, recluster

pytestmark = pytest.mark.elasticsearch

A, B, C, D, E = sorted(vendor_id("harbour", name) for name in "abcde")
FORMED, SHRANK, GREW = ClusterChange.FORMED, ClusterChange.SHRANK, ClusterChange.GREW


@pytest.fixture
def stores(client: Elasticsearch, settings: MakeSettings) -> LinkingStores:
    """Five accounts of which no two are linked yet."""
    here = settings()
    create_indices(client, here, VectorModel("test", DIMENSIONS))
    store = IngestStore(client, here)
    store.save_batch([], [make_vendor(name) for name in "abcde"])
    store.refresh()
    return open_linking_stores(client, here)


def link(left: str, right: str, weight: float = 20.0) -> VendorLink:
    return make_link(left, right, weight=weight)


def run(stores: LinkingStores, *accounts: str, cause: str = "linking") -> int:
    """Return how many entries of the log it took."""
    return recluster(stores, accounts, threshold=0.5, cause=cause).events


def members(stores: LinkingStores) -> dict[str, str]:
    """Return the clusters by id, each account by its letter."""
    letter = dict(zip((A, B, C, D, E), "ABCDE", strict=True))
    return {
        one.cluster_id: "".join(letter[each] for each in one.vendor_ids)
        for one in stores.clusters.clusters()
    }


def judge(stores: LinkingStores, left: str, right: str, verdict: Verdict) -> str:
    made = stores.judgements.judge(
        left, right, verdict=verdict, analyst="eve", reason="as seen"
    )
    return made.judgement_id


def test_links_form_a_cluster_that_keeps_its_id_through_judgements(
    stores: LinkingStores,
) -> None:
    stores.links.save_links(link(*pair) for pair in combinations((A, B, C), 2))
    assert run(stores, A) == 1
    ((cluster_id, shown),) = members(stores).items()
    assert shown == "ABC"

    # A and C apart, and neither joined again through B.
    decided = judge(stores, A, C, Verdict.NEGATIVE)
    run(stores, A, C, cause=decided)
    assert list(members(stores)) == [cluster_id]
    assert members(stores)[cluster_id] in ("AB", "BC")

    undone = stores.judgements.withdraw(A, C, analyst="eve", reason="mistaken")
    run(stores, A, C, cause=undone.judgement_id)
    assert members(stores) == {cluster_id: "ABC"}

    events = stores.clusters.events(cluster_id)
    assert [one.change for one in events] == [FORMED, SHRANK, GREW]
    assert [one.cause for one in events] == ["linking", decided, undone.judgement_id]
    assert events[0].at < events[1].at < events[2].at


def test_a_pair_split_and_restored_is_the_same_cluster(stores: LinkingStores) -> None:
    stores.links.save_links([link(A, B)])
    run(stores, A, B)
    (before,) = members(stores)
    judge(stores, A, B, Verdict.NEGATIVE)
    run(stores, A, B)
    assert members(stores) == {}
    stores.judgements.withdraw(A, B, analyst="eve", reason="mistaken")
    run(stores, A, B)
    assert members(stores) == {before: "AB"}
    changes = [one.change for one in stores.clusters.events(before)]
    assert changes == [FORMED, ClusterChange.DISSOLVED, FORMED]


def test_running_again_changes_nothing(stores: LinkingStores) -> None:
    stores.links.save_links([link(A, B), link(D, E)])
    judge(stores, B, C, Verdict.POSITIVE)
    assert run(stores, A, D) == 2
    before = stores.clusters.clusters()
    for accounts in ((A, B, C, D, E), (C,), ()):
        report = recluster(stores, accounts, threshold=0.5, cause="again")
        assert (report.changed, report.dissolved, report.events) == (0, 0, 0)
    everything = recluster(stores, None, threshold=0.5, cause="full pass")
    assert (everything.accounts, everything.clusters) == (5, 2)
    assert (everything.changed, everything.events) == (0, 0)
    assert stores.clusters.clusters() == before


def test_a_link_below_the_threshold_joins_nobody(stores: LinkingStores) -> None:
    weak = link(A, B).model_copy(update={"probability": 0.4})
    stores.links.save_links([weak])
    assert run(stores, A) == 0
    judge(stores, A, B, Verdict.POSITIVE)
    run(stores, B)
    assert list(members(stores).values()) == ["AB"]
    assert stores.clusters.clusters()[0].confirmed


def test_links_that_are_gone_split_a_cluster(stores: LinkingStores) -> None:
    bridge = link(B, C)
    stores.links.save_links([link(A, B), bridge, link(C, D)])
    run(stores, A)
    assert list(members(stores).values()) == ["ABCD"]
    stores.links.remove_links([bridge])
    run(stores, B, C)
    assert sorted(members(stores).values()) == ["AB", "CD"]


@pytest.mark.parametrize("written", ["log", "half of the log", "half of the clusters"])
def test_what_a_killed_worker_left_is_finished_and_logged_once(
    stores: LinkingStores, written: str
) -> None:
    stores.links.save_links([link(A, B), link(D, E)])
    run(stores, A, D)
    stores.links.save_links(link(*pair) for pair in combinations((A, B, D, E), 2))
    around = _Stored(stores, 0.5)
    update = form_clusters(
        read_component([A], around),
        at=stores.clusters.newest_events()[0].at + TICK,
        cause="killed",
        ended={},
    )
    assert len(update.events) == 2, "one took the other in, which is no more"
    merged = [one for one in update.events if one.change is ClusterChange.MERGED]
    if written == "half of the log":
        stores.clusters.save([], dissolved=(), events=merged)
    elif written == "log":
        stores.clusters.save([], dissolved=(), events=update.events)
    else:
        stores.clusters.save(update.clusters, dissolved=(), events=update.events)

    run(stores, A, B, D, E, cause="after")
    ((cluster_id, shown),) = members(stores).items()
    assert (cluster_id, shown) == (merged[0].cluster_id, "ABDE")
    kept = [one.cluster_id for one in update.events]
    log = [event for key in kept for event in stores.clusters.events(key)]
    tellings = [one.change for one in log if one.change is not FORMED]
    assert sorted(tellings) == [ClusterChange.DISSOLVED, ClusterChange.MERGED]


def test_the_log_goes_forward_though_the_clock_went_back(
    stores: LinkingStores,
) -> None:
    stores.links.save_links([link(A, B)])
    run(stores, A)
    (first,) = stores.clusters.newest_events()
    future = first.model_copy(
        update={
            "event_id": "later",
            "cluster_id": "another",
            "at": NOON.replace(year=2099),
            "change": ClusterChange.DISSOLVED,
        }
    )
    stores.clusters.save([], dissolved=(), events=[future])
    stores.links.save_links([link(B, C), link(A, C)])
    run(stores, C)
    assert stores.clusters.newest_events()[0].at == future.at + TICK
