"""Dashboards: rows of panels, controls above them, and the span of time that they open with."""

from dataclasses import dataclass
from typing import Any

from core.errors import ConfigError
from search.kibana.charts import LUCENE
from search.kibana.objects import (
    Reference,
    SavedObject,
    object_id,
    packed,
    saved_object,
)
from search.kibana.panels import Panel, Placed
from search.kibana.views import DataView, Site

GRID_COLUMNS = 48

State = dict[str, Any]


def dashboard_id(key: str) -> str:
    """Return the id by which links lead to a dashboard."""
    return object_id("dashboard", key)


@dataclass(frozen=True, slots=True)
class Control:
    """A list of a field's values above the panels; what is chosen narrows all of them."""

    title: str
    field: str
    view: DataView

    def state(self, key: str, order: int) -> State:
        """Return the control as Kibana keeps it."""
        explicit = {
            "id": key,
            "dataViewId": self.view.id,
            "fieldName": self.field,
            "title": self.title,
            "selectedOptions": [],
            "enhancements": {},
        }
        return {
            "order": order,
            "width": "medium",
            "grow": True,
            "type": "optionsListControl",
            "explicitInput": explicit,
        }

    def reference(self, key: str) -> Reference:
        """Return what it refers to."""
        name = f"controlGroup_{key}:optionsListDataView"
        return Reference(type="index-pattern", id=self.view.id, name=name)


@dataclass(frozen=True, slots=True)
class Row:
    """Panels side by side, of one height; they share the width evenly unless widths are given."""

    height: int
    panels: tuple[Panel, ...]
    widths: tuple[int, ...] = ()

    def placed_widths(self) -> tuple[int, ...]:
        """Return the width of each panel, in columns of the grid.

        Raises:
            ConfigError: They do not fill the grid.
        """
        even = GRID_COLUMNS // len(self.panels)
        widths = self.widths or (even,) * len(self.panels)
        if len(widths) != len(self.panels) or sum(widths) > GRID_COLUMNS:
            raise ConfigError(
                f"the row with {self.panels[0].title!r} does not fit the {GRID_COLUMNS} "
                "columns of a dashboard: give one width a panel"
            )
        return widths


@dataclass(frozen=True, slots=True)
class Dashboard:
    """One page of panels."""

    key: str
    title: str
    answers: str
    rows: tuple[Row, ...]
    controls: tuple[Control, ...]
    since: str = "now-1y"
    """Begin of the span of time that it opens with; its end is now."""

    @property
    def id(self) -> str:
        """The id by which links lead to it."""
        return dashboard_id(self.key)

    def build(self, site: Site) -> SavedObject:
        """Return the object to import.

        Raises:
            ConfigError: A row does not fit.
        """
        panels: list[State] = []
        references: list[Reference] = []
        top = 0
        for row in self.rows:
            left = 0
            for panel, width in zip(row.panels, row.placed_widths(), strict=True):
                key = object_id("panel", self.key, panel.title)
                place = {"x": left, "y": top, "w": width, "h": row.height, "i": key}
                placed = panel.placed(key, site)
                panels.append(_panel(placed, place))
                references += placed.references
                left += width
            top += row.height
        chosen = {self._control_key(one): one for one in self.controls}
        references += [one.reference(key) for key, one in chosen.items()]
        attributes = {
            "title": self.title,
            "description": self.answers,
            "version": 1,
            "timeRestore": True,
            "timeFrom": self.since,
            "timeTo": "now",
            "refreshInterval": {"pause": True, "value": 60_000},
            "panelsJSON": packed(panels),
            "optionsJSON": packed(_OPTIONS),
            "controlGroupInput": _control_group(chosen),
            "kibanaSavedObjectMeta": {
                "searchSourceJSON": packed(
                    {"query": {"query": "", "language": LUCENE}, "filter": []}
                )
            },
        }
        return saved_object("dashboard", self.key, attributes, references)

    def _control_key(self, control: Control) -> str:
        return object_id("control", self.key, control.field)


_OPTIONS = {
    "useMargins": True,
    # A market has one colour on all panels.
    "syncColors": True,
    "syncCursor": True,
    "syncTooltips": False,
    "hidePanelTitles": False,
}
_OBEY_ALL = {
    "ignoreFilters": False,
    "ignoreQuery": False,
    "ignoreTimerange": False,
    "ignoreValidations": False,
}


def _panel(placed: Placed, place: State) -> State:
    return placed.state | {"gridData": place, "panelIndex": place["i"]}


def _control_group(chosen: dict[str, Control]) -> State:
    states = {
        key: control.state(key, order)
        for order, (key, control) in enumerate(chosen.items())
    }
    return {
        "chainingSystem": "HIERARCHICAL",
        "controlStyle": "oneLine",
        "showApplySelections": False,
        "ignoreParentSettingsJSON": packed(_OBEY_ALL),
        "panelsJSON": packed(states),
    }
