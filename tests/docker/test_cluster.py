"""What compose.cluster.yml lays over compose.yml: three nodes, copies, a second Redis."""

from typing import Any

import pytest

from tests.docker.images import CLUSTER, rendered

Services = dict[str, Any]
NODES = ("elasticsearch", "elasticsearch-2", "elasticsearch-3")
REALM = {"users", "users_roles", "roles.yml"}
"""The same users and rights on every node."""


@pytest.fixture(scope="module")
def services() -> Services:
    found: Services = rendered(CLUSTER)["services"]
    return found


def secrets_of(service: dict[str, Any]) -> set[str]:
    return {one["source"] for one in service["secrets"]}


def test_three_nodes_form_one_cluster(services: Services) -> None:
    nodes = {name: services[name] for name in NODES}
    settings = {name: node["environment"] for name, node in nodes.items()}
    assert {name: one["node.name"] for name, one in settings.items()} == dict(
        zip(NODES, NODES, strict=True)
    )
    for one in settings.values():
        assert one["discovery.type"] == "multi-node"
        assert one["discovery.seed_hosts"].split(",") == list(NODES)
    # Only the first founds a cluster: two that do not see each other must not found two.
    founders = [
        name for name in NODES if "cluster.initial_master_nodes" in settings[name]
    ]
    assert founders == ["elasticsearch"]
    data = {
        mount["source"]
        for node in nodes.values()
        for mount in node["volumes"]
        if mount["target"].endswith("/data")
    }
    assert data == set(NODES)
    shared = {*REALM, "ca.crt", "stallwatch-monitor.password"}
    for name, node in nodes.items():
        assert secrets_of(node) == shared | {f"{name}.crt", f"{name}.key"}
    made = services["credentials"]["command"]
    assert [made[at + 1] for at, part in enumerate(made) if part == "--node"] == list(
        NODES
    )


def test_the_cluster_keeps_copies(services: Services) -> None:
    given = services["setup-indices"]["environment"]
    assert given["STALLWATCH_INDEX_SHARDS"] == "3"
    assert given["STALLWATCH_INDEX_REPLICAS"] == "1"
    replica = services["redis-replica"]
    assert replica["command"][:2] == ["redis-server", "/etc/redis/redis-replica.conf"]
    assert {mount["source"] for mount in replica["volumes"]} == {"redis-replica"}
