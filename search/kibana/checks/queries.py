"""Whether queries and filters are written in what every server reads, about fields that exist."""

from collections.abc import Iterable, Iterator
from fnmatch import fnmatchcase
from typing import Any

from core.errors import shown
from search.kibana.checks.fields import check_searched
from search.kibana.contents import View
from search.kibana.findings import Finding, Place, Rule, finding
from search.kibana.lucene import QUERY_CHARS, query_fields
from search.kibana.shapes import Filter, Json, Query

_BY_FIELD = frozenset(
    {"term", "terms", "match", "match_phrase", "prefix", "range", "wildcard"}
)
_BOOLEAN = ("must", "should", "must_not", "filter")
_DEPTH = 20


def check_query(
    query: Query | None, view: View | None, place: Place
) -> Iterator[Finding]:
    """Find KQL, which Elasticsearch does not read, and fields that do not exist."""
    if query is None or not query.query.strip():
        return
    if query.language != "lucene":
        problem = f"{shown(query.query)} is KQL, which only Kibana reads"
        yield finding(Rule.QUERY, place, problem)
        return
    if len(query.query) >= QUERY_CHARS:
        problem = f"has more than {QUERY_CHARS} characters"
        yield finding(Rule.QUERY, place, problem)
    for name in dict.fromkeys(query_fields(query.query)):
        yield from _check_pattern(name, view, place)


def check_filters(
    filters: Iterable[Filter], view: View | None, place: Place
) -> Iterator[Finding]:
    """Find filters that are no known clause, or about fields that do not exist."""
    for one in filters:
        if one.query is None:
            yield finding(Rule.QUERY, place, "a filter has no query")
        else:
            yield from check_clause(one.query, view, place)


def check_clause(
    clause: Any, view: View | None, place: Place, depth: int = 0
) -> Iterator[Finding]:
    """Find clauses of Elasticsearch's query language that are not known here, and fields that do not exist."""
    if not isinstance(clause, dict) or len(clause) != 1 or depth > _DEPTH:
        problem = "a clause is not one object with one key, or is nested too deeply"
        yield finding(Rule.QUERY, place, problem)
        return
    kind, body = next(iter(clause.items()))
    if kind == "match_all":
        return
    if not isinstance(body, dict):
        yield finding(Rule.QUERY, place, f"the clause {shown(kind)} is no object")
    elif kind == "bool":
        yield from _check_boolean(body, view, place, depth)
    elif kind == "query_string":
        text = Query.model_construct(
            query=str(body.get("query", "")), language="lucene"
        )
        yield from check_query(text, view, place)
    elif kind == "exists" or kind in _BY_FIELD:
        yield from _check_names(_named(kind, body), view, place)
    else:
        problem = f"the clause {shown(kind)} is not known here"
        yield finding(Rule.QUERY, place, problem)


def _named(kind: str, body: Json) -> list[str]:
    if kind == "exists":
        return [str(body.get("field"))]
    # A clause names its field as a key, beside options such as a boost.
    return [str(name) for name in body if name not in ("boost", "_name")]


def _check_names(
    names: Iterable[str], view: View | None, place: Place
) -> Iterator[Finding]:
    for name in names:
        _, findings = check_searched(view, name, place)
        yield from findings


def _check_boolean(
    body: Json, view: View | None, place: Place, depth: int
) -> Iterator[Finding]:
    for part, clauses in body.items():
        if part in ("minimum_should_match", "boost"):
            continue
        if part not in _BOOLEAN:
            yield finding(Rule.QUERY, place, f"bool has no part {shown(part)}")
            continue
        for one in clauses if isinstance(clauses, list) else [clauses]:
            yield from check_clause(one, view, place, depth + 1)


def _check_pattern(name: str, view: View | None, place: Place) -> Iterator[Finding]:
    if "*" not in name:
        yield from _check_names([name], view, place)
    elif view is not None and view.indices:
        known = (fact.name for index in view.every() for fact in index)
        if not any(fnmatchcase(one, name) for one in known):
            problem = f"no field matches {shown(name)}"
            yield finding(Rule.FIELD, place, problem)
