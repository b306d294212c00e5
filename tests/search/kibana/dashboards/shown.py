"""What a dashboard's panels look at, for tests of what it must answer."""

from search.kibana.charts import Axes, Table
from search.kibana.columns import Split
from search.kibana.dashboard import Dashboard
from search.kibana.panels import ChartPanel, Panel


def panels(dashboard: Dashboard) -> dict[str, Panel]:
    """Return the panels of a dashboard by title."""
    return {one.title: one for row in dashboard.rows for one in row.panels}


def chart(dashboard: Dashboard, title: str) -> ChartPanel:
    """Return a panel that is a chart."""
    panel = panels(dashboard)[title]
    assert isinstance(panel, ChartPanel)
    return panel


def fields(dashboard: Dashboard) -> set[str]:
    """Return every field that the charts of a dashboard look at."""
    return {
        column.source
        for panel in panels(dashboard).values()
        if isinstance(panel, ChartPanel)
        for column in panel.chart.columns
        if column.source is not None
    }


def splits(panel: ChartPanel) -> list[str | None]:
    """Return the fields that a chart is split by, the outermost first."""
    assert isinstance(panel.chart, Axes | Table)
    return [one.source for one in panel.chart.columns if isinstance(one, Split)]


def narrowed_by(dashboard: Dashboard) -> set[str]:
    """Return the fields of a dashboard's controls."""
    return {one.field for one in dashboard.controls}
