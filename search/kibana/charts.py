"""Lens charts: columns, and how they are drawn."""

from dataclasses import dataclass
from enum import StrEnum
from typing import Any, ClassVar, Protocol

from search.kibana.columns import Column, Measure, Split
from search.kibana.objects import Reference, object_id
from search.kibana.views import DataView

State = dict[str, Any]
Ids = dict[Column, str]
LUCENE = "lucene"
"""The language of all questions here: KQL is understood by Kibana alone."""


class Series(StrEnum):
    """How an XY chart draws its numbers."""

    BARS = "bar_stacked"
    LYING_BARS = "bar_horizontal"
    LINES = "line"


class Chart(Protocol):
    """Says which columns there are and how they are drawn."""

    kind: ClassVar[str]

    @property
    def columns(self) -> tuple[Column, ...]:
        """All columns, splits before measures, the outermost first."""

    def visualization(self, layer: str, ids: Ids) -> State:
        """Return how the columns of a layer are drawn."""


@dataclass(frozen=True, slots=True)
class Figure:
    """One number."""

    value: Measure
    kind: ClassVar[str] = "lnsMetric"

    @property
    def columns(self) -> tuple[Column, ...]:
        """The number alone."""
        return (self.value,)

    def visualization(self, layer: str, ids: Ids) -> State:
        """Return how it is drawn."""
        return {
            "layerId": layer,
            "layerType": "data",
            "metricAccessor": ids[self.value],
        }


@dataclass(frozen=True, slots=True)
class Axes:
    """Bars or lines over an axis, one for each measure or each value of a split."""

    x: Split
    values: tuple[Measure, ...]
    series: Series = Series.BARS
    split: Split | None = None
    kind: ClassVar[str] = "lnsXY"

    @property
    def columns(self) -> tuple[Column, ...]:
        """The split outermost, so that it keeps the same values along the axis."""
        outer = (self.split,) if self.split else ()
        return (*outer, self.x, *self.values)

    def visualization(self, layer: str, ids: Ids) -> State:
        """Return how it is drawn."""
        drawn: State = {
            "layerId": layer,
            "layerType": "data",
            "seriesType": self.series.value,
            "xAccessor": ids[self.x],
            "accessors": [ids[value] for value in self.values],
            "position": "top",
            "showGridlines": False,
        }
        if self.split:
            drawn["splitAccessor"] = ids[self.split]
        shown = {"x": True, "yLeft": True, "yRight": True}
        return {
            "preferredSeriesType": self.series.value,
            "layers": [drawn],
            "legend": {
                "isVisible": self.split is not None or len(self.values) > 1,
                "position": "right",
            },
            "valueLabels": "hide",
            # Days on which nothing was seen must not cut a line into points.
            "fittingFunction": "Linear" if self.series is Series.LINES else "None",
            "axisTitlesVisibilitySettings": shown,
            "tickLabelsVisibilitySettings": shown,
        }


@dataclass(frozen=True, slots=True)
class Shares:
    """Parts of a whole."""

    by: Split
    value: Measure
    shape: str = "donut"
    kind: ClassVar[str] = "lnsPie"

    @property
    def columns(self) -> tuple[Column, ...]:
        """The parts, then their size."""
        return (self.by, self.value)

    def visualization(self, layer: str, ids: Ids) -> State:
        """Return how it is drawn."""
        drawn = {
            "layerId": layer,
            "layerType": "data",
            "primaryGroups": [ids[self.by]],
            "metrics": [ids[self.value]],
            "numberDisplay": "percent",
            "categoryDisplay": "default",
            "legendDisplay": "default",
            "nestedLegend": False,
        }
        return {"shape": self.shape, "layers": [drawn]}


@dataclass(frozen=True, slots=True)
class Table:
    """Rows of splits and measures."""

    rows: tuple[Split, ...]
    values: tuple[Measure, ...]
    across: Split | None = None
    """A split whose values become columns: then the table is a matrix."""
    page: int = 10
    """Rows that are shown at once."""
    kind: ClassVar[str] = "lnsDatatable"

    @property
    def columns(self) -> tuple[Column, ...]:
        """All splits, then the measures."""
        across = (self.across,) if self.across else ()
        return (*self.rows, *across, *self.values)

    def visualization(self, layer: str, ids: Ids) -> State:
        """Return how it is drawn."""
        return {
            "layerId": layer,
            "layerType": "data",
            "columns": [
                {"columnId": ids[column], "isTransposed": column is self.across}
                for column in self.columns
            ],
            "paging": {"size": self.page, "enabled": True},
        }


def lens_attributes(
    key: str, title: str, description: str, view: DataView, chart: Chart, query: str
) -> State:
    """Return a Lens chart as a dashboard holds it by value.

    Args:
        key: Unlike that of any other chart; its ids follow from it.
        title: What is shown above it.
        description: What it answers.
        view: What it looks at.
        chart: Its columns and how they are drawn.
        query: Which documents, in Lucene's syntax; empty for all.
    """
    layer = object_id(key, "layer")
    ids = {
        column: object_id(key, f"column-{place}")
        for place, column in enumerate(chart.columns)
    }
    columns = {ids[column]: column.state(ids) for column in chart.columns}
    described = {
        "columns": columns,
        "columnOrder": list(columns),
        "incompleteColumns": {},
        "sampling": 1,
    }
    state = {
        "datasourceStates": {"formBased": {"layers": {layer: described}}},
        "visualization": chart.visualization(layer, ids),
        "query": {"query": query, "language": LUCENE},
        "filters": [],
        "internalReferences": [],
        "adHocDataViews": {},
    }
    looks_at = Reference(
        type="index-pattern",
        id=view.id,
        name=f"indexpattern-datasource-layer-{layer}",
    )
    return {
        "type": "lens",
        "title": title,
        "description": description,
        "visualizationType": chart.kind,
        "state": state,
        "references": [looks_at.model_dump()],
    }
