"""The parts of saved objects as Kibana 8.19 keeps them, read strictly from a file that anybody may have written.

A key that nothing here asks for passes, unless Kibana refuses it as well.
"""

import json
from typing import Annotated, Any, Literal, NoReturn

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field

Json = dict[str, Any]

TEXT_CHARS = 10_000
"""No title, id, query or name is longer."""


def _refuse_constant(name: str) -> NoReturn:
    raise ValueError(f"{name} is no JSON")


def _without_repeats(pairs: list[tuple[str, Any]]) -> Json:
    read = dict(pairs)
    if len(read) != len(pairs):
        raise ValueError("a key stands twice in one object")
    return read


def strict_json(text: str) -> Any:
    """Read JSON as a browser does, and refuse repeated keys, of which nobody knows which one counts.

    Raises:
        ValueError: It is no such JSON.
    """
    try:
        return json.loads(
            text, parse_constant=_refuse_constant, object_pairs_hook=_without_repeats
        )
    except RecursionError as error:
        raise ValueError("it is nested too deeply") from error


def _unpacked(value: Any) -> Any:
    if not isinstance(value, str):
        raise ValueError(f"JSON in a string is wanted, not {type(value).__name__}")  # noqa: TRY004 - pydantic collects ValueErrors
    return strict_json(value)


class Shape(BaseModel):
    """A part of an object."""

    model_config = ConfigDict(extra="allow", strict=True, frozen=True)


Text = Annotated[str, Field(max_length=TEXT_CHARS)]
Name = Annotated[str, Field(min_length=1, max_length=TEXT_CHARS)]


class Query(Shape):
    """A question in words."""

    query: Text
    language: Literal["lucene", "kuery"]


class Filter(Shape):
    """A clause beside the question; ``meta.index`` or ``meta.indexRefName`` name a reference."""

    meta: Json = {}
    query: Json | None = None

    @property
    def reference(self) -> Any:
        """Name of the reference to its data view, or None."""
        return self.meta.get("indexRefName", self.meta.get("index"))


class SearchSource(Shape):
    """What a saved search or a dashboard restricts itself to."""

    query: Query | None = None
    filter: list[Filter] = []
    index: Any = None
    """Stands here only in what Kibana has opened; in a file it is a reference."""
    indexRefName: Name | None = None  # noqa: N815 - Kibana's name


class SearchMeta(Shape):
    """Wraps a search source, packed."""

    searchSourceJSON: Annotated[SearchSource, BeforeValidator(_unpacked)]  # noqa: N815


class Pattern(Shape):
    """A field, or several by ``*``."""

    value: Name


class DataViewShape(Shape):
    """Attributes of a data view."""

    title: Name
    name: Text = ""
    timeFieldName: Name | None = None  # noqa: N815
    sourceFilters: Annotated[list[Pattern], BeforeValidator(_unpacked)] = []  # noqa: N815
    fieldFormatMap: Annotated[Json, BeforeValidator(_unpacked)] = {}  # noqa: N815
    fieldAttrs: Annotated[Json, BeforeValidator(_unpacked)] = {}  # noqa: N815
    runtimeFieldMap: Annotated[Json, BeforeValidator(_unpacked)] = {}  # noqa: N815
    fields: Annotated[list[Json], BeforeValidator(_unpacked)] = []


class SearchShape(Shape):
    """Attributes of a saved search."""

    title: Name
    columns: list[Name]
    sort: list[Annotated[list[Name], Field(min_length=2, max_length=2)]]
    kibanaSavedObjectMeta: SearchMeta  # noqa: N815


class Column(Shape):
    """One column of a Lens layer."""

    label: Text
    dataType: Literal["string", "number", "date", "boolean", "ip"]  # noqa: N815
    operationType: Name  # noqa: N815
    isBucketed: bool  # noqa: N815
    scale: Literal["ordinal", "interval", "ratio"]
    sourceField: Name | None = None  # noqa: N815
    params: Json = {}
    filter: Query | None = None


class Layer(Shape):
    """A table of buckets and metrics over one data view."""

    columns: dict[str, Column]
    columnOrder: list[str]  # noqa: N815


class FormBased(Shape):
    """The layers by their ids."""

    layers: dict[str, Layer]


class Sources(Shape):
    """Where a Lens takes its data from; ES|QL (``textBased``) needs a module that not every server has."""

    model_config = ConfigDict(extra="forbid", strict=True, frozen=True)

    formBased: FormBased  # noqa: N815


class LensState(Shape):
    """What a Lens asks and how it draws it."""

    datasourceStates: Sources  # noqa: N815
    visualization: Json
    query: Query
    filters: list[Filter]


class ReferenceShape(Shape):
    """A reference as it stands within a panel by value."""

    type: Name
    id: Name
    name: Name


class LensShape(Shape):
    """Attributes of a Lens."""

    title: Text
    visualizationType: Name  # noqa: N815
    state: LensState
    references: list[ReferenceShape] = []
    """Of a Lens by value; one in the library keeps them beside its attributes."""


class Visualization(Shape):
    """A Vega chart or a markdown text."""

    type: Name
    params: Json = {}


class VisualizationShape(Shape):
    """Attributes of a visualization in the library."""

    title: Text
    visState: Annotated[Visualization, BeforeValidator(_unpacked)]  # noqa: N815
    kibanaSavedObjectMeta: SearchMeta  # noqa: N815


class Grid(Shape):
    """Where a panel stands, in grid units."""

    x: Annotated[int, Field(ge=0, le=48)]
    y: Annotated[int, Field(ge=0, le=10_000)]
    w: Annotated[int, Field(ge=1, le=1_000)]
    h: Annotated[int, Field(ge=1, le=1_000)]
    i: Name


class PanelShape(Shape):
    """A panel of a dashboard."""

    type: Name
    gridData: Grid  # noqa: N815
    panelIndex: Name  # noqa: N815
    embeddableConfig: Json  # noqa: N815
    panelRefName: Name | None = None  # noqa: N815
    title: Text | None = None


class ControlInput(Shape):
    """What a control offers; one of time names no field."""

    id: Name
    title: Text = ""
    dataViewId: Name | None = None  # noqa: N815
    fieldName: Name | None = None  # noqa: N815
    selectedOptions: list[Any] = []  # noqa: N815


class ControlShape(Shape):
    """A control above the panels."""

    type: Literal["optionsListControl", "rangeSliderControl", "timeSlider"]
    order: int
    explicitInput: ControlInput  # noqa: N815


class ControlGroup(Shape):
    """The controls of a dashboard, each packed away from the schema's eyes."""

    panelsJSON: Annotated[dict[str, ControlShape], BeforeValidator(_unpacked)]  # noqa: N815
    controlStyle: Literal["oneLine", "twoLine"]  # noqa: N815
    chainingSystem: Literal["HIERARCHICAL", "NONE"]  # noqa: N815
    ignoreParentSettingsJSON: Annotated[Json, BeforeValidator(_unpacked)]  # noqa: N815


class RefreshInterval(Shape):
    """How often a dashboard asks again."""

    pause: bool
    value: int


class DashboardShape(Shape):
    """Attributes of a dashboard; Kibana refuses further keys."""

    model_config = ConfigDict(extra="forbid", strict=True, frozen=True)

    title: Name
    description: Text = ""
    hits: int | None = None
    version: int | None = None
    panelsJSON: Annotated[list[Json], BeforeValidator(_unpacked)]  # noqa: N815
    optionsJSON: Annotated[Json, BeforeValidator(_unpacked)]  # noqa: N815
    kibanaSavedObjectMeta: SearchMeta  # noqa: N815
    timeRestore: bool = False  # noqa: N815
    timeFrom: Name | None = None  # noqa: N815
    timeTo: Name | None = None  # noqa: N815
    refreshInterval: RefreshInterval | None = None  # noqa: N815
    controlGroupInput: ControlGroup | None = None  # noqa: N815
