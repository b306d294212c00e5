"""Whether the controls above the panels offer values of fields that exist."""

from collections.abc import Iterator

from core.errors import shown
from search.kibana.checks.fields import check_aggregated
from search.kibana.checks.queries import check_filters, check_query
from search.kibana.contents import Contents, DashboardHere
from search.kibana.findings import Finding, Place, Rule, finding
from search.kibana.shapes import ControlInput, ControlShape


def check_controls(contents: Contents) -> Iterator[Finding]:
    """Check the controls, the query and the filters of every dashboard."""
    for dashboard in contents.dashboards:
        group = dashboard.shape.controlGroupInput
        for key, control in group.panelsJSON.items() if group else ():
            yield from _check_control(contents, dashboard, key, control)
        source = dashboard.shape.kibanaSavedObjectMeta.searchSourceJSON
        # Without a data view: they stand above panels of several.
        yield from check_query(source.query, None, dashboard.place)
        for one in source.filter:
            view = contents.view(dashboard.references, str(one.reference))
            yield from check_filters([one], view, dashboard.place)


def _check_control(
    contents: Contents, dashboard: DashboardHere, key: str, control: ControlShape
) -> Iterator[Finding]:
    given = control.explicitInput
    place = dashboard.place.inside(shown(given.title or key))
    if given.id != key:
        problem = f"its key {shown(key)} is not explicitInput.id {shown(given.id)}"
        yield finding(Rule.CONTROL, place, problem)
    if control.type == "timeSlider":
        return
    if given.fieldName is None:
        yield finding(Rule.CONTROL, place, "names no field")
        return
    yield from _check_field(
        contents, given, place, is_range=control.type == "rangeSliderControl"
    )
    yield from _check_reach(contents, dashboard, given.fieldName, place)


def _check_reach(
    contents: Contents, dashboard: DashboardHere, name: str, place: Place
) -> Iterator[Finding]:
    """Find panels that a choice empties: Kibana applies it to all, and what lacks the field matches nothing."""
    for panel, view in contents.shown_views(dashboard):
        if view.indices and view.get(name) is None:
            problem = f"choosing from it empties the panel {panel.panel}, whose index has no field {shown(name)}"
            yield finding(Rule.CONTROL, place, problem)


def _check_field(
    contents: Contents, given: ControlInput, place: Place, *, is_range: bool
) -> Iterator[Finding]:
    view = contents.views.get(given.dataViewId or "")
    fact, findings = check_aggregated(view, given.fieldName or "", place)
    yield from findings
    if fact is not None and is_range and fact.shown_as != "number":
        problem = (
            f"{fact.name} is of type {fact.kind}, not a number to choose a range of"
        )
        yield finding(Rule.KIND, place, problem)
