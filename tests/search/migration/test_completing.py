import pytest
from elasticsearch import Elasticsearch

from core.errors import IndexingError
from core.settings import Settings
from search.indices import Indices
from search.migration.completing import complete, late_writes
from search.migration.migrating import migrate_existing
from search.migration.plan import Action
from search.migration.sources import Sources
from tests.builders import make_run
from tests.search.migration.conftest import MakeOld, behind, contents, fill

OFFER = {"category": "drugs", "ships_from": "DE", "ships_to": ["EU"]}
"""A listing's observation, as a worker of version 4 writes it."""


@pytest.fixture
def migrated(client: Elasticsearch, here: Settings, former: MakeOld) -> Settings:
    """An installation whose observations were migrated from version 4."""
    alias = former("listing-observations").alias("listing-observations")
    client.index(
        index=alias, id="before", document=OFFER, version=5, version_type="external"
    )
    migrate_existing(client, here, lambda *_: None)
    return here


def test_what_a_worker_of_the_earlier_version_writes_is_taken_and_completed(
    client: Elasticsearch, migrated: Settings
) -> None:
    alias = Indices(migrated.index_prefix).alias("listing-observations")
    client.index(
        index=alias, id="late", document=OFFER, version=7, version_type="external"
    )
    assert "resolved" not in contents(client, alias)["late"]
    (done,) = migrate_existing(client, migrated, lambda *_: None)
    assert (done.action, done.documents) == (Action.COMPLETE, 1)
    held = contents(client, alias)
    assert held["late"] == held["before"]
    assert held["late"]["resolved"]["category"] == "drugs"
    assert client.get(index=alias, id="late")["_version"] == 7
    assert migrate_existing(client, migrated, lambda *_: None) == []


def test_complete_names_what_it_cannot_read_and_does_the_others(
    client: Elasticsearch, here: Settings, former: MakeOld
) -> None:
    alias = former("runs").alias("runs")
    migrate_existing(client, here, lambda *_: None)
    run = make_run().model_dump(mode="json")
    fill(client, alias, [("r", run), ("broken", {"run_id": "broken"})])
    there = behind(client, here, "runs")
    assert late_writes(client, there) == 2
    sources = Sources(client, Indices(here.index_prefix))
    with pytest.raises(IndexingError, match=r"'broken'.*cannot be upgraded"):
        complete(client, there, sources)
    assert contents(client, alias)["r"]["met"] == run["listings"] + run["sighted"]
    client.delete(index=alias, id="broken")
    assert complete(client, there, sources) == 0
    assert late_writes(client, behind(client, here, "runs")) == 0
