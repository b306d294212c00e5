"""Whether whatever an object names is referred to, is in the file, and nothing is referred to in vain."""

from collections.abc import Iterable, Iterator
from itertools import chain

from core.errors import shown
from search.kibana.contents import (
    LAYER_INDEX,
    SEARCH_INDEX,
    Contents,
    DashboardHere,
    LensHere,
    SearchHere,
)
from search.kibana.findings import Finding, Place, Rule, finding
from search.kibana.objects import SavedObject
from search.kibana.reading import place_of
from search.kibana.shapes import ControlShape, Json, PanelShape, SearchSource

CONTROL_SUFFIX = {
    "optionsListControl": "optionsListDataView",
    "rangeSliderControl": "rangeSliderDataView",
}
"""How the reference of a control ends; one of time has none."""
Wanted = tuple[str, str, str | None, Place]
"""Name, type and id of a reference that must be there; any id where it is None."""


def check_references(contents: Contents) -> Iterator[Finding]:
    """Find references that are missing, lead nowhere, stand twice or are used by nothing."""
    there = {(one.type, one.id) for one in contents.objects}
    wanted: dict[tuple[str, str], list[Wanted]] = {}
    for item in _all_wanted(contents):
        wanted.setdefault(item[3].key, []).append(item)
    unread = {one.object for one in contents.findings}
    for one in contents.objects:
        place = place_of(one)
        yield from _check_targets(one, place, there)
        asked = wanted.get(place.key, [])
        yield from _check_wanted(one, asked)
        if place.object not in unread:
            # What could not be read whole may use any of them.
            yield from _check_unused(one, place, {item[0] for item in asked})
    yield from chain.from_iterable(map(_check_inner, contents.lenses))
    for search in contents.searches:
        yield from _check_index_key(search)


def _check_targets(
    one: SavedObject, place: Place, there: set[tuple[str, str]]
) -> Iterator[Finding]:
    names: set[str] = set()
    for reference in one.references:
        if (reference.type, reference.id) not in there:
            problem = f"the reference {shown(reference.name)} leads to {reference.type[:40]} {shown(reference.id)}, which is not in the file"
            yield finding(Rule.REFERENCE, place, problem)
        if reference.name in names:
            problem = f"two references have the name {shown(reference.name)}"
            yield finding(Rule.REFERENCE, place, problem)
        names.add(reference.name)


def _check_wanted(one: SavedObject, asked: Iterable[Wanted]) -> Iterator[Finding]:
    given = {
        reference.name: (reference.type, reference.id) for reference in one.references
    }
    for name, kind, target, place in asked:
        found = given.get(name)
        if found is None:
            yield finding(Rule.REFERENCE, place, f"no reference is named {shown(name)}")
        elif found[0] != kind or target not in (None, found[1]):
            problem = f"the reference {shown(name)} leads to {found[0][:40]} {shown(found[1])}, not to {kind[:40]} {shown(target or 'of any id')}"
            yield finding(Rule.REFERENCE, place, problem)


def _check_unused(one: SavedObject, place: Place, used: set[str]) -> Iterator[Finding]:
    for reference in one.references:
        is_tag = reference.type == "tag" and reference.name == f"tag-ref-{reference.id}"
        if reference.name not in used and not is_tag:
            problem = f"nothing uses the reference {shown(reference.name)}"
            yield finding(Rule.UNUSED, place, problem)


def _check_inner(lens: LensHere) -> Iterator[Finding]:
    if lens.panel is None:
        return
    wanted = {name: kind for name, kind, _, _ in _of_lens(lens)}
    for name, kind in wanted.items():
        if lens.references.get(name, ("", ""))[0] != kind:
            problem = f"its attributes have no reference {shown(name)} to a data view"
            yield finding(Rule.REFERENCE, lens.place, problem)
    for name in lens.references:
        if name not in wanted:
            problem = f"nothing uses the reference {shown(name)} of its attributes"
            yield finding(Rule.UNUSED, lens.place, problem)


def _check_index_key(search: SearchHere) -> Iterator[Finding]:
    source = search.shape.kibanaSavedObjectMeta.searchSourceJSON
    if source.index is not None:
        problem = "searchSourceJSON has a key `index`, which belongs into a reference"
        yield finding(Rule.REFERENCE, search.place, problem)
    if source.indexRefName != SEARCH_INDEX:
        problem = f"searchSourceJSON.indexRefName is not {SEARCH_INDEX!r}, so that Kibana finds no data view"
        yield finding(Rule.REFERENCE, search.place, problem)


def _all_wanted(contents: Contents) -> Iterator[Wanted]:
    for lens in contents.lenses:
        if lens.panel is None:
            yield from _of_lens(lens)
        else:
            # A panel repeats the references of what it holds, with its own name before each.
            for name, (kind, target) in lens.references.items():
                yield f"{lens.panel.panelIndex}:{name}", kind, target, lens.place
    for search in contents.searches:
        yield from _of_source(
            search.shape.kibanaSavedObjectMeta.searchSourceJSON, search.place
        )
    for dashboard in contents.dashboards:
        yield from _of_dashboard(dashboard)


def _of_lens(lens: LensHere) -> Iterator[Wanted]:
    for layer in lens.shape.state.datasourceStates.formBased.layers:
        yield f"{LAYER_INDEX}{layer}", "index-pattern", None, lens.place
    for one in lens.shape.state.filters:
        if one.reference is not None:
            yield str(one.reference), "index-pattern", None, lens.place


def _of_source(source: SearchSource, place: Place) -> Iterator[Wanted]:
    if source.indexRefName is not None:
        yield source.indexRefName, "index-pattern", None, place
    for one in source.filter:
        if one.reference is not None:
            yield str(one.reference), "index-pattern", None, place


def _of_dashboard(dashboard: DashboardHere) -> Iterator[Wanted]:
    source = dashboard.shape.kibanaSavedObjectMeta.searchSourceJSON
    yield from _of_source(source, dashboard.place)
    for panel in dashboard.panels:
        yield from _of_panel(panel, dashboard.place_of(panel))
    group = dashboard.shape.controlGroupInput
    for key, control in group.panelsJSON.items() if group else ():
        yield from _of_control(key, control, dashboard.place)


def _of_panel(panel: PanelShape, place: Place) -> Iterator[Wanted]:
    if panel.panelRefName is not None:
        yield f"{panel.panelIndex}:{panel.panelRefName}", panel.type, None, place
    for event in _drilldowns(panel.embeddableConfig):
        name = f"{panel.panelIndex}:drilldown:DASHBOARD_TO_DASHBOARD_DRILLDOWN:{event}:dashboardId"
        yield name, "dashboard", None, place


def _of_control(key: str, control: ControlShape, place: Place) -> Iterator[Wanted]:
    suffix = CONTROL_SUFFIX.get(control.type)
    if suffix is not None:
        within = place.inside(shown(control.explicitInput.title or key))
        target = control.explicitInput.dataViewId
        yield f"controlGroup_{key}:{suffix}", "index-pattern", target, within


def _drilldowns(config: Json) -> Iterator[str]:
    try:
        events = config["enhancements"]["dynamicActions"]["events"]
        for event in events:
            if event["action"]["factoryId"] == "DASHBOARD_TO_DASHBOARD_DRILLDOWN":
                yield str(event["eventId"])
    except (KeyError, TypeError):
        # None, or none that Kibana could read either.
        return
