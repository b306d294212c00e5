from elasticsearch import Elasticsearch

from core.settings import Settings
from search.indices import Indices
from search.migration.shards import (
    complete_up_to,
    highest_term,
    hits_after,
    last_written,
    raise_terms,
)


def write(client: Elasticsearch, alias: str, *keys: str) -> None:
    for key in keys:
        client.index(index=alias, id=key, document={"vendor_id": key})


def ids_after(client: Elasticsearch, index: str, number: int) -> list[str]:
    client.indices.refresh(index=index)
    return [
        hit["_id"] for page in hits_after(client, index, "0", number) for hit in page
    ]


def test_numbers_are_those_of_the_writes(
    client: Elasticsearch, ready: Settings
) -> None:
    alias = Indices(ready.index_prefix).alias("due-accounts")
    before = last_written(client, alias)["0"]
    write(client, alias, "a", "b", "c")
    assert last_written(client, alias) == {"0": before + 3}
    assert complete_up_to(client, alias) == {"0": before + 3}


def test_hits_come_once_and_in_the_order_of_writing(
    client: Elasticsearch, ready: Settings
) -> None:
    alias = Indices(ready.index_prefix).alias("due-accounts")
    start = last_written(client, alias)["0"]
    write(client, alias, "a", "b", "c", "a")
    client.delete(index=alias, id="b")
    assert ids_after(client, alias, start) == ["c", "a"]
    assert ids_after(client, alias, start + 3) == ["a"]
    assert ids_after(client, alias, start + 4) == []


def test_hits_come_page_by_page(client: Elasticsearch, ready: Settings) -> None:
    alias = Indices(ready.index_prefix).alias("due-accounts")
    start = last_written(client, alias)["0"]
    keys = [f"v{number:04}" for number in range(1_100)]
    lines = [
        line for key in keys for line in ({"index": {"_id": key}}, {"vendor_id": key})
    ]
    client.bulk(index=alias, operations=lines)
    assert ids_after(client, alias, start) == keys


def test_raise_terms_makes_old_guards_fit_nothing(
    client: Elasticsearch, ready: Settings
) -> None:
    index = Indices(ready.index_prefix).concrete("due-accounts")
    write(client, Indices(ready.index_prefix).alias("due-accounts"), "a")
    before = highest_term(client, index)
    raise_terms(client, index, above=before + 2)
    assert highest_term(client, index) > before + 2
    assert client.get(index=index, id="a")["found"]
