import re

import pytest

from core.errors import ConfigError
from search.access import roles as module
from search.access.roles import (
    ANALYST,
    API,
    AUDITOR,
    CLUSTER,
    EVERYWHERE,
    GRANTS,
    KIBANA_PRIVILEGES,
    MONITOR,
    OPERATOR,
    PURPOSES,
    SETUP,
    WORKER,
    Access,
    Role,
    roles,
)
from search.indices import MAPPINGS, Indices

READS = {"read", "all"}
CHANGES = {"write", "index", "create_doc", "delete", "all"}
SECRET = ("audit", "api-keys")


def role(name: str) -> Role:
    return next(one for one in roles("sw") if one.name == name)


def fits(pattern: str, index: str) -> bool:
    if pattern.startswith("/"):
        return re.fullmatch(pattern.strip("/"), index) is not None
    return re.fullmatch(pattern.replace("*", ".*"), index) is not None


def allowed(name: str, index: str) -> set[str]:
    """Return the privileges of a role on one index."""
    return {
        privilege
        for grant in role(name).indices
        if any(fits(pattern, index) for pattern in grant.names)
        for privilege in grant.privileges
    }


def both_names(index: str) -> tuple[str, str]:
    named = Indices("sw")
    return named.alias(index), named.concrete(index)


def test_somebody_decided_on_every_index() -> None:
    assert GRANTS.keys() == MAPPINGS.keys(), "add a line to GRANTS in roles.py"


def test_index_without_a_decision_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    fewer = {name: one for name, one in GRANTS.items() if name != "listings"}
    monkeypatch.setattr(module, "GRANTS", fewer)
    with pytest.raises(ConfigError, match=r"listings.*roles\.py"):
        roles("sw")


def test_every_role_that_is_given_something_has_a_purpose() -> None:
    given = {name for rights in GRANTS.values() for name in rights}
    given |= CLUSTER.keys() | EVERYWHERE.keys() | KIBANA_PRIVILEGES.keys()
    assert given == PURPOSES.keys()
    assert [one.name for one in roles("sw")] == list(PURPOSES)


@pytest.mark.parametrize("index", sorted(MAPPINGS))
def test_alias_and_index_behind_it_are_allowed_the_same(index: str) -> None:
    alias, concrete = both_names(index)
    for name in PURPOSES:
        assert allowed(name, alias) == allowed(name, concrete), name


def test_set_up_owns_all_indices_of_the_installation_and_no_other() -> None:
    assert all("all" in allowed(SETUP, name) for name in both_names("audit"))
    assert allowed(SETUP, "other-listings") == set()
    assert allowed(SETUP, ".kibana") == set()


@pytest.mark.parametrize("index", sorted(MAPPINGS))
def test_nobody_but_set_up_may_make_or_remove_an_index(index: str) -> None:
    may = {"all", "manage", "create_index", "delete_index", "auto_configure"}
    for name in PURPOSES.keys() - {SETUP}:
        assert not allowed(name, both_names(index)[1]) & may, name


@pytest.mark.parametrize("index", SECRET)
def test_worker_and_analyst_read_neither_audit_nor_keys(index: str) -> None:
    for name in (WORKER, ANALYST, MONITOR, OPERATOR):
        assert not allowed(name, both_names(index)[0]) & (READS | CHANGES), name


@pytest.mark.parametrize("index", sorted(MAPPINGS))
def test_analyst_auditor_monitor_and_operator_change_nothing(index: str) -> None:
    for name in (ANALYST, AUDITOR, MONITOR, OPERATOR):
        assert not allowed(name, both_names(index)[0]) & CHANGES, name


def test_analyst_reads_what_was_collected_but_no_vectors() -> None:
    readable = {
        index for index in MAPPINGS if "read" in allowed(ANALYST, f"sw-{index}")
    }
    assert {"listings", "vendors", "links", "runs", "dead-letters"} <= readable
    assert not readable & {"embeddings", *SECRET}


def test_api_only_adds_to_the_audit_and_the_judgements() -> None:
    assert allowed(API, "sw-audit") == {"create_doc"}
    assert allowed(API, "sw-judgements") & CHANGES == {"create_doc"}
    assert allowed(API, "sw-listings") & CHANGES == set()
    assert allowed(API, "sw-api-keys") & (READS | CHANGES) == {"read"}


def test_auditor_reads_the_audit_alone() -> None:
    readable = [
        index for index in MAPPINGS if "read" in allowed(AUDITOR, f"sw-{index}")
    ]
    assert readable == ["audit"]


def test_worker_writes_data_and_reads_judgements() -> None:
    assert "write" in allowed(WORKER, "sw-listings")
    assert allowed(WORKER, "sw-judgements") & CHANGES == set()


def test_descriptor_is_what_elasticsearch_takes() -> None:
    described = role(ANALYST).descriptor()
    assert described.keys() == {"cluster", "indices", "applications"}
    (application,) = described["applications"]
    assert application["application"] == "kibana-.kibana"
    assert application["resources"] == ["space:default"]
    assert all(name.endswith(".read") for name in application["privileges"])
    assert role(WORKER).descriptor().keys() == {"cluster", "indices"}


def test_every_access_is_used() -> None:
    used = {access for rights in GRANTS.values() for access in rights.values()}
    assert used == set(Access)
