import pytest
from elasticsearch import Elasticsearch

from core.errors import ServiceUnavailableError
from search.documents import index_action
from search.indices import Indices
from search.scan import (
    MATCH_ALL,
    PAGE_DOCUMENTS,
    TERMS_AT_ONCE,
    any_of,
    close_point,
    get_documents,
    iter_hits,
)
from search.writer import write

MANY = PAGE_DOCUMENTS * 2 + 7


def fill(client: Elasticsearch, indices: Indices, count: int) -> str:
    alias = indices.alias("links")
    write(
        client,
        [
            index_action(alias, f"{n}", {"link_id": f"{n}", "weight": n})
            for n in range(count)
        ],
    )
    return alias


def open_points(client: Elasticsearch) -> int:
    nodes = client.nodes.stats(metric="indices", index_metric="search")["nodes"]
    return sum(node["indices"]["search"]["open_contexts"] for node in nodes.values())


def test_iter_hits_yields_every_document_once(
    client: Elasticsearch, indices: Indices
) -> None:
    alias = fill(client, indices, MANY)
    before = open_points(client)
    ids = [hit["_id"] for hit in iter_hits(client, alias, refresh=True)]
    assert sorted(ids, key=int) == [f"{n}" for n in range(MANY)]
    assert open_points(client) == before


def test_iter_hits_yields_what_matches_with_the_fields_asked_for(
    client: Elasticsearch, indices: Indices
) -> None:
    alias = fill(client, indices, 5)
    query = {"range": {"weight": {"gte": 3}}}
    hits = iter_hits(client, alias, query=query, source=["weight"], refresh=True)
    assert sorted(hit["_source"]["weight"] for hit in hits) == [3, 4]


def test_iter_hits_does_not_see_what_is_written_meanwhile(
    client: Elasticsearch, indices: Indices
) -> None:
    alias = fill(client, indices, MANY)
    hits = iter_hits(client, alias, refresh=True)
    next(hits)
    write(client, [index_action(alias, "late", {"link_id": "late"})], refresh=True)
    assert "late" not in {hit["_id"] for hit in hits}


def test_iter_hits_lets_go_of_its_point_when_left_early(
    client: Elasticsearch, indices: Indices
) -> None:
    alias = fill(client, indices, 5)
    before = open_points(client)
    hits = iter_hits(client, alias, refresh=True)
    next(hits)
    assert open_points(client) == before + 1
    hits.close()
    assert open_points(client) == before


def test_close_point_of_a_point_that_is_gone_is_fine(
    client: Elasticsearch, indices: Indices
) -> None:
    alias = indices.alias("links")
    point = client.open_point_in_time(index=alias, keep_alive="1m")["id"]
    close_point(client, point)
    close_point(client, point)


def test_get_documents_returns_those_that_exist_at_once(
    client: Elasticsearch, indices: Indices
) -> None:
    alias = fill(client, indices, MANY)
    ids = [f"{n}" for n in range(MANY + 3)]
    found = get_documents(client, alias, ids, source=["weight"])
    assert len(found) == MANY
    assert found["9"]["_source"] == {"weight": 9}


def test_get_documents_takes_no_document_for_gone_that_cannot_be_asked_for(
    client: Elasticsearch, indices: Indices
) -> None:
    alias = fill(client, indices, 3)
    client.indices.close(index=alias)
    with pytest.raises(ServiceUnavailableError, match="at the moment"):
        get_documents(client, alias, ["1"])


def test_any_of_asks_for_many_values_in_several_questions() -> None:
    many = [f"{number:05}" for number in range(TERMS_AT_ONCE + 1)]
    questions = list(any_of("vendors", [*reversed(many), many[0]]))
    asked = [question["terms"]["vendors"] for question in questions]
    assert [len(values) for values in asked] == [TERMS_AT_ONCE, 1]
    assert [value for values in asked for value in values] == many


def test_any_of_nothing_asks_nothing_and_of_none_for_everything() -> None:
    assert list(any_of("vendors", [])) == []
    assert list(any_of("vendors", None)) == [MATCH_ALL]
