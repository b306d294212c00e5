"""What a file of saved objects holds, unpacked: data views, searches, charts, dashboards and their panels."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from core.errors import shown
from search.kibana.fields import FieldFact, IndexFields, fields_of, index_of
from search.kibana.findings import Finding, Place, Rule, finding
from search.kibana.objects import SavedObject
from search.kibana.reading import parse, place_of
from search.kibana.shapes import (
    DashboardShape,
    DataViewShape,
    Json,
    LensShape,
    PanelShape,
    SearchShape,
    Visualization,
    VisualizationShape,
    strict_json,
)

PANELS_AT_MOST = 500
"""In one dashboard; a browser gives up long before."""
SEARCH_INDEX = "kibanaSavedObjectMeta.searchSourceJSON.index"
LAYER_INDEX = "indexpattern-datasource-layer-"

References = Mapping[str, tuple[str, str]]
"""Type and id of the object that a name refers to."""


@dataclass(frozen=True, slots=True)
class View:
    """A data view and the fields of its indices."""

    place: Place
    shape: DataViewShape
    prefix: str
    indices: tuple[str, ...]
    """Without the prefix; empty if it names one that this program does not have."""

    def get(self, name: str) -> FieldFact | None:
        """Return what is known of a field in the first of the indices that has it."""
        for index in self.indices:
            fact = fields_of(index).get(name)
            if fact is not None:
                return fact
        return None

    def every(self) -> Iterator[IndexFields]:
        """Return the fields of each index."""
        return (fields_of(index) for index in self.indices)


@dataclass(frozen=True, slots=True)
class LensHere:
    """A Lens, in the library or in a panel."""

    place: Place
    shape: LensShape
    references: References
    dashboard: "DashboardHere | None" = None
    panel: PanelShape | None = None


@dataclass(frozen=True, slots=True)
class VegaHere:
    """A Vega chart, in the library or in a panel."""

    place: Place
    title: str
    spec: Json
    dashboard: "DashboardHere | None" = None
    panel: PanelShape | None = None


@dataclass(frozen=True, slots=True)
class SearchHere:
    """A saved search, in the library or in a panel."""

    place: Place
    shape: SearchShape
    references: References
    dashboard: "DashboardHere | None" = None
    panel: PanelShape | None = None


@dataclass(frozen=True, slots=True)
class DashboardHere:
    """A dashboard with those of its panels that can be read."""

    place: Place
    shape: DashboardShape
    references: References
    panels: tuple[PanelShape, ...]

    def place_of(self, panel: PanelShape) -> Place:
        """Return how findings name a panel."""
        attributes = panel.embeddableConfig.get("attributes")
        inner = attributes.get("title") if isinstance(attributes, dict) else None
        return self.place.inside(shown(panel.title or inner or panel.panelIndex))


@dataclass(slots=True)
class Contents:
    """Everything in the file that can be read."""

    objects: Sequence[SavedObject]
    views: dict[str, View] = field(default_factory=dict)
    lenses: list[LensHere] = field(default_factory=list)
    vegas: list[VegaHere] = field(default_factory=list)
    searches: list[SearchHere] = field(default_factory=list)
    dashboards: list[DashboardHere] = field(default_factory=list)
    findings: list[Finding] = field(default_factory=list)
    """What could not be read."""

    def view(self, references: References, name: str) -> View | None:
        """Return the data view behind a reference, if it is there."""
        target = references.get(name)
        return self.views.get(target[1]) if target else None

    def shown_views(self, dashboard: DashboardHere) -> Iterator[tuple[Place, View]]:
        """Return the panels of a dashboard with the data views that they look at."""
        searches = {search.place.key: search for search in self.searches}
        for lens in self.lenses:
            if lens.dashboard is dashboard:
                views = (self.view(lens.references, name) for name in lens.references)
                yield from ((lens.place, view) for view in views if view)
        for panel in dashboard.panels:
            name = f"{panel.panelIndex}:{panel.panelRefName}"
            search = searches.get(dashboard.references.get(name, ("", "")))
            view = self.view(search.references, SEARCH_INDEX) if search else None
            if view is not None:
                yield dashboard.place_of(panel), view


def unpack(objects: Sequence[SavedObject]) -> Contents:
    """Read what the objects hold."""
    contents = Contents(objects)
    for one in objects:
        _READERS.get(one.type, _unknown)(contents, one)
    for dashboard in contents.dashboards:
        for panel in dashboard.panels:
            if panel.panelRefName is None:
                _unpack_panel(contents, dashboard, panel)
    return contents


def _unknown(contents: Contents, one: SavedObject) -> None:
    problem = f"{shown(one.type)} is no type that is known here"
    contents.findings.append(finding(Rule.TYPE, place_of(one), problem))


def _read_view(contents: Contents, one: SavedObject) -> None:
    place = place_of(one)
    shape = parse(DataViewShape, one.attributes, place, contents.findings)
    if shape is None:
        return
    named = [index_of(title.strip()) for title in shape.title.split(",")]
    known = [pair for pair in named if pair is not None]
    prefixes = {prefix for prefix, _ in known}
    if len(known) != len(named) or len(prefixes) != 1:
        problem = f"its title {shown(shape.title)} names no index of this program, or several prefixes"
        contents.findings.append(finding(Rule.INDEX, place, problem))
        known = []
    contents.views[one.id] = View(
        place, shape, min(prefixes, default=""), tuple(index for _, index in known)
    )


def _read_search(contents: Contents, one: SavedObject) -> None:
    place = place_of(one)
    shape = parse(SearchShape, one.attributes, place, contents.findings)
    if shape is not None:
        contents.searches.append(SearchHere(place, shape, _by_name(one)))


def _read_lens(contents: Contents, one: SavedObject) -> None:
    place = place_of(one)
    shape = parse(LensShape, one.attributes, place, contents.findings)
    if shape is not None:
        contents.lenses.append(LensHere(place, shape, _by_name(one)))


def _read_visualization(contents: Contents, one: SavedObject) -> None:
    place = place_of(one)
    shape = parse(VisualizationShape, one.attributes, place, contents.findings)
    if shape is not None:
        spec = _vega(shape.visState, place, contents.findings)
        if spec is not None:
            contents.vegas.append(VegaHere(place, shape.title, spec))


def _read_dashboard(contents: Contents, one: SavedObject) -> None:
    place = place_of(one)
    shape = parse(DashboardShape, one.attributes, place, contents.findings)
    if shape is None:
        return
    if len(shape.panelsJSON) > PANELS_AT_MOST:
        problem = f"has more than {PANELS_AT_MOST} panels"
        contents.findings.append(finding(Rule.PANEL, place, problem))
    read = []
    for number, raw in enumerate(shape.panelsJSON[:PANELS_AT_MOST], start=1):
        within = place.inside(shown(raw.get("title") or f"panel {number}"))
        panel = parse(PanelShape, raw, within, contents.findings)
        read += [] if panel is None else [panel]
    contents.dashboards.append(DashboardHere(place, shape, _by_name(one), tuple(read)))


def _no_content(contents: Contents, one: SavedObject) -> None:
    """Tags hold nothing that could be wrong."""


_READERS = {
    "index-pattern": _read_view,
    "search": _read_search,
    "lens": _read_lens,
    "visualization": _read_visualization,
    "dashboard": _read_dashboard,
    "tag": _no_content,
}


def _unpack_panel(
    contents: Contents, dashboard: DashboardHere, panel: PanelShape
) -> None:
    place = dashboard.place_of(panel)
    attributes = panel.embeddableConfig.get("attributes")
    if panel.type == "lens":
        lens = parse(LensShape, attributes, place, contents.findings)
        if lens is not None:
            inner = {one.name: (one.type, one.id) for one in lens.references}
            contents.lenses.append(LensHere(place, lens, inner, dashboard, panel))
    elif panel.type == "visualization":
        raw = panel.embeddableConfig.get("savedVis")
        drawn = parse(Visualization, raw, place, contents.findings)
        spec = _vega(drawn, place, contents.findings) if drawn else None
        if spec is not None:
            title = panel.title or ""
            contents.vegas.append(VegaHere(place, title, spec, dashboard, panel))
    else:
        problem = (
            f"is a panel by value of type {shown(panel.type)}, which is not known here"
        )
        contents.findings.append(finding(Rule.PANEL, place, problem))


def _vega(drawn: Visualization, place: Place, findings: list[Finding]) -> Json | None:
    if drawn.type == "markdown":
        return None
    if drawn.type != "vega":
        problem = f"{shown(drawn.type)} is no visualization that is known here"
        findings.append(finding(Rule.TYPE, place, problem))
        return None
    spec = drawn.params.get("spec")
    try:
        read = strict_json(spec) if isinstance(spec, str) else None
    except ValueError as error:
        findings.append(finding(Rule.SHAPE, place, f"its Vega is no JSON: {error}"))
        return None
    if isinstance(read, dict):
        return read
    problem = "params.spec is no JSON object in a string"
    findings.append(finding(Rule.SHAPE, place, problem))
    return None


def _by_name(one: SavedObject) -> References:
    return {
        reference.name: (reference.type, reference.id) for reference in one.references
    }
