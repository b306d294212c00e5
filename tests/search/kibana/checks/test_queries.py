from typing import Any

import pytest

from search.kibana.checks.queries import check_clause, check_filters, check_query
from search.kibana.contents import View, unpack
from search.kibana.findings import Place, Rule
from search.kibana.lucene import QUERY_CHARS
from search.kibana.reading import read_objects
from search.kibana.shapes import Filter, Query
from tests.search.kibana.committed import CommittedFile

HERE = Place("here")


@pytest.fixture(scope="module")
def view() -> View:
    """The listings."""
    contents = unpack(read_objects(CommittedFile().raw())[0])
    return next(one for one in contents.views.values() if one.indices == ("listings",))


@pytest.mark.parametrize(
    ("query", "rules"),
    [
        ("market:lamps AND _exists_:gone_at", []),
        ("", []),
        ("words alone", []),
        ("entities.B*:x", []),
        ("nothing.*:x", [Rule.FIELD]),
        ("nothing:x OR other:y", [Rule.FIELD, Rule.FIELD]),
        ("mentions.value:x", [Rule.NESTED]),
        ("market:" + "x" * QUERY_CHARS, [Rule.QUERY]),
    ],
)
def test_queries_in_lucenes_syntax(view: View, query: str, rules: list[Rule]) -> None:
    asked = Query.model_construct(query=query, language="lucene")
    assert [one.rule for one in check_query(asked, view, HERE)] == rules


def test_kql_is_refused_but_an_empty_query_has_no_language(view: View) -> None:
    empty = Query(query=" ", language="kuery")
    assert list(check_query(empty, view, HERE)) == []
    asked = Query(query="market : *", language="kuery")
    (found,) = check_query(asked, view, HERE)
    assert found.rule is Rule.QUERY
    assert "KQL" in found.problem


@pytest.mark.parametrize(
    ("clause", "rules"),
    [
        ({"match_all": {}}, []),
        ({"term": {"market": "lamps"}}, []),
        ({"range": {"last_seen_at": {"gte": "now-1d"}}}, []),
        ({"exists": {"field": "gone_at"}}, []),
        ({"exists": {"field": "gone"}}, [Rule.FIELD]),
        ({"terms": {"nothing": ["a"], "boost": 2}}, [Rule.FIELD]),
        ({"bool": {"must": [{"term": {"x": 1}}], "filter": {"term": {"y": 1}}}}, [Rule.FIELD] * 2),
        ({"bool": {"perhaps": []}}, [Rule.QUERY]),
        ({"query_string": {"query": "nothing:1"}}, [Rule.FIELD]),
        ({"script": {"script": "1"}}, [Rule.QUERY]),
        ({"nested": {"path": "mentions"}}, [Rule.QUERY]),
        ({"term": "market"}, [Rule.QUERY]),
        ({}, [Rule.QUERY]),
        ("text", [Rule.QUERY]),
    ],
)  # fmt: skip
def test_clauses(view: View, clause: Any, rules: list[Rule]) -> None:
    assert [one.rule for one in check_clause(clause, view, HERE)] == rules


def test_a_clause_that_is_nested_too_deeply_is_told(view: View) -> None:
    clause: dict[str, Any] = {"match_all": {}}
    for _ in range(30):
        clause = {"bool": {"must": [clause]}}
    assert [one.rule for one in check_clause(clause, view, HERE)] == [Rule.QUERY]


def test_a_filter_without_a_query_is_told(view: View) -> None:
    assert [one.rule for one in check_filters([Filter()], view, HERE)] == [Rule.QUERY]
