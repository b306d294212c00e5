"""What stands on a dashboard: charts, texts, Vega pictures and saved searches."""

import json
from abc import ABC, abstractmethod
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from typing_extensions import override

from search.kibana.charts import LUCENE, Chart, lens_attributes
from search.kibana.objects import Reference, SavedObject, packed, saved_object
from search.kibana.views import DataView, Site

SEARCH_INDEX = "kibanaSavedObjectMeta.searchSourceJSON.index"
"""Where a saved search names its data view."""

State = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Placed:
    """A panel as a dashboard holds it, but for its place."""

    state: State
    references: tuple[Reference, ...] = ()


@dataclass(frozen=True, slots=True)
class Panel(ABC):
    """Anything that fills a rectangle of a dashboard."""

    title: str
    """What stands above it; it names the panel within its dashboard."""
    answers: str
    """What it says, in a sentence or a question."""

    @abstractmethod
    def placed(self, key: str, site: Site) -> Placed:
        """Return the panel.

        Args:
            key: The panel's id on the dashboard.
            site: Where it is shown.
        """


@dataclass(frozen=True, slots=True)
class ChartPanel(Panel):
    """A Lens chart."""

    view: DataView
    chart: Chart
    query: str = ""
    """Which documents, in Lucene's syntax."""

    @override
    def placed(self, key: str, site: Site) -> Placed:
        """Return the chart by value: it belongs to its dashboard alone."""
        attributes = lens_attributes(
            key, self.title, self.answers, self.view, self.chart, self.query
        )
        inner = [Reference.model_validate(one) for one in attributes["references"]]
        return Placed(
            {
                "type": "lens",
                "title": self.title,
                "embeddableConfig": {"attributes": attributes, "enhancements": {}},
            },
            tuple(
                one.model_copy(update={"name": f"{key}:{one.name}"}) for one in inner
            ),
        )


@dataclass(frozen=True, slots=True)
class TextPanel(Panel):
    """A text in Markdown, such as where to go from here."""

    write: Callable[[Site], str]

    @override
    def placed(self, key: str, site: Site) -> Placed:
        """Return the text by value, without a title above it."""
        params = {
            "fontSize": 12,
            "openLinksInNewTab": False,
            "markdown": self.write(site),
        }
        return Placed(
            _visualization("markdown", "", self.answers, params, hide_title=True),
        )


@dataclass(frozen=True, slots=True)
class VegaPanel(Panel):
    """A picture that Lens cannot draw."""

    specify: Callable[[Site], State]
    """Makes the Vega specification."""

    @override
    def placed(self, key: str, site: Site) -> Placed:
        """Return the picture by value."""
        spec = json.dumps(self.specify(site), indent=2, ensure_ascii=False)
        state = _visualization("vega", self.title, self.answers, {"spec": spec})
        return Placed(state | {"title": self.title})


@dataclass(frozen=True, slots=True)
class SavedSearch(Panel):
    """Documents as a list; analysts open it in Discover, too."""

    key: str
    view: DataView
    columns: tuple[str, ...]
    newest_by: str
    """Field by which the list is sorted, largest first."""
    query: str = ""
    """Which documents, in Lucene's syntax."""

    def build(self) -> SavedObject:
        """Return the object to import."""
        source = {
            "query": {"query": self.query, "language": LUCENE},
            "filter": [],
            "highlightAll": True,
            "version": True,
            "indexRefName": SEARCH_INDEX,
        }
        attributes = {
            "title": self.title,
            "description": self.answers,
            "columns": list(self.columns),
            "sort": [[self.newest_by, "desc"]],
            "grid": {},
            "hideChart": False,
            "isTextBasedQuery": False,
            "timeRestore": False,
            "usesAdHocDataView": False,
            "kibanaSavedObjectMeta": {"searchSourceJSON": packed(source)},
        }
        looks_at = Reference(type="index-pattern", id=self.view.id, name=SEARCH_INDEX)
        return saved_object("search", self.key, attributes, [looks_at])

    @override
    def placed(self, key: str, site: Site) -> Placed:
        """Return the panel that shows the saved search by reference."""
        name = f"panel_{key}"
        state = {
            "type": "search",
            "title": self.title,
            "embeddableConfig": {"enhancements": {}},
            "panelRefName": name,
        }
        refers = Reference(type="search", id=self.build().id, name=f"{key}:{name}")
        return Placed(state, (refers,))


def _visualization(
    kind: str, title: str, description: str, params: State, *, hide_title: bool = False
) -> State:
    nothing = {"query": {"query": "", "language": LUCENE}, "filter": []}
    saved = {
        "id": "",
        "title": title,
        "description": description,
        "type": kind,
        "params": params,
        "uiState": {},
        "data": {"aggs": [], "searchSource": nothing},
    }
    config: State = {"savedVis": saved, "enhancements": {}}
    if hide_title:
        config["hidePanelTitles"] = True
    return {"type": "visualization", "embeddableConfig": config}
