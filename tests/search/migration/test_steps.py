from typing import Any

import pytest
from elasticsearch import Elasticsearch

from core.links import Cluster, Verdict
from core.settings import Settings
from search.cluster_store import ClusterStore
from search.indices import MAPPINGS, Indices, create_indices
from search.ingest_store import IngestStore
from search.judgement_store import JudgementStore
from search.link_store import LinkStore
from search.migration.sources import Sources
from search.migration.upgrades import upgraded
from search.run_store import RunStore
from tests.builders import make_run
from tests.search.builders import (
    NOON,
    make_feedback,
    make_link,
    make_listing,
    make_vendor,
)
from tests.search.migration.conftest import FORMER, contents

NOT_DERIVED = {
    # Nobody looked at the time.
    "batches": {"queue_length"},
    # Only an operator's list shows them, and the payload says it.
    "dead-letters": {"run_id", "market"},
}
"""Fields that documents of version 4 stay without, and why."""


def new_fields(name: str) -> set[str]:
    """Return the fields of documents that version 4 did not know."""
    fields = MAPPINGS[name]()
    return {
        field
        for field in fields.keys() - FORMER[name].keys()
        if fields[field].get("type") != "alias"
    }


@pytest.fixture
def written(client: Elasticsearch, here: Settings) -> dict[str, dict[str, Any]]:
    """Documents of every index as the present writers write them, by index and id."""
    create_indices(client, here)
    left, right = make_vendor("ann"), make_vendor("bob", market="lantern")
    store = IngestStore(client, here)
    store.save_batch([make_listing(1)], [left, right], [make_feedback(1)])
    ends = tuple(sorted(one.observation.vendor_id for one in (left, right)))
    JudgementStore(client, here).judge(
        *ends, verdict=Verdict.POSITIVE, analyst="ann", reason="the same key"
    )
    LinkStore(client, here).save_links([make_link(*ends)])
    RunStore(client, here).save_run(make_run())
    cluster = Cluster(cluster_id="c", vendor_ids=ends, formed_at=NOON, changed_at=NOON)
    ClusterStore(client, here).save([cluster], dissolved=[], events=[])
    indices = Indices(here.index_prefix)
    return {name: contents(client, indices.alias(name)) for name in MAPPINGS}


@pytest.mark.elasticsearch
def test_what_is_new_is_derived_as_the_writers_write_it(
    client: Elasticsearch, here: Settings, written: dict[str, dict[str, Any]]
) -> None:
    sources = Sources(client, Indices(here.index_prefix))
    looked_at = set()
    for name, documents in written.items():
        new = new_fields(name) if name in FORMER else set()
        if not new or not documents or name in NOT_DERIVED:
            continue
        before = [
            {key: value for key, value in one.items() if key not in new}
            for one in documents.values()
        ]
        assert upgraded(name, 4, before, sources) == list(documents.values())
        assert upgraded(name, 4, list(documents.values()), sources) == list(
            documents.values()
        )
        looked_at.add(name)
    changed = {name for name in FORMER if new_fields(name)}
    assert changed - looked_at == NOT_DERIVED.keys()


def test_every_new_field_is_derived_or_said_not_to_be() -> None:
    for name, fields in NOT_DERIVED.items():
        assert new_fields(name) == fields
