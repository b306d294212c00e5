import pytest
from elasticsearch import Elasticsearch

from core.errors import IndexingError, SchemaVersionError
from core.settings import Settings
from search.indices import MAPPINGS, SCHEMA_VERSION
from search.migration.plan import Action, plan
from tests.conftest import MakeSettings
from tests.search.migration.conftest import (
    MakeOld,
    behind,
    fill,
    make_index,
)


def test_plan_names_what_is_older_and_why(
    client: Elasticsearch, here: Settings, old: MakeOld
) -> None:
    indices = old("links")
    make_index(client, here, "audit", MAPPINGS["audit"](), SCHEMA_VERSION - 1)
    make_index(client, here, "runs", MAPPINGS["runs"](), SCHEMA_VERSION)
    fill(client, indices.alias("links"), [("a", {"link_id": "a"})])
    steps = {step.name: step for step in plan(client, here)}
    assert {name: step.action for name, step in steps.items()} == {
        "links": Action.COPY,
        "audit": Action.MARK,
    }
    assert steps["links"].documents == 1
    assert steps["links"].size_bytes > 0
    assert steps["links"].reason == (
        f"mapping version {SCHEMA_VERSION - 1}, now {SCHEMA_VERSION}"
    )


def test_plan_of_a_new_installation_is_empty(
    client: Elasticsearch, here: Settings
) -> None:
    assert plan(client, here) == []


def test_plan_names_settings_that_have_changed(
    client: Elasticsearch, here: Settings, settings: MakeSettings
) -> None:
    for name in ("listings", "api-keys"):
        make_index(client, here, name, MAPPINGS[name](), SCHEMA_VERSION)
    assert plan(client, here) == []
    wider = {step.name: step for step in plan(client, settings(index_shards=2))}
    assert wider["listings"].action is Action.COPY
    assert wider["listings"].reason == "1 shards, now 2"
    assert "api-keys" not in wider
    fewer = plan(client, settings(index_replicas=0))
    assert {step.action for step in fewer} == {Action.ADJUST}
    assert len(fewer) == 2


def test_plan_refuses_what_is_newer_or_does_not_say(
    client: Elasticsearch, here: Settings
) -> None:
    make_index(client, here, "links", MAPPINGS["links"](), SCHEMA_VERSION + 1)
    with pytest.raises(SchemaVersionError, match="update the program"):
        plan(client, here)
    index = behind(client, here, "links").index
    client.indices.put_mapping(index=index, meta={"owner": "stallwatch"})
    with pytest.raises(SchemaVersionError, match="does not say"):
        plan(client, here)


def test_plan_refuses_a_foreign_index(client: Elasticsearch, here: Settings) -> None:
    client.indices.create(index=f"{here.index_prefix}-links")
    with pytest.raises(IndexingError, match="was not made by Stallwatch"):
        plan(client, here)
