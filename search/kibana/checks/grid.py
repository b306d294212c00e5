"""Whether panels stand where they say, side by side on a grid of 48 columns, and open with a span of time."""

from collections.abc import Iterator
from itertools import combinations

from core.errors import shown
from search.kibana.contents import Contents, DashboardHere
from search.kibana.findings import Finding, Rule, finding
from search.kibana.shapes import Grid, PanelShape

GRID_COLUMNS = 48


def check_grid(contents: Contents) -> Iterator[Finding]:
    """Check the panels of every dashboard against its grid."""
    for dashboard in contents.dashboards:
        yield from _check_panels(dashboard)
        yield from _check_overlap(dashboard)
        yield from _check_time(dashboard)


def _check_panels(dashboard: DashboardHere) -> Iterator[Finding]:
    met: set[str] = set()
    for panel in dashboard.panels:
        place = dashboard.place_of(panel)
        grid = panel.gridData
        if grid.i != panel.panelIndex:
            problem = f"gridData.i {shown(grid.i)} is not panelIndex {shown(panel.panelIndex)}"
            yield finding(Rule.PANEL, place, problem)
        if panel.panelIndex in met:
            problem = f"another panel has panelIndex {shown(panel.panelIndex)}"
            yield finding(Rule.PANEL, place, problem)
        met.add(panel.panelIndex)
        if grid.x + grid.w > GRID_COLUMNS:
            problem = f"ends at column {grid.x + grid.w} of {GRID_COLUMNS}"
            yield finding(Rule.GRID, place, problem)


def _check_overlap(dashboard: DashboardHere) -> Iterator[Finding]:
    for left, right in combinations(dashboard.panels, 2):
        if _overlap(left.gridData, right.gridData):
            yield finding(
                Rule.GRID, dashboard.place_of(right), _overlaps(dashboard, left)
            )


def _overlaps(dashboard: DashboardHere, other: PanelShape) -> str:
    return f"overlaps {dashboard.place_of(other).panel}"


def _overlap(left: Grid, right: Grid) -> bool:
    beside = left.x + left.w <= right.x or right.x + right.w <= left.x
    below = left.y + left.h <= right.y or right.y + right.h <= left.y
    return not (beside or below)


def _check_time(dashboard: DashboardHere) -> Iterator[Finding]:
    shape = dashboard.shape
    given = {shape.timeRestore, shape.timeFrom is not None, shape.timeTo is not None}
    if len(given) > 1:
        problem = "timeRestore is not set, or timeFrom or timeTo is missing: Kibana would open with any span of time"
        yield finding(Rule.TIME, dashboard.place, problem)
