"""Whether a Lens draws the columns that it asks for, and asks for those that it draws."""

from collections.abc import Iterator, Mapping
from typing import Any

from core.errors import shown
from search.kibana.checks.operations import check_column
from search.kibana.checks.queries import check_filters, check_query
from search.kibana.contents import LAYER_INDEX, Contents, LensHere, View
from search.kibana.findings import Finding, Place, Rule, finding
from search.kibana.shapes import Json, Layer

BUCKET_KEYS: Mapping[str, tuple[str, ...]] = {
    "lnsXY": ("xAccessor", "splitAccessor"),
    "lnsMetric": ("breakdownByAccessor",),
    "lnsLegacyMetric": (),
    "lnsPie": ("primaryGroups", "secondaryGroups"),
    "lnsDatatable": (),
    "lnsHeatmap": ("xAccessor", "yAccessor"),
    "lnsGauge": (),
    "lnsTagcloud": ("tagAccessor",),
}
"""Where each kind of chart names the columns that it groups by."""
METRIC_KEYS: Mapping[str, tuple[str, ...]] = {
    "lnsXY": ("accessors",),
    "lnsMetric": ("metricAccessor", "secondaryMetricAccessor", "maxAccessor"),
    "lnsLegacyMetric": ("accessor",),
    "lnsPie": ("metrics",),
    "lnsDatatable": (),
    "lnsHeatmap": ("valueAccessor",),
    "lnsGauge": ("metricAccessor", "minAccessor", "maxAccessor", "goalAccessor"),
    "lnsTagcloud": ("valueAccessor",),
}
"""Where each kind of chart names the columns whose numbers it shows."""
REQUIRED_KEYS: Mapping[str, tuple[str, ...]] = {
    "lnsXY": ("seriesType", "accessors"),
    "lnsMetric": ("metricAccessor",),
    "lnsLegacyMetric": ("accessor",),
    "lnsPie": ("primaryGroups", "metrics"),
    "lnsDatatable": ("columns",),
    "lnsHeatmap": ("valueAccessor",),
    "lnsGauge": ("metricAccessor",),
    "lnsTagcloud": ("tagAccessor", "valueAccessor"),
}
"""Without these a layer draws nothing."""
SERIES = (
    "area",
    "area_stacked",
    "area_percentage_stacked",
    "bar",
    "bar_stacked",
    "bar_percentage_stacked",
    "bar_horizontal",
    "bar_horizontal_stacked",
    "bar_horizontal_percentage_stacked",
    "line",
)
PIES = ("pie", "donut", "treemap", "waffle", "mosaic")


def check_lenses(contents: Contents) -> Iterator[Finding]:
    """Check every Lens, in the library and in panels."""
    for lens in contents.lenses:
        if lens.shape.visualizationType not in METRIC_KEYS:
            problem = f"{shown(lens.shape.visualizationType)} is no Lens chart that is known here"
            yield finding(Rule.TYPE, lens.place, problem)
        else:
            yield from _check_layers(contents, lens)
            yield from _check_drawing(lens)
        yield from _check_state(contents, lens)


def drawn_layers(lens: LensHere) -> list[Json]:
    """Return what the visualization says of each of its layers."""
    state = lens.shape.state.visualization
    layers = state.get("layers", [state])
    if not isinstance(layers, list):
        return []
    return [layer for layer in layers if isinstance(layer, dict)]


def _check_state(contents: Contents, lens: LensHere) -> Iterator[Finding]:
    state = lens.shape.state
    views = [
        contents.view(lens.references, f"{LAYER_INDEX}{layer}")
        for layer in state.datasourceStates.formBased.layers
    ]
    for view in views or [None]:
        yield from check_query(state.query, view, lens.place)
        yield from check_filters(state.filters, view, lens.place)
    if lens.panel is not None and getattr(lens.shape, "type", None) != "lens":
        problem = "its attributes lack the type lens"
        yield finding(Rule.SHAPE, lens.place, problem)


def _check_layers(contents: Contents, lens: LensHere) -> Iterator[Finding]:
    layers = lens.shape.state.datasourceStates.formBased.layers
    drawn = [str(layer.get("layerId")) for layer in drawn_layers(lens)]
    for key, layer in layers.items():
        if key not in drawn:
            problem = f"the visualization does not draw the layer {shown(key)}"
            yield finding(Rule.LAYER, lens.place, problem)
        view = contents.view(lens.references, f"{LAYER_INDEX}{key}")
        yield from _check_layer(layer, view, lens.place)
    for unknown in drawn:
        if unknown not in layers:
            problem = (
                f"the visualization draws a layer {shown(unknown)} that does not exist"
            )
            yield finding(Rule.LAYER, lens.place, problem)


def _check_layer(layer: Layer, view: View | None, place: Place) -> Iterator[Finding]:
    if sorted(layer.columnOrder) != sorted(layer.columns):
        problem = "columnOrder does not name each column once"
        yield finding(Rule.COLUMN, place, problem)
    else:
        buckets = [layer.columns[key].isBucketed for key in layer.columnOrder]
        if buckets != sorted(buckets, reverse=True):
            problem = "columnOrder has a metric before a bucket"
            yield finding(Rule.COLUMN, place, problem)
    if not layer.columns:
        yield finding(Rule.COLUMN, place, "a layer has no column")
    for key in layer.columns:
        yield from check_column(layer, key, view, place)


def _check_drawing(lens: LensHere) -> Iterator[Finding]:
    kind = lens.shape.visualizationType
    layers = lens.shape.state.datasourceStates.formBased.layers
    for drawn in drawn_layers(lens):
        yield from _check_keys(kind, drawn, lens.place)
        layer = layers.get(str(drawn.get("layerId")))
        if layer is not None:
            yield from _check_accessors(kind, drawn, layer, lens.place)
    shape = lens.shape.state.visualization.get("shape")
    if kind == "lnsPie" and shape not in PIES:
        yield finding(Rule.SHAPE, lens.place, f"{shown(shape)} is no shape of a pie")


def _check_keys(kind: str, drawn: Json, place: Place) -> Iterator[Finding]:
    missing = [key for key in REQUIRED_KEYS[kind] if not drawn.get(key)]
    if missing:
        problem = f"its visualization lacks {', '.join(missing)}"
        yield finding(Rule.ACCESSOR, place, problem)
    series = drawn.get("seriesType")
    if kind == "lnsXY" and series not in SERIES:
        yield finding(Rule.SHAPE, place, f"{shown(series)} is no series")
    if drawn.get("layerType", "data") != "data":
        problem = f"{shown(drawn['layerType'])} is no layer that is known here"
        yield finding(Rule.LAYER, place, problem)


def _check_accessors(
    kind: str, drawn: Json, layer: Layer, place: Place
) -> Iterator[Finding]:
    buckets = [one for key in BUCKET_KEYS[kind] for one in _ids(drawn.get(key))]
    metrics = [one for key in METRIC_KEYS[kind] for one in _ids(drawn.get(key))]
    named = [*buckets, *metrics, *_table_columns(drawn.get("columns"))]
    for key in named:
        if key not in layer.columns:
            problem = f"its visualization names {shown(key)}, which is no column"
            yield finding(Rule.ACCESSOR, place, problem)
    for key, column in layer.columns.items():
        label = shown(column.label)
        if key not in named:
            problem = f"its visualization does not draw the column {label}"
            yield finding(Rule.ACCESSOR, place, problem)
        elif key in (metrics if column.isBucketed else buckets):
            problem = f"the column {label} is drawn as what it is not"
            yield finding(Rule.ACCESSOR, place, problem)


def _ids(value: Any) -> list[str]:
    if value is None or value == "":
        return []
    return [str(one) for one in value] if isinstance(value, list) else [str(value)]


def _table_columns(value: Any) -> list[str]:
    columns = value if isinstance(value, list) else []
    return [str(one.get("columnId")) for one in columns if isinstance(one, dict)]
