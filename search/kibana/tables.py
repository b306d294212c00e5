"""Turns a Lens layer into one aggregation, and its answer into the rows that Kibana would draw."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from search.kibana.checks.operations import RECORDS, order_column, questions_of
from search.kibana.shapes import Column, Json, Layer, Query

DAY = "1d"
"""Step of a time axis that Kibana would fit to the width of the panel."""
_CALENDAR = frozenset({"1m", "1h", "1d", "1w", "1M", "1q", "1y"})
_METRICS = {
    "unique_count": "cardinality",
    "sum": "sum",
    "average": "avg",
    "min": "min",
    "max": "max",
    "count": "value_count",
}
_PERCENTILES = "percentiles"


@dataclass(frozen=True, slots=True)
class Heading:
    """A column of an answer."""

    label: str
    kind: str
    """string, number or date."""
    is_bucket: bool


@dataclass(frozen=True, slots=True)
class Table:
    """An answer as rows."""

    headings: tuple[Heading, ...]
    rows: tuple[tuple[Any, ...], ...]
    """Times as milliseconds since 1970; None where there is no value."""

    def empty_columns(self) -> list[str]:
        """Return the labels of columns without a single value; all, if there is no row."""
        return [
            heading.label
            for place, heading in enumerate(self.headings)
            if not any(_says_something(row[place]) for row in self.rows)
        ]


def layer_body(layer: Layer, query: Json) -> Json:
    """Return the body of a search that answers a layer.

    Args:
        layer: Buckets become nested aggregations, metrics stand in the innermost.
        query: Which documents.
    """
    columns = [layer.columns[key] for key in layer.columnOrder]
    metrics = {
        f"m{place}": _metric(column)
        for place, column in enumerate(columns)
        if not column.isBucketed
    }
    aggs = metrics
    places = [place for place, column in enumerate(columns) if column.isBucketed]
    for place in reversed(places):
        hidden = order_column(columns[place])
        by = {"by": _metric(hidden)} if hidden else {}
        # Each level may be ordered by any metric, so each has them all.
        inside = {"aggs": metrics | by | aggs}
        aggs = {f"b{place}": _bucket(layer, columns[place]) | inside}
    return {"size": 0, "track_total_hits": True, "query": query, "aggs": aggs}


def layer_table(layer: Layer, answer: Mapping[str, Any]) -> Table:
    """Return the rows of an answer to ``layer_body``."""
    columns = [layer.columns[key] for key in layer.columnOrder]
    headings = tuple(
        Heading(column.label, column.dataType, column.isBucketed) for column in columns
    )
    inside = answer.get("aggregations", {})
    return Table(headings, tuple(_rows(columns, 0, inside, ())))


def _metric(column: Column) -> Json:
    if column.operationType == "count" and column.sourceField == RECORDS:
        # Every document has an index, so this counts them all.
        made: Json = {"value_count": {"field": "_index"}}
    elif column.operationType in _METRICS:
        made = {_METRICS[column.operationType]: {"field": column.sourceField}}
    elif column.operationType == "standard_deviation":
        made = {"extended_stats": {"field": column.sourceField}}
    else:
        percent = column.params.get("percentile", 50)
        made = {_PERCENTILES: {"field": column.sourceField, "percents": [percent]}}
    if column.filter is None:
        return made
    return {"filter": lucene(column.filter), "aggs": {"in": made}}


def lucene(query: Query | None) -> Json:
    """Return a question in words as Elasticsearch takes it."""
    if query is None or not query.query.strip():
        return {"match_all": {}}
    return {"query_string": {"query": query.query, "analyze_wildcard": True}}


def _bucket(layer: Layer, column: Column) -> Json:
    field = column.sourceField
    params = column.params
    if column.operationType == "terms":
        order = _order(layer, column)
        return {"terms": {"field": field, "size": params["size"], "order": order}}
    if column.operationType == "date_histogram":
        interval = params.get("interval", "auto")
        step = DAY if interval == "auto" else interval
        unit = "calendar_interval" if step in _CALENDAR else "fixed_interval"
        return {"date_histogram": {"field": field, unit: step, "min_doc_count": 1}}
    if column.operationType == "filters":
        asked = {label: lucene(query) for label, query in questions_of(column)}
        return {"filters": {"filters": asked}}
    ends = [
        {end: one[end] for end in ("from", "to") if one.get(end) is not None}
        for one in params["ranges"]
    ]
    return {"range": {"field": field, "ranges": ends}}


def _order(layer: Layer, column: Column) -> Json:
    direction = column.params.get("orderDirection", "desc")
    order = column.params.get("orderBy", {})
    hidden = order_column(column)
    if order.get("type") == "custom" and hidden is not None:
        return {_order_path("by", hidden): direction}
    if order.get("type") != "column":
        return {"_key": direction}
    target = str(order.get("columnId"))
    name = f"m{layer.columnOrder.index(target)}"
    return {_order_path(name, layer.columns[target]): direction}


def _order_path(name: str, metric: Column) -> str:
    path = name if metric.filter is None else f"{name}>in"
    if metric.operationType == "standard_deviation":
        return f"{path}.std_deviation"
    if metric.operationType in ("median", "percentile"):
        return f"{path}.{metric.params.get('percentile', 50)}"
    return path


def _rows(
    columns: list[Column], place: int, inside: Mapping[str, Any], row: tuple[Any, ...]
) -> Iterator[tuple[Any, ...]]:
    if place < len(columns) and columns[place].isBucketed:
        buckets = inside.get(f"b{place}", {}).get("buckets", [])
        # Named questions come as an object, all else as a list.
        named = (
            buckets.items()
            if isinstance(buckets, dict)
            else ((bucket["key"], bucket) for bucket in buckets)
        )
        for key, bucket in named:
            if bucket["doc_count"]:
                yield from _rows(columns, place + 1, bucket, (*row, key))
        return
    values = (
        _value(inside.get(f"m{number}", {})) for number in range(place, len(columns))
    )
    yield (*row, *values)


def _value(answer: Mapping[str, Any]) -> Any:
    held = answer.get("in", answer)
    if "values" in held:
        return next(iter(held["values"].values()), None)
    return held.get("value", held.get("std_deviation"))


def _says_something(value: Any) -> bool:
    return value is not None and value != 0
