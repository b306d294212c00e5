"""Asks an Elasticsearch what Kibana would ask it for every panel, control and saved search."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from http import HTTPStatus
from itertools import islice
from typing import Any

from elasticsearch import BadRequestError, Elasticsearch

from core.errors import shown
from core.records import Record
from core.settings import Settings
from search.client import service_errors
from search.indices import Indices
from search.kibana.checks.vega import requests_of
from search.kibana.contents import (
    LAYER_INDEX,
    SEARCH_INDEX,
    Contents,
    DashboardHere,
    LensHere,
    SearchHere,
    VegaHere,
    View,
    unpack,
)
from search.kibana.context import filled, restricted, span_of, time_fields
from search.kibana.findings import Place
from search.kibana.objects import SavedObject
from search.kibana.shapes import ControlInput, ControlShape, Json, PanelShape
from search.kibana.tables import Heading, Table, layer_body, layer_table, lucene

ROWS = 100
"""Of a saved search, as many as Discover loads first."""
VALUES = 10
"""Of a control's list."""
_AT_ONCE = 20
"""Questions in one request."""

Answer = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Question:
    """What one panel, control or saved search asks."""

    place: Place
    title: str
    drawn_as: str
    """``lnsXY`` and so on, ``vega``, ``search`` or ``control``."""
    indices: tuple[str, ...]
    """Without the prefix."""
    body: Json
    read: Callable[[Answer], Table]
    """Turns the answer into rows."""
    style: str = ""
    """Of an XY chart, how its series are drawn: ``line``, ``bar_stacked`` and so on."""
    panel: str | None = None
    """Id of the panel that asks, on its dashboard."""


@dataclass(frozen=True, slots=True)
class Answered:
    """A question with what the server said."""

    question: Question
    table: Table | None
    refused: str | None = None
    """Why the server did not answer."""


class Gap(Record):
    """A panel, control or saved search that shows nothing."""

    object: str
    panel: str | None
    reason: str
    remedy: str


def questions(objects: Sequence[SavedObject]) -> list[Question]:
    """Return what the objects ask, panel by panel.

    Args:
        objects: Without findings of ``search.kibana.check``; what cannot be read is left out.
    """
    contents = unpack(objects)
    asked: list[Question] = []
    for lens in contents.lenses:
        asked += _of_lens(contents, lens)
    for vega in contents.vegas:
        asked += _of_vega(contents, vega)
    for search in contents.searches:
        asked += _of_search(contents, search)
    for dashboard in contents.dashboards:
        asked += _of_searches_shown(contents, dashboard)
        asked += _of_controls(contents, dashboard)
    return asked


def ask(
    client: Elasticsearch, settings: Settings, asked: Iterable[Question]
) -> Iterator[Answered]:
    """Put questions to a server, some in each request, and give the answers as they come.

    Raises:
        ServiceUnavailableError: Elasticsearch does not answer, or refuses the credentials.
    """
    indices = Indices(settings.index_prefix)
    waiting = iter(asked)
    while some := list(islice(waiting, _AT_ONCE)):
        with service_errors():
            try:
                answers = _together(client, indices, some)
            except BadRequestError:
                # One that cannot be parsed takes all others of its request with it.
                answers = [_alone(client, indices, question) for question in some]
            answers = [
                # A shard that starts or moves says no to one search and answers the next.
                _alone(client, indices, question) if _failed(answer) else answer
                for question, answer in zip(some, answers, strict=True)
            ]
        yield from map(_answered, some, answers)


def unanswered(answers: Iterable[Answered]) -> list[Gap]:
    """Return the panels, controls and saved searches that would show nothing, from what ``ask`` gave."""
    return [gap for one in answers if (gap := _gap_in(one)) is not None]


def _gap_in(answered: Answered) -> Gap | None:
    """Return what an answer lacks, or None if it fills its panel."""
    place = answered.question.place
    if answered.table is None:
        reason = f"Elasticsearch refuses its question: {answered.refused}"
        remedy = "mend the panel's field, query or operation"
        return Gap(object=place.object, panel=place.panel, reason=reason, remedy=remedy)
    empty = answered.table.empty_columns()
    if not empty:
        return None
    nothing = not answered.table.rows or len(empty) == len(answered.table.headings)
    reason = "finds nothing" if nothing else f"has no value for {', '.join(empty)}"
    remedy = (
        "crawl a market that shows it, choose a longer span of time, or drop the panel"
    )
    return Gap(object=place.object, panel=place.panel, reason=reason, remedy=remedy)


def _panel_id(panel: PanelShape | None) -> str | None:
    return None if panel is None else panel.panelIndex


def _together(
    client: Elasticsearch, indices: Indices, asked: Sequence[Question]
) -> list[Answer]:
    searches: list[Json] = []
    for question in asked:
        searches.append({"index": [indices.alias(one) for one in question.indices]})
        searches.append(question.body)
    answers: list[Answer] = client.msearch(searches=searches)["responses"]
    return answers


def _alone(client: Elasticsearch, indices: Indices, question: Question) -> Answer:
    try:
        return _together(client, indices, [question])[0]
    except BadRequestError as error:
        return {"error": {"reason": str(error)}}


def _failed(answer: Answer) -> bool:
    """Whether the server could not answer, rather than not understand."""
    return int(answer.get("status", HTTPStatus.OK)) >= HTTPStatus.INTERNAL_SERVER_ERROR


def _answered(question: Question, answer: Answer) -> Answered:
    if "error" in answer:
        causes = answer["error"].get("root_cause") or [answer["error"]]
        return Answered(question, None, shown(causes[0].get("reason")))
    return Answered(question, question.read(answer))


def _of_lens(contents: Contents, lens: LensHere) -> Iterator[Question]:
    state = lens.shape.state
    for key, layer in state.datasourceStates.formBased.layers.items():
        view = contents.view(lens.references, f"{LAYER_INDEX}{key}")
        if view is None:
            continue
        # A time axis of another field moves the span of time to that field.
        axes = [
            column.sourceField
            for column in layer.columns.values()
            if column.operationType == "date_histogram" and column.sourceField
        ]
        query = restricted(
            lens.dashboard,
            lens.panel,
            axes or time_fields(view),
            [lucene(state.query)],
            state.filters,
        )
        yield Question(
            lens.place,
            lens.shape.title,
            lens.shape.visualizationType,
            view.indices,
            layer_body(layer, query),
            lambda answer, layer=layer: layer_table(layer, answer),  # type: ignore[misc]
            style=str(state.visualization.get("preferredSeriesType", "")),
            panel=_panel_id(lens.panel),
        )


def _of_vega(contents: Contents, vega: VegaHere) -> Iterator[Question]:
    by_title = {view.shape.title: view for view in contents.views.values()}
    for request in requests_of(vega)[0]:
        view = by_title.get(request.index)
        if view is None:
            continue
        times = [request.time_field] if request.time_field else []
        query = restricted(vega.dashboard, vega.panel, times)
        span = span_of(vega.dashboard, vega.panel)
        body = filled(request.body, query, span)
        if request.has_context:
            body = body | {"query": query}
        yield Question(
            vega.place,
            vega.title,
            "vega",
            view.indices,
            body,
            buckets_table,
            panel=_panel_id(vega.panel),
        )


def _of_search(
    contents: Contents,
    search: SearchHere,
    dashboard: DashboardHere | None = None,
    panel: PanelShape | None = None,
) -> Iterator[Question]:
    view = contents.view(search.references, SEARCH_INDEX)
    if view is None:
        return
    source = search.shape.kibanaSavedObjectMeta.searchSourceJSON
    query = restricted(
        dashboard, panel, time_fields(view), [lucene(source.query)], source.filter
    )
    columns = tuple(search.shape.columns)
    body = {
        "size": ROWS,
        "query": query,
        "_source": False,
        # As Discover asks: this finds aliases, and what is kept without being indexed.
        "fields": [{"field": name, "include_unmapped": True} for name in columns],
        "sort": [{name: {"order": way}} for name, way in search.shape.sort],
    }
    place = search.place
    if dashboard is not None and panel is not None:
        place = dashboard.place_of(panel)
    yield Question(
        place,
        search.shape.title,
        "search",
        view.indices,
        body,
        lambda answer: _hits_table(columns, answer),
        panel=_panel_id(panel),
    )


def _of_searches_shown(
    contents: Contents, dashboard: DashboardHere
) -> Iterator[Question]:
    by_id = {search.place.key: search for search in contents.searches}
    for panel in dashboard.panels:
        name = f"{panel.panelIndex}:{panel.panelRefName}"
        search = by_id.get(dashboard.references.get(name, ("", "")))
        if search is not None:
            yield from _of_search(contents, search, dashboard, panel)


def _of_controls(contents: Contents, dashboard: DashboardHere) -> Iterator[Question]:
    group = dashboard.shape.controlGroupInput
    for control in group.panelsJSON.values() if group else ():
        given = control.explicitInput
        view = contents.views.get(given.dataViewId or "")
        if view is not None and given.fieldName is not None:
            yield _of_control(dashboard, control, given, view)


def _of_control(
    dashboard: DashboardHere, control: ControlShape, given: ControlInput, view: View
) -> Question:
    if control.type == "rangeSliderControl":
        asked: Json = {"stats": {"field": given.fieldName}}
    else:
        asked = {"terms": {"field": given.fieldName, "size": VALUES}}
    query = restricted(dashboard, None, time_fields(view))
    title = given.title or str(given.fieldName)
    return Question(
        dashboard.place.inside(f"control {shown(title)}"),
        title,
        "control",
        view.indices,
        {"size": 0, "query": query, "aggs": {"offered": asked}},
        buckets_table,
    )


def buckets_table(answer: Answer) -> Table:
    """Return the buckets of an answer as rows of their keys and counts; figures without buckets as one row."""
    rows: list[tuple[Any, ...]] = []
    for inside in answer.get("aggregations", {}).values():
        rows += _bucket_rows(inside, ())
    width = max(map(len, rows), default=1)
    full = [row for row in rows if len(row) == width]
    keys = tuple(
        Heading(f"key {number}", "string", is_bucket=True) for number in range(1, width)
    )
    return Table((*keys, Heading("count", "number", is_bucket=False)), tuple(full))


def _bucket_rows(inside: Json, above: tuple[Any, ...]) -> Iterator[tuple[Any, ...]]:
    if "buckets" not in inside:
        figure = inside.get("max", inside.get("value", inside.get("doc_count")))
        yield (*above, figure)
        return
    for bucket in inside["buckets"]:
        key = bucket["key"]
        keys = tuple(key.values()) if isinstance(key, dict) else (key,)
        deeper = [
            one for one in bucket.values() if isinstance(one, dict) and "buckets" in one
        ]
        for one in deeper:
            yield from _bucket_rows(one, (*above, *keys))
        if not deeper:
            yield (*above, *keys, bucket["doc_count"])


def _hits_table(columns: tuple[str, ...], answer: Answer) -> Table:
    headings = tuple(Heading(name, "string", is_bucket=False) for name in columns)
    found = [hit.get("fields", {}) for hit in answer["hits"]["hits"]]
    rows = tuple(tuple(_plain(one.get(name)) for name in columns) for one in found)
    return Table(headings, rows)


def _plain(values: Any) -> Any:
    return values[0] if isinstance(values, list) and len(values) == 1 else values
