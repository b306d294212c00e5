"""Whether Vega charts ask this installation's indices, of fields that exist, and nothing else."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from core.errors import shown
from search.kibana.checks.fields import check_aggregated
from search.kibana.checks.queries import check_clause
from search.kibana.contents import Contents, VegaHere, View
from search.kibana.findings import Finding, Place, Rule, finding
from search.kibana.shapes import Json

AGGREGATIONS = frozenset(
    {
        "avg",
        "cardinality",
        "composite",
        "date_histogram",
        "filter",
        "filters",
        "max",
        "min",
        "percentiles",
        "range",
        "stats",
        "sum",
        "terms",
        "value_count",
    }
)
_DEPTH = 20
_CONTEXT = ("%context%", "%timefield%")


@dataclass(frozen=True, slots=True)
class Request:
    """What a Vega chart asks Elasticsearch."""

    index: str
    """As its data views call it."""
    body: Json
    has_context: bool
    """Whether Kibana adds the dashboard's filters and its span of time."""
    time_field: str | None


def requests_of(vega: VegaHere) -> tuple[list[Request], list[str]]:
    """Return the requests of a Vega chart, and what cannot be read of them."""
    data = vega.spec.get("data")
    sources = data if isinstance(data, list) else [data]
    requests: list[Request] = []
    problems: list[str] = []
    for source in sources:
        url = source.get("url") if isinstance(source, dict) else None
        if isinstance(url, dict) and isinstance(url.get("index"), str):
            body = url.get("body")
            time = url.get("%timefield%")
            requests.append(
                Request(
                    url["index"],
                    body if isinstance(body, dict) else {},
                    url.get("%context%") is True,
                    time if isinstance(time, str) else None,
                )
            )
        elif url is not None:
            problems.append(f"it asks {shown(url)}, which is no index")
    return requests, problems


def check_vegas(contents: Contents) -> Iterator[Finding]:
    """Check the requests of every Vega chart."""
    by_title = {view.shape.title: view for view in contents.views.values()}
    for vega in contents.vegas:
        requests, problems = requests_of(vega)
        if not requests:
            problems.append("it asks for no data")
        for problem in problems:
            yield finding(Rule.SHAPE, vega.place, problem)
        for request in requests:
            yield from _check_request(request, by_title.get(request.index), vega.place)


def _check_request(
    request: Request, view: View | None, place: Place
) -> Iterator[Finding]:
    if view is None:
        problem = f"no data view of the file is called {shown(request.index)}"
        yield finding(Rule.INDEX, place, problem)
        return
    if request.time_field is not None:
        _, findings = check_aggregated(view, request.time_field, place)
        yield from findings
    query = request.body.get("query")
    if query is not None:
        if request.has_context:
            problem = "it has both a query and %context%, which Kibana refuses"
            yield finding(Rule.QUERY, place, problem)
        yield from check_clause(query, view, place)
    yield from _check_aggregations(request.body, view, place, 0)


def _check_aggregations(
    body: Json, view: View, place: Place, depth: int
) -> Iterator[Finding]:
    named = body.get("aggs", body.get("aggregations", {}))
    if not isinstance(named, dict) or depth > _DEPTH:
        problem = "its aggregations are no object, or nested too deeply"
        yield finding(Rule.SHAPE, place, problem)
        return
    for one in named.values():
        if isinstance(one, dict):
            yield from _check_aggregation(one, view, place, depth)


def _check_aggregation(
    one: Json, view: View, place: Place, depth: int
) -> Iterator[Finding]:
    kinds = [key for key in one if key not in ("aggs", "aggregations", "meta")]
    for kind in kinds:
        if kind not in AGGREGATIONS:
            problem = f"not every server can do the aggregation {shown(kind)}"
            yield finding(Rule.OPERATION, place, problem)
        elif kind == "filter":
            yield from check_clause(one[kind], view, place)
        else:
            for name in _fields(one[kind]):
                _, findings = check_aggregated(view, name, place)
                yield from findings
    yield from _check_aggregations(one, view, place, depth + 1)


def _fields(value: Any) -> Iterator[str]:
    """Find every ``field`` of an aggregation: a composite one has several."""
    waiting = [value]
    while waiting:
        one = waiting.pop()
        if isinstance(one, dict):
            if isinstance(one.get("field"), str):
                yield one["field"]
            waiting += one.values()
        elif isinstance(one, list):
            waiting += one
