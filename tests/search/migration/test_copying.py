from typing import Any

import pytest
from elasticsearch import Elasticsearch

from core.errors import ConflictError, IndexingError
from core.settings import Settings
from search.indices import SCHEMA_VERSION, Indices
from search.migration import upgrades
from search.migration.copying import copy_pass, remove_deleted
from search.migration.sources import Sources, each
from search.migration.target import Target, open_target
from tests.search.migration.conftest import MakeOld, behind, contents, fill


def unheard(_copied: int) -> None:
    """Listens to no progress."""


@pytest.fixture
def sources(client: Elasticsearch, here: Settings) -> Sources:
    return Sources(client, Indices(here.index_prefix))


def target_of(client: Elasticsearch, here: Settings, name: str) -> Target:
    return open_target(client, here, behind(client, here, name))


def test_a_pass_copies_what_was_written_since_the_one_before(
    client: Elasticsearch, here: Settings, old: MakeOld, sources: Sources
) -> None:
    alias = old("due-accounts").alias("due-accounts")
    fill(client, alias, [(key, {"vendor_id": key}) for key in "abc"])
    first = copy_pass(client, target_of(client, here, "due-accounts"), sources, unheard)
    fill(client, alias, [("b", {"vendor_id": "changed"}), ("d", {"vendor_id": "d"})])
    second = copy_pass(client, first.target, sources, unheard)
    assert (first.copied, second.copied) == (3, 2)
    assert contents(client, first.target.index) == contents(client, alias)


def test_copies_of_observations_keep_their_version(
    client: Elasticsearch, here: Settings, old: MakeOld, sources: Sources
) -> None:
    alias = old("vendor-observations").alias("vendor-observations")
    client.index(index=alias, id="o", document={}, version=700, version_type="external")
    done = copy_pass(
        client, target_of(client, here, "vendor-observations"), sources, unheard
    )
    assert client.get(index=done.target.index, id="o")["_version"] == 700


def test_remove_deleted_removes_what_the_source_has_no_more(
    client: Elasticsearch, here: Settings, old: MakeOld, sources: Sources
) -> None:
    alias = old("due-accounts").alias("due-accounts")
    fill(client, alias, [(key, {"vendor_id": key}) for key in "abc"])
    done = copy_pass(client, target_of(client, here, "due-accounts"), sources, unheard)
    client.delete(index=alias, id="b")
    assert remove_deleted(client, done.target) == 1
    assert contents(client, done.target.index).keys() == {"a", "c"}
    # One that is made again is copied again.
    client.index(index=alias, id="b", document={"vendor_id": "again"})
    copy_pass(client, done.target, sources, unheard)
    assert contents(client, done.target.index)["b"] == {"vendor_id": "again"}


def test_a_process_that_was_taken_over_writes_nothing_more(
    client: Elasticsearch, here: Settings, old: MakeOld, sources: Sources
) -> None:
    alias = old("due-accounts").alias("due-accounts")
    fill(client, alias, [("a", {"vendor_id": "a"})])
    slow = target_of(client, here, "due-accounts")
    quick = target_of(client, here, "due-accounts")
    with pytest.raises(ConflictError, match="taken over"):
        copy_pass(client, slow, sources, unheard)
    assert contents(client, quick.index) == {}


def test_a_document_that_no_step_can_read_is_named(
    client: Elasticsearch,
    here: Settings,
    old: MakeOld,
    sources: Sources,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    def shouting(document: dict[str, Any]) -> dict[str, Any]:
        return document | {"vendor_id": document["vendor_id"].upper()}

    step = {"due-accounts": each(shouting)}
    monkeypatch.setattr(upgrades, "UPGRADES", {SCHEMA_VERSION - 1: step})
    alias = old("due-accounts").alias("due-accounts")
    fill(client, alias, [("a", {"vendor_id": "a"}), ("b", {"cause": "none"})])
    target = target_of(client, here, "due-accounts")
    with pytest.raises(IndexingError, match=r"'b': cannot be upgraded: KeyError"):
        copy_pass(client, target, sources, unheard)
    assert contents(client, target.index) == {"a": {"vendor_id": "A"}}
