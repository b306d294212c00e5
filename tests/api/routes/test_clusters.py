from collections.abc import Callable

import pytest

from core.links import Cluster, ClusterChange, ClusterEvent, Verdict
from search.cluster_store import ClusterStore
from search.judgement_store import JudgementStore
from search.link_store import LinkStore
from tests.api.conftest import Api
from tests.api.routes.test_links import BC, A, B, C, make_link
from tests.builders import NOON

pytestmark = pytest.mark.elasticsearch

CLUSTER = Cluster(
    cluster_id="c" * 32,
    vendor_ids=(A.vendor_id, B.vendor_id),
    formed_at=NOON,
    changed_at=NOON,
)
TIE = make_link(A.vendor_id, B.vendor_id, 8.0)
"""Likelier than the threshold."""
EVENT = ClusterEvent(
    event_id="e1",
    cluster_id=CLUSTER.cluster_id,
    change=ClusterChange.FORMED,
    at=NOON,
    joined=CLUSTER.vendor_ids,
    cause="linking",
)


@pytest.fixture
def clustered(api: Api, index: Callable[..., None]) -> Api:
    index(vendors=(A, B, C))
    LinkStore(api.elasticsearch, api.settings).save_links([TIE, BC])
    JudgementStore(api.elasticsearch, api.settings).judge(
        A.vendor_id,
        B.vendor_id,
        verdict=Verdict.UNSURE,
        analyst="eve",
        reason="to be seen",
    )
    ClusterStore(api.elasticsearch, api.settings).save(
        [CLUSTER], dissolved=(), events=[EVENT]
    )
    return api


def test_a_cluster_is_shown_with_what_holds_it_together(clustered: Api) -> None:
    body = clustered.client.get(f"/api/v1/clusters/{CLUSTER.cluster_id}").json()
    assert body["vendor_ids"] == list(CLUSTER.vendor_ids)
    assert [one["handle"] for one in body["vendors"]] == [A.handle, B.handle]
    assert [one["link_id"] for one in body["ties"]] == [TIE.link_id]
    assert [one["verdict"] for one in body["judgements"]] == ["unsure"]
    assert body["confirmed"] is False


def test_an_account_knows_its_cluster(clustered: Api) -> None:
    path = "/api/v1/vendors/{}/cluster"
    body = clustered.client.get(path.format(B.vendor_id)).json()
    assert body["cluster"]["cluster_id"] == CLUSTER.cluster_id
    alone = clustered.client.get(path.format(C.vendor_id)).json()
    assert alone == {"vendor_id": C.vendor_id, "cluster": None}


def test_the_history_stays_after_the_end(clustered: Api) -> None:
    path = f"/api/v1/clusters/{CLUSTER.cluster_id}"
    ClusterStore(clustered.elasticsearch, clustered.settings).save(
        [], dissolved=[CLUSTER.cluster_id], events=()
    )
    assert clustered.client.get(path).status_code == 404
    (event,) = clustered.client.get(f"{path}/history").json()["events"]
    assert (event["change"], event["cause"]) == ("formed", "linking")
