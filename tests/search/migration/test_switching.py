import threading

import pytest
from elasticsearch import Elasticsearch

from core.errors import ConflictError, IndexingError, ServiceUnavailableError
from core.settings import Settings
from search.due_store import DueStore
from search.indices import SCHEMA_VERSION, Indices
from search.migration import switching
from search.migration.copying import copy_pass
from search.migration.migrating import migrate_existing
from search.migration.shards import raise_terms
from search.migration.sources import Sources
from search.migration.switching import switch
from search.migration.target import Target, note, open_target
from tests.search.migration.conftest import MakeOld, behind, contents, fill


@pytest.fixture
def sources(client: Elasticsearch, here: Settings) -> Sources:
    return Sources(client, Indices(here.index_prefix))


@pytest.fixture
def filled(
    client: Elasticsearch, here: Settings, old: MakeOld, sources: Sources
) -> Target:
    """A target with a copy of the due accounts."""
    alias = old("due-accounts").alias("due-accounts")
    fill(client, alias, [(key, {"vendor_id": key}) for key in "abc"])
    target = open_target(client, here, behind(client, here, "due-accounts"))
    return copy_pass(client, target, sources, lambda _: None).target


def is_open(client: Elasticsearch, index: str) -> bool:
    settings = client.indices.get_settings(index=index)[index]["settings"]["index"]
    return "blocks" not in settings


def test_switch_takes_the_rest_along(
    client: Elasticsearch, here: Settings, filled: Target, sources: Sources
) -> None:
    alias = filled.source.alias
    client.delete(index=alias, id="a")
    client.index(index=alias, id="d", document={"vendor_id": "d"})
    assert switch(client, here, filled, sources) > 0
    assert behind(client, here, "due-accounts").index == filled.index
    assert contents(client, alias).keys() == {"b", "c", "d"}
    assert not is_open(client, filled.source.index)


def test_a_guard_read_before_the_swap_fits_nothing_after_it(
    client: Elasticsearch, here: Settings, filled: Target, sources: Sources
) -> None:
    due = DueStore(client, here)
    read = due.first(10)
    # As they were read, the numbers would fit: the copies have the very same ones.
    numbers = [hit["_seq_no"] for hit in _hits(client, filled.index)]
    assert sorted(numbers) == sorted(one.seq_no for one in read)
    switch(client, here, filled, sources)
    due.clear(read)
    assert due.count() == 3
    due.clear(due.first(10))
    assert due.count() == 0


def _hits(client: Elasticsearch, index: str) -> list:  # type: ignore[type-arg]
    client.indices.refresh(index=index)
    answer = client.search(index=index, seq_no_primary_term=True)
    return list(answer["hits"]["hits"])


def test_a_copy_that_is_not_equal_is_not_put_in_force(
    client: Elasticsearch, here: Settings, filled: Target, sources: Sources
) -> None:
    client.index(index=filled.index, id="b", document={"vendor_id": "else"})
    with pytest.raises(IndexingError, match="document 'b' differs"):
        switch(client, here, filled, sources)
    assert behind(client, here, "due-accounts").index == filled.source.index
    assert is_open(client, filled.source.index)


def test_shards_that_moved_make_the_copying_begin_anew(
    client: Elasticsearch, here: Settings, filled: Target, sources: Sources
) -> None:
    raise_terms(client, filled.source.index, above=5)
    with pytest.raises(IndexingError, match="begins anew"):
        switch(client, here, filled, sources)
    assert is_open(client, filled.source.index)
    (done,) = migrate_existing(client, here, lambda *_: None)
    assert done.index.endswith(f"-v{SCHEMA_VERSION}-000002")
    assert contents(client, filled.source.alias).keys() == {"a", "b", "c"}


def test_ctrl_c_behind_the_block_opens_the_source_again(
    client: Elasticsearch,
    here: Settings,
    filled: Target,
    sources: Sources,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    def interrupted(*_: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(switching, "_compare", interrupted)
    with pytest.raises(KeyboardInterrupt):
        switch(client, here, filled, sources)
    DueStore(client, here).mark(["d"])
    monkeypatch.undo()
    migrate_existing(client, here, lambda *_: None)
    assert contents(client, filled.source.alias).keys() == {"a", "b", "c", "d"}


def test_a_process_that_was_killed_behind_the_block_is_finished_by_the_next(
    client: Elasticsearch, here: Settings, filled: Target
) -> None:
    note(client, filled, closing=True)
    client.indices.add_block(index=filled.source.index, block="write")
    with pytest.raises(ServiceUnavailableError, match="run `stallwatch migrate`"):
        DueStore(client, here).mark(["d"])
    waiting = threading.Thread(target=_mark_patiently, args=(client, here))
    waiting.start()
    migrate_existing(client, here, lambda *_: None)
    waiting.join()
    assert contents(client, filled.source.alias).keys() == {"a", "b", "c", "d"}


def _mark_patiently(client: Elasticsearch, here: Settings) -> None:
    while True:
        try:
            DueStore(client, here).mark(["d"])
        except ServiceUnavailableError:
            threading.Event().wait(0.05)
        else:
            return


def test_a_process_that_was_taken_over_cannot_switch(
    client: Elasticsearch, here: Settings, filled: Target, sources: Sources
) -> None:
    open_target(client, here, filled.source)
    with pytest.raises(ConflictError, match="taken over"):
        switch(client, here, filled, sources)
    assert behind(client, here, "due-accounts").index == filled.source.index
