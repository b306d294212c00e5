"""What is wrong with a file of saved objects: where, what, and what to do about it."""

from dataclasses import dataclass, replace
from enum import StrEnum

from core.records import Record


class Rule(StrEnum):
    """The rules that a file of saved objects is held against."""

    FILE = "file"
    SHAPE = "shape"
    TYPE = "type"
    VERSION = "version"
    DUPLICATE = "duplicate"
    REFERENCE = "reference"
    UNUSED = "unused reference"
    INDEX = "index"
    FIELD = "field"
    AGGREGATABLE = "aggregatable"
    NESTED = "nested"
    KIND = "kind of field"
    VECTOR = "vector"
    OPERATION = "operation"
    COLUMN = "column"
    LAYER = "layer"
    ACCESSOR = "accessor"
    ORDER = "order"
    PANEL = "panel"
    GRID = "grid"
    CONTROL = "control"
    QUERY = "query"
    TIME = "time"


REMEDIES = {
    Rule.FILE: "write the file anew with `stallwatch kibana build`",
    Rule.SHAPE: "give the key the value that Kibana keeps there; keys that end in JSON hold JSON in a string",
    Rule.TYPE: "use data views, saved searches, dashboards, Lens, visualizations and tags only",
    Rule.VERSION: "write the version that Kibana 8.19 knows, or an older one: older is brought up, newer is refused",
    Rule.DUPLICATE: "give each object an id of its own",
    Rule.REFERENCE: "add the object to the file and the reference to `references`, with the name that Kibana looks it up by",
    Rule.UNUSED: "drop the reference, or use it",
    Rule.INDEX: "name one index of search/indices.py, with the same prefix as the other data views",
    Rule.FIELD: "use a field of the mapping in search/mappings/, or add it there",
    Rule.AGGREGATABLE: "use the keyword, number or date that holds the same, or add one to the mapping",
    Rule.NESTED: "use a flat field: Lens, filters and controls cannot look into nested ones",
    Rule.KIND: "use an operation that fits the field's kind, or a field of another kind",
    Rule.VECTOR: "hide the field by a source filter of the data view",
    Rule.OPERATION: "use count, unique_count, sum, average, min, max, median, percentile, standard_deviation, terms, date_histogram, range or filters",
    Rule.COLUMN: "list each column once in columnOrder, buckets before metrics",
    Rule.LAYER: "let the visualization name a layer of formBased, and the other way round",
    Rule.ACCESSOR: "let the visualization show each column once, buckets as groups and metrics as values",
    Rule.ORDER: "order by a metric column of the same layer, or alphabetically",
    Rule.PANEL: "make panelIndex, gridData.i and the reference's name agree, each panel with one of its own",
    Rule.GRID: "move the panel: the grid has 48 columns, and panels may not overlap",
    Rule.CONTROL: "make the key and explicitInput.id agree, and name a field that every panel's index has; an alias will do",
    Rule.QUERY: "write the query in Lucene's syntax, or as a filter",
    Rule.TIME: "set timeRestore, timeFrom and timeTo together",
}
"""What to do, by rule."""


@dataclass(frozen=True, slots=True)
class Place:
    """An object of the file, and a panel, control or filter within it."""

    object: str
    """Type and title, or the line of the file."""
    panel: str | None = None
    key: tuple[str, str] = ("", "")
    """Type and id, since two objects may have one title."""

    def inside(self, panel: str) -> "Place":
        """Return a place within this object."""
        return replace(self, panel=panel)


class Finding(Record):
    """Something that Kibana would refuse, or show empty or broken."""

    rule: Rule
    object: str
    """Type and title, or the line of the file."""
    panel: str | None = None
    """Title of the panel or control; None for the object as a whole."""
    problem: str
    remedy: str


def finding(rule: Rule, place: Place, problem: str) -> Finding:
    """Return a finding with its rule's remedy."""
    return Finding(
        rule=rule,
        object=place.object,
        panel=place.panel,
        problem=problem,
        remedy=REMEDIES[rule],
    )
