import pytest
from elasticsearch import Elasticsearch

from core.errors import ConflictError, NotFoundError, ServiceUnavailableError
from core.settings import Settings
from search.due_store import DueStore
from search.indices import MAPPINGS, SCHEMA_VERSION
from search.migration.former import former_indices, put_back, remove_former
from search.migration.migrating import migrate_existing, prepare
from tests.search.migration.conftest import MakeOld, behind, contents, fill, make_index


def unheard(_what: str, _done: int, _of: int) -> None:
    """Listens to no progress."""


@pytest.fixture
def migrated(client: Elasticsearch, here: Settings, old: MakeOld) -> Settings:
    """An installation whose due accounts were migrated."""
    alias = old("due-accounts").alias("due-accounts")
    fill(client, alias, [("a", {"vendor_id": "a"})])
    migrate_existing(client, here, unheard)
    return here


def test_put_back_brings_the_former_index_into_force(
    client: Elasticsearch, migrated: Settings
) -> None:
    newer = behind(client, migrated, "due-accounts").index
    back = {one.name: one for one in put_back(client, migrated)}
    there = behind(client, migrated, "due-accounts")
    assert there.version == SCHEMA_VERSION - 1
    assert back["due-accounts"].left == newer
    DueStore(client, migrated).mark(["b"])
    assert contents(client, there.alias).keys() == {"a", "b"}


def test_put_back_says_what_would_be_hidden(
    client: Elasticsearch, migrated: Settings
) -> None:
    DueStore(client, migrated).mark(["b"])
    with pytest.raises(ConflictError, match=r"1 to due-accounts.*--hide-new"):
        put_back(client, migrated)
    (back,) = put_back(client, migrated, hide=True)
    assert back.hidden == 1
    assert contents(client, f"{migrated.index_prefix}-due-accounts").keys() == {"a"}
    assert back.left is not None
    assert contents(client, back.left).keys() == {"a", "b"}


def test_a_mark_that_was_read_before_a_swap_is_not_cleared_after_it(
    client: Elasticsearch, migrated: Settings
) -> None:
    due = DueStore(client, migrated)
    read = due.first(10)
    put_back(client, migrated)
    due.clear(read)
    assert due.count() == 1


def test_put_back_that_was_killed_is_finished_by_the_next(
    client: Elasticsearch, migrated: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    def killed(**_: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(client.indices, "put_settings", killed)
    with pytest.raises(KeyboardInterrupt):
        put_back(client, migrated)
    monkeypatch.undo()
    put_back(client, migrated)
    DueStore(client, migrated).mark(["b"])
    alias = f"{migrated.index_prefix}-due-accounts"
    assert contents(client, alias).keys() == {"a", "b"}


def test_put_back_opens_an_index_that_a_killed_process_left_closed(
    client: Elasticsearch, migrated: Settings
) -> None:
    (kept,) = former_indices(client, migrated)
    client.indices.close(index=kept.index)
    put_back(client, migrated)
    assert behind(client, migrated, "due-accounts").index == kept.index
    DueStore(client, migrated).mark(["b"])


def test_migrate_begins_anew_after_the_way_back(
    client: Elasticsearch, migrated: Settings
) -> None:
    put_back(client, migrated)
    DueStore(client, migrated).mark(["b"])
    migrate_existing(client, migrated, unheard)
    there = behind(client, migrated, "due-accounts")
    assert there.index.endswith(f"-v{SCHEMA_VERSION}-000002")
    assert contents(client, there.alias).keys() == {"a", "b"}


def test_put_back_unmarks_what_was_only_marked(
    client: Elasticsearch, here: Settings
) -> None:
    make_index(client, here, "audit", MAPPINGS["audit"](), SCHEMA_VERSION)
    audit = behind(client, here, "audit")
    meta = audit.meta | {"schema_version": SCHEMA_VERSION - 1}
    client.indices.put_mapping(index=audit.index, meta=meta)
    (done,) = migrate_existing(client, here, unheard)
    assert (done.name, done.action, done.index) == ("audit", "mark", audit.index)
    assert behind(client, here, "audit").version == SCHEMA_VERSION
    (back,) = put_back(client, here)
    assert (back.index, back.left) == (audit.index, None)
    assert behind(client, here, "audit").version == SCHEMA_VERSION - 1


def test_remove_former_deletes_what_is_out_of_force_and_nothing_else(
    client: Elasticsearch, migrated: Settings
) -> None:
    foreign = f"{migrated.index_prefix}-due-accounts-v1-000001"
    client.indices.create(index=foreign)
    (gone,) = remove_former(client, migrated)
    assert gone.index.endswith(f"-v{SCHEMA_VERSION - 1}-000001")
    assert gone.documents == 1
    assert not client.indices.exists(index=gone.index)
    assert client.indices.exists(index=foreign)
    assert contents(client, f"{migrated.index_prefix}-due-accounts").keys() == {"a"}
    with pytest.raises(NotFoundError, match="--remove-old"):
        put_back(client, migrated)


def test_remove_former_leaves_indices_that_have_lost_their_alias(
    client: Elasticsearch, migrated: Settings
) -> None:
    there = behind(client, migrated, "due-accounts")
    client.indices.delete_alias(index=there.index, name=there.alias)
    assert remove_former(client, migrated) == []
    assert contents(client, there.index).keys() == {"a"}


def test_remove_former_leaves_a_copy_under_way(
    client: Elasticsearch, here: Settings, old: MakeOld
) -> None:
    old("due-accounts")
    (done,) = prepare(client, here, unheard)
    assert remove_former(client, here) == []
    (kept,) = former_indices(client, here)
    assert (kept.index, kept.unfinished) == (done.index, True)


def test_the_former_index_takes_no_writes(
    client: Elasticsearch, migrated: Settings
) -> None:
    (kept,) = former_indices(client, migrated)
    client.indices.put_alias(index=kept.index, name=f"{migrated.index_prefix}-stale")
    due = DueStore(client, migrated)
    due._alias = f"{migrated.index_prefix}-stale"
    with pytest.raises(ServiceUnavailableError, match="closed to writes"):
        due.mark(["late"])
