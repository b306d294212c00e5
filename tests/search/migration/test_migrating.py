import pytest
from elasticsearch import Elasticsearch

from core.errors import IndexingError, SchemaVersionError, ServiceUnavailableError
from core.settings import Settings
from search.indices import MAPPINGS, SCHEMA_VERSION, standing
from search.migration.migrating import migrate, migrate_existing
from search.migration.plan import Action, plan
from tests.conftest import MakeSettings
from tests.search.migration.conftest import MakeOld, behind, contents, fill, make_index


def unheard(_what: str, _done: int, _of: int) -> None:
    """Listens to no progress."""


def test_migrate_copies_into_a_new_index_and_keeps_the_old_one(
    client: Elasticsearch, here: Settings, old: MakeOld
) -> None:
    alias = old("due-accounts").alias("due-accounts")
    documents = {f"v{n}": {"vendor_id": f"v{n}"} for n in range(1_200)}
    fill(client, alias, documents.items())
    (done,) = migrate_existing(client, here, unheard)
    there = behind(client, here, "due-accounts")
    assert (done.action, done.documents) == (Action.COPY, 1_200)
    assert (done.index, there.version) == (there.index, SCHEMA_VERSION)
    assert contents(client, alias) == documents
    assert done.former is not None
    assert contents(client, done.former) == documents
    settings = client.indices.get_settings(index=there.index)[there.index]["settings"]
    assert settings["index"]["refresh_interval"] == "5s"
    assert settings["index"]["auto_expand_replicas"] == "0-1"
    client.index(index=alias, id="new", document={"vendor_id": "new"})


def test_migrate_makes_what_is_missing_and_has_nothing_to_do_afterwards(
    client: Elasticsearch, here: Settings, old: MakeOld
) -> None:
    indices = old("due-accounts")
    migrate(client, here, unheard)
    assert standing(client, indices).keys() == MAPPINGS.keys()
    assert plan(client, here) == []
    assert migrate(client, here, unheard) == []


def test_migrate_stops_before_the_swap_where_a_document_does_not_fit(
    client: Elasticsearch, here: Settings, old: MakeOld
) -> None:
    alias = old("due-accounts").alias("due-accounts")
    misfit = {"vendor_id": "b", "retired": "of old"}
    fill(client, alias, [("a", {"vendor_id": "a"}), ("b", misfit)])
    with pytest.raises(IndexingError, match="stays in force") as caught:
        migrate_existing(client, here, unheard)
    assert [one["id"] for one in caught.value.context["refused"]] == ["b"]
    assert behind(client, here, "due-accounts").version == SCHEMA_VERSION - 1
    client.index(index=alias, id="b", document={"vendor_id": "b"})
    migrate_existing(client, here, unheard)
    assert contents(client, alias) == {k: {"vendor_id": k} for k in "ab"}


def test_migrate_gives_indices_other_shards_and_replicas(
    client: Elasticsearch, here: Settings, settings: MakeSettings
) -> None:
    for name in ("embeddings", "audit"):
        make_index(client, here, name, MAPPINGS[name](), SCHEMA_VERSION)
    alias = f"{here.index_prefix}-embeddings"
    documents = {f"e{n}": {"text_hash": f"{n}"} for n in range(700)}
    fill(client, alias, documents.items())
    wider = settings(index_shards=3, index_replicas=0)
    done = {one.name: one for one in migrate_existing(client, wider, unheard)}
    assert done["embeddings"].action is Action.COPY
    assert done["embeddings"].index.endswith(f"-v{SCHEMA_VERSION}-000002")
    assert done["audit"].action is Action.ADJUST
    held = client.indices.get_settings(index=alias)[done["embeddings"].index]
    assert held["settings"]["index"]["number_of_shards"] == "3"
    assert held["settings"]["index"]["auto_expand_replicas"] == "false"
    assert contents(client, alias) == documents
    # And back, from three shards to one.
    migrate_existing(client, here, unheard)
    assert contents(client, alias) == documents
    assert plan(client, here) == []


def test_migrate_refuses_an_index_of_a_later_version(
    client: Elasticsearch, here: Settings
) -> None:
    make_index(client, here, "links", MAPPINGS["links"](), SCHEMA_VERSION)
    there = behind(client, here, "links")
    client.indices.put_mapping(
        index=there.index, meta=there.meta | {"schema_version": SCHEMA_VERSION + 1}
    )
    with pytest.raises(SchemaVersionError, match="update the program"):
        migrate_existing(client, here, unheard)


def test_migrate_begins_again_where_an_interrupted_one_stopped(
    client: Elasticsearch, here: Settings, old: MakeOld
) -> None:
    alias = old("due-accounts").alias("due-accounts")
    # More than are copied between two notes of the progress.
    documents = {f"v{n:05}": {"vendor_id": f"v{n:05}"} for n in range(12_000)}
    fill(client, alias, documents.items())

    def interrupt(_what: str, done: int, _of: int) -> None:
        if done > 11_000:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        migrate_existing(client, here, interrupt)
    # What went on meanwhile: one more, one less, one changed.
    client.index(index=alias, id="more", document={"vendor_id": "more"})
    client.delete(index=alias, id="v00001")
    client.index(index=alias, id="v00002", document={"vendor_id": "changed"})
    (done,) = migrate_existing(client, here, unheard)
    assert done.documents < 3_000
    assert done.removed == 1
    client.indices.refresh(index=alias)
    assert client.count(index=alias)["count"] == 12_000
    assert client.get(index=alias, id="v00002")["_source"]["vendor_id"] == "changed"
    assert client.exists(index=alias, id="more")
    assert not client.exists(index=alias, id="v00001")


def test_migrate_waits_for_an_index_of_which_a_shard_is_gone(
    client: Elasticsearch, here: Settings
) -> None:
    make_index(client, here, "embeddings", MAPPINGS["embeddings"](), SCHEMA_VERSION)
    alias = f"{here.index_prefix}-embeddings"
    made = client.indices.get(index=alias)[f"{alias}-v{SCHEMA_VERSION}-000001"]
    client.indices.delete(index=f"{alias}-v{SCHEMA_VERSION}-000001")
    halved = f"{alias}-v{SCHEMA_VERSION}-000002"
    # As after the loss of a node: the one that is left has but one of both shards.
    only_one = "index.routing.allocation.total_shards_per_node"
    client.indices.create(
        index=halved,
        aliases={alias: {"is_write_index": True}},
        mappings=made["mappings"],
        settings={"number_of_shards": 2, "number_of_replicas": 0, only_one: 1},
        wait_for_active_shards=0,
    )
    with pytest.raises(ServiceUnavailableError, match="only 1 of its 2 shards"):
        migrate_existing(client, here, unheard)
    assert behind(client, here, "embeddings").index == halved
    client.indices.put_settings(index=halved, settings={only_one: None})
    client.cluster.health(index=halved, wait_for_status="green")
    (done,) = migrate_existing(client, here, unheard)
    assert (done.former, done.action) == (halved, Action.COPY)
