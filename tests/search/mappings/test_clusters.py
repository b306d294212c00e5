from core.links import Cluster, ClusterEvent
from search.cluster_store import NOT_OF_A_CLUSTER
from search.mappings.clusters import cluster_events, clusters
from tests.search.mapped import written


def test_clusters_map_every_field_of_a_cluster() -> None:
    assert written(clusters()) == set(Cluster.model_fields) | NOT_OF_A_CLUSTER


def test_cluster_events_map_every_field_of_an_entry() -> None:
    assert set(cluster_events()) == set(ClusterEvent.model_fields)
