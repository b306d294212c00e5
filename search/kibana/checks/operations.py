"""Whether a column of a Lens layer asks what every Elasticsearch can answer, of a field that fits."""

from collections.abc import Iterator
from dataclasses import dataclass

from pydantic import BaseModel, ValidationError

from core.errors import shown
from search.kibana.checks.fields import check_aggregated
from search.kibana.checks.queries import check_query
from search.kibana.contents import View
from search.kibana.findings import Finding, Place, Rule, finding
from search.kibana.shapes import Column, Layer, Query

RECORDS = "___records___"
"""Stands in place of a field where documents are counted."""
ANY = frozenset({"string", "number", "date", "boolean", "ip"})
NUMBER = frozenset({"number"})


@dataclass(frozen=True, slots=True)
class Operation:
    """What Lens can do with a field."""

    is_bucket: bool
    kinds: frozenset[str]
    """Of field, as Kibana calls them; none where it takes no field."""
    params: tuple[str, ...] = ()
    """Keys without which it does nothing."""


OPERATIONS = {
    "count": Operation(is_bucket=False, kinds=ANY),
    "unique_count": Operation(is_bucket=False, kinds=ANY),
    "sum": Operation(is_bucket=False, kinds=NUMBER),
    "average": Operation(is_bucket=False, kinds=NUMBER),
    "median": Operation(is_bucket=False, kinds=NUMBER),
    "standard_deviation": Operation(is_bucket=False, kinds=NUMBER),
    "percentile": Operation(is_bucket=False, kinds=NUMBER, params=("percentile",)),
    "min": Operation(is_bucket=False, kinds=NUMBER | {"date"}),
    "max": Operation(is_bucket=False, kinds=NUMBER | {"date"}),
    "terms": Operation(
        is_bucket=True, kinds=ANY, params=("size", "orderBy", "orderDirection")
    ),
    "date_histogram": Operation(
        is_bucket=True, kinds=frozenset({"date", "date_range"}), params=("interval",)
    ),
    "range": Operation(is_bucket=True, kinds=NUMBER, params=("type", "ranges")),
    "filters": Operation(is_bucket=True, kinds=frozenset(), params=("filters",)),
}
"""What is used here. ``last_value`` needs a module that the smallest server lacks; formulas are worked out in the browser alone."""
_SHIFTS = ("timeShift", "reducedTimeRange")


class _Labelled(BaseModel):
    input: Query
    label: str


class _Questions(BaseModel):
    filters: list[_Labelled]


def questions_of(column: Column) -> list[tuple[str, Query]]:
    """Return the questions of a ``filters`` column by their labels; none if they cannot be read."""
    try:
        read = _Questions.model_validate(column.params, strict=True)
    except ValidationError:
        return []
    return [(one.label or one.input.query, one.input) for one in read.filters]


def check_column(
    layer: Layer, key: str, view: View | None, place: Place
) -> Iterator[Finding]:
    """Find an unknown operation, a field that does not fit it, and an order by nothing."""
    column = layer.columns[key]
    operation = OPERATIONS.get(column.operationType)
    name = f"column {shown(column.label)}"
    if operation is None:
        problem = f"{name}: not every server can do {shown(column.operationType)}"
        yield finding(Rule.OPERATION, place, problem)
        return
    if column.isBucketed is not operation.is_bucket:
        problem = f"{name}: isBucketed does not fit {column.operationType}"
        yield finding(Rule.COLUMN, place, problem)
    for shift in _SHIFTS:
        if getattr(column, shift, None):
            yield finding(Rule.OPERATION, place, f"{name}: {shift} is not known here")
    missing = [param for param in operation.params if param not in column.params]
    if missing:
        problem = f"{name}: params lacks {', '.join(missing)}"
        yield finding(Rule.SHAPE, place, problem)
    yield from check_query(column.filter, view, place)
    yield from _check_field(column, operation, view, place)
    yield from _check_order(layer, column, view, place)
    if column.operationType == "filters":
        yield from _check_questions(column, view, place)


def _check_field(
    column: Column, operation: Operation, view: View | None, place: Place
) -> Iterator[Finding]:
    if not operation.kinds:
        return
    if column.sourceField is None:
        problem = f"column {shown(column.label)}: sourceField is missing"
        yield finding(Rule.SHAPE, place, problem)
        return
    if column.sourceField == RECORDS and column.operationType == "count":
        return
    fact, findings = check_aggregated(view, column.sourceField, place)
    yield from findings
    if fact is None or findings or fact.shown_as is None:
        return
    if fact.shown_as not in operation.kinds:
        problem = f"{column.operationType} cannot work on {fact.name}, a {fact.kind}"
        yield finding(Rule.KIND, place, problem)
        return
    wanted = _data_type(column, fact.shown_as)
    if column.dataType != wanted:
        problem = f"column {shown(column.label)}: dataType is {column.dataType}, its values are {wanted}"
        yield finding(Rule.KIND, place, problem)


def _data_type(column: Column, field: str) -> str:
    if column.operationType in ("terms", "min", "max"):
        return field
    # Ranges are shown by their names.
    return {"date_histogram": "date", "range": "string"}.get(
        column.operationType, "number"
    )


def order_column(column: Column) -> Column | None:
    """Return the metric that a ``terms`` column is ordered by without showing it; None if there is none."""
    try:
        return Column.model_validate(column.params.get("orderAgg"), strict=True)
    except ValidationError:
        return None


def _check_order(
    layer: Layer, column: Column, view: View | None, place: Place
) -> Iterator[Finding]:
    order = column.params.get("orderBy")
    if order is None:
        return
    by = order.get("type") if isinstance(order, dict) else None
    name = f"column {shown(column.label)}: orderBy"
    if by == "column":
        target = layer.columns.get(str(order.get("columnId")))
        if target is None or target.isBucketed:
            problem = f"{name} names {shown(order.get('columnId'))}, which is no metric of the layer"
            yield finding(Rule.ORDER, place, problem)
    elif by == "custom":
        hidden = order_column(column)
        operation = OPERATIONS.get(hidden.operationType) if hidden else None
        if hidden is None or operation is None or operation.is_bucket:
            yield finding(Rule.ORDER, place, f"{name} is custom, orderAgg no metric")
        else:
            yield from _check_field(hidden, operation, view, place)
    elif by != "alphabetical":
        yield finding(Rule.ORDER, place, f"{name} is {shown(order)}")


def _check_questions(
    column: Column, view: View | None, place: Place
) -> Iterator[Finding]:
    asked = questions_of(column)
    if not asked:
        problem = f"column {shown(column.label)}: its filters cannot be read"
        yield finding(Rule.SHAPE, place, problem)
    for _, query in asked:
        yield from check_query(query, view, place)
