from datetime import timedelta

import pytest
from elasticsearch import Elasticsearch

from core.errors import NotFoundError
from core.ids import vendor_id
from core.links import Cluster, ClusterChange, ClusterEvent
from core.settings import Settings
from search.cluster_store import ClusterStore
from search.indices import Indices
from search.ingest_store import IngestStore
from tests.search.builders import NOON, make_vendor

pytestmark = pytest.mark.elasticsearch

FORMED, DISSOLVED = ClusterChange.FORMED, ClusterChange.DISSOLVED


@pytest.fixture
def clusters(client: Elasticsearch, ready: Settings) -> ClusterStore:
    return ClusterStore(client, ready)


def make_cluster(cluster_id: str, members: str) -> Cluster:
    return Cluster(
        cluster_id=cluster_id,
        vendor_ids=tuple(members),
        formed_at=NOON,
        changed_at=NOON,
    )


def make_event(
    event_id: str,
    change: ClusterChange = FORMED,
    *,
    cluster_id: str = "one",
    minutes: float = 0,
    left: str = "",
    others: tuple[str, ...] = (),
) -> ClusterEvent:
    return ClusterEvent(
        event_id=event_id,
        cluster_id=cluster_id,
        change=change,
        at=NOON + timedelta(minutes=minutes),
        left=tuple(left),
        others=others,
        cause="test",
    )


def test_saved_clusters_are_found_by_id_and_by_account(clusters: ClusterStore) -> None:
    one, two = make_cluster("one", "abc"), make_cluster("two", "de")
    clusters.save([two, one], dissolved=(), events=())
    assert clusters.clusters() == [one, two]
    assert clusters.clusters(["c", "a"]) == [one]
    assert clusters.clusters([]) == []
    assert clusters.cluster("two") == two
    assert clusters.existing(["two", "three", "two"]) == {"two": two}


def test_a_cluster_that_is_no_more_is_not_found(clusters: ClusterStore) -> None:
    clusters.save([make_cluster("one", "ab")], dissolved=(), events=())
    clusters.save([], dissolved=["one", "never"], events=())
    assert clusters.clusters() == []
    with pytest.raises(NotFoundError, match="its log may say"):
        clusters.cluster("one")


def test_events_stay_after_the_end_in_the_order_of_time(clusters: ClusterStore) -> None:
    first, last = make_event("e1"), make_event("e2", DISSOLVED, minutes=1)
    other = make_event("e3", cluster_id="two")
    clusters.save([], dissolved=["one"], events=[last, first, other])
    assert clusters.events("one") == [first, last]
    assert clusters.events("three") == []


def test_an_event_is_never_overwritten(clusters: ClusterStore) -> None:
    first = make_event("e1")
    clusters.save([], dissolved=(), events=[first])
    clusters.save([], dissolved=(), events=[first.model_copy(update={"cause": "x"})])
    assert clusters.events("one") == [first]


def test_newest_events_are_those_of_the_last_time(clusters: ClusterStore) -> None:
    assert clusters.newest_events() == []
    early = make_event("e1")
    late = [make_event("e2", minutes=0.0001), make_event("e3", minutes=0.0001)]
    clusters.save([], dissolved=(), events=[early, *late])
    newest = clusters.newest_events()
    assert sorted(one.event_id for one in newest) == ["e2", "e3"]


def test_ended_clusters_are_those_that_left_nothing(clusters: ClusterStore) -> None:
    events = [
        make_event("e1", DISSOLVED, cluster_id="one", left="ab"),
        make_event("e2", DISSOLVED, cluster_id="two", left="cd", others=("three",)),
        make_event("e3", DISSOLVED, cluster_id="four", left="ab", minutes=1),
        make_event("e4", DISSOLVED, cluster_id="five", left="ef"),
        make_event("e5", cluster_id="six"),
    ]
    clusters.save([make_cluster("five", "ef")], dissolved=(), events=events)
    assert clusters.ended("abcdef") == {frozenset("ab"): "four"}
    assert clusters.ended("c") == {}


def test_a_clusters_document_names_its_accounts(
    clusters: ClusterStore,
    store: IngestStore,
    client: Elasticsearch,
    indices: Indices,
) -> None:
    store.save_batch([], [make_vendor("ann"), make_vendor("bob", market="lantern")])
    members = sorted([vendor_id("harbour", "ann"), vendor_id("lantern", "bob")])
    one = make_cluster("one", "ab").model_copy(update={"vendor_ids": tuple(members)})
    clusters.save([one], dissolved=[], events=[])
    document = client.get(index=indices.alias("clusters"), id="one")["_source"]
    assert document["handles"] == ["Ann", "Bob"]
    assert document["markets"] == ["harbour", "lantern"]
    assert clusters.cluster("one") == one
    # The alias field finds what the control of a dashboard asks for.
    found = client.count(
        index=indices.alias("clusters"), query={"term": {"market": "lantern"}}
    )
    assert found["count"] == 1
