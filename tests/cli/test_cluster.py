import pytest
from elasticsearch import Elasticsearch

from core.links import Cluster, ClusterChange, ClusterEvent
from search.cluster_store import ClusterStore
from tests.cli.conftest import Stallwatch
from tests.cli.test_judge import ANN, LEFT, RIGHT, answer, linked_accounts, server
from tests.conftest import MakeSettings
from tests.search.builders import NOON

pytestmark = pytest.mark.elasticsearch

CLUSTER = Cluster(
    cluster_id="c" * 32, vendor_ids=(LEFT, RIGHT), formed_at=NOON, changed_at=NOON
)
EVENT = ClusterEvent(
    event_id="e1",
    cluster_id=CLUSTER.cluster_id,
    change=ClusterChange.FORMED,
    at=NOON,
    joined=CLUSTER.vendor_ids,
    cause="linking",
)


def test_a_cluster_is_shown_by_its_id_or_an_account(
    stallwatch: Stallwatch, client: Elasticsearch, settings: MakeSettings
) -> None:
    linked_accounts(client, settings)
    at = server(settings)
    store = ClusterStore(client, settings())
    store.save([CLUSTER], dissolved=(), events=[EVENT])
    for name in (CLUSTER.cluster_id, ANN, "harbour/Ann"):
        done = stallwatch("cluster", name, **at)
        assert done.returncode == 0, done.stderr
        assert "2 accounts, suspected" in done.stdout
        assert "lantern/Bob" in done.stdout
        assert "2026-03-01 12:00 formed; joined:" in done.stdout
    shown = answer(stallwatch("cluster", ANN, "--json", **at))
    assert shown["cluster"]["cluster_id"] == CLUSTER.cluster_id
    assert [one["change"] for one in shown["events"]] == ["formed"]

    store.save([], dissolved=[CLUSTER.cluster_id], events=())
    ended = stallwatch("cluster", CLUSTER.cluster_id, **at)
    assert "no more" in ended.stderr
    assert "formed" in ended.stdout
    nothing = stallwatch("cluster", ANN, **at)
    assert (nothing.returncode, "nothing holds" in nothing.stderr) == (1, True)
