"""What a dashboard adds to the question of each of its panels: its span of time, its filters and its controls."""

from collections.abc import Iterable
from typing import Any

from search.kibana.contents import DashboardHere, View
from search.kibana.shapes import Filter, Json, PanelShape
from search.kibana.tables import lucene

_PLACEHOLDERS = {
    "%dashboard_context-must_clause%": "filter",
    "%dashboard_context-filter_clause%": "filter",
    "%dashboard_context-must_not_clause%": "must_not",
}
"""Strings that Kibana replaces by the dashboard's clauses within a Vega request."""


def restricted(
    dashboard: DashboardHere | None,
    panel: PanelShape | None,
    times: Iterable[str],
    clauses: Iterable[Json] = (),
    filters: Iterable[Filter] = (),
) -> Json:
    """Return the query of a panel.

    Args:
        dashboard: Where it stands; None for what is looked at by itself.
        panel: Where it stands there; it may have a span of time of its own.
        times: Fields that the span of time refers to.
        clauses: Of the panel itself.
        filters: Likewise, as Kibana keeps them.
    """
    must = [clause for clause in clauses if clause != {"match_all": {}}]
    every = list(filters)
    if dashboard is not None:
        source = dashboard.shape.kibanaSavedObjectMeta.searchSourceJSON
        every += source.filter
        must.append(lucene(source.query))
        must += _chosen(dashboard)
        span = span_of(dashboard, panel)
        must += [{"range": {field: span}} for field in times] if span else []
    kept = [one for one in every if one.query and not one.meta.get("disabled")]
    wanted = [one.query for one in kept if not one.meta.get("negate")]
    refused = [one.query for one in kept if one.meta.get("negate")]
    return {"bool": {"filter": must + wanted, "must_not": refused}}


def span_of(dashboard: DashboardHere | None, panel: PanelShape | None) -> Json:
    """Return the span of time of a panel as bounds in Elasticsearch's date arithmetic; empty for all time."""
    own = panel.embeddableConfig.get("timeRange") if panel else None
    if isinstance(own, dict):
        return {"gte": own.get("from"), "lte": own.get("to")}
    if dashboard is None or not dashboard.shape.timeRestore:
        return {}
    return {"gte": dashboard.shape.timeFrom, "lte": dashboard.shape.timeTo}


def time_fields(view: View) -> list[str]:
    """Return the field that a data view's span of time refers to, if it has one."""
    name = view.shape.timeFieldName
    return [] if name is None else [name]


def filled(body: Any, query: Json, span: Json) -> Any:
    """Return a Vega request with Kibana's placeholders filled in.

    Args:
        body: The request, or a part of it.
        query: The dashboard's clauses, as ``restricted`` gives them.
        span: Bounds of time.
    """
    if isinstance(body, list):
        return [one for part in body for one in _filled_item(part, query, span)]
    if not isinstance(body, dict):
        return body
    if body.get("%timefilter%") is True:
        return span
    if body.get("%autointerval%"):
        return "1d"
    return {key: filled(value, query, span) for key, value in body.items()}


def _filled_item(part: Any, query: Json, span: Json) -> list[Any]:
    if isinstance(part, str) and part in _PLACEHOLDERS:
        return list(query["bool"][_PLACEHOLDERS[part]])
    return [filled(part, query, span)]


def _chosen(dashboard: DashboardHere) -> list[Json]:
    group = dashboard.shape.controlGroupInput
    given = [one.explicitInput for one in group.panelsJSON.values()] if group else []
    return [
        {"terms": {one.fieldName: one.selectedOptions}}
        for one in given
        if one.fieldName is not None and one.selectedOptions
    ]
