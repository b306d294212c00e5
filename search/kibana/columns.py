"""The columns of a Lens table: what is counted or measured, and by what it is split."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

RECORDS = "___records___"
"""Stands in place of a field where documents are counted."""

State = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Measure:
    """A number: of documents, or of what a field holds."""

    label: str
    operation: str
    source: str = RECORDS
    """The field that holds it."""
    data_type: str = "number"
    params: Mapping[str, Any] = field(default_factory=dict, hash=False)

    def state(self, _ids: Mapping["Column", str]) -> State:
        """Return the column as Lens keeps it."""
        return _column(self, scale="ratio", bucketed=False, params=dict(self.params))


@dataclass(frozen=True, slots=True)
class Split:
    """What the documents are sorted into: values, times, ranges or questions."""

    label: str
    operation: str
    source: str | None
    """The field; None where questions split."""
    data_type: str
    scale: str
    params: Mapping[str, Any] = field(hash=False)
    by: Measure | None = None
    """Whose largest values come first; a column of the same chart. None where the split has an order of its own."""

    def state(self, ids: Mapping["Column", str]) -> State:
        """Return the column as Lens keeps it.

        Args:
            ids: Of all columns of the chart.
        """
        params = dict(self.params)
        if self.by is not None:
            params["orderBy"] = {"type": "column", "columnId": ids[self.by]}
        return _column(self, scale=self.scale, bucketed=True, params=params)


Column = Measure | Split


def count(label: str) -> Measure:
    """Count documents."""
    return Measure(label, "count", params={"emptyAsNull": True})


def distinct(label: str, field: str) -> Measure:
    """Count the different values of a field, roughly beyond some thousands."""
    return Measure(label, "unique_count", field, params={"emptyAsNull": True})


def total(label: str, field: str) -> Measure:
    """Add a field up."""
    return Measure(label, "sum", field, params={"emptyAsNull": True})


def average(label: str, field: str, *, decimals: int = 1) -> Measure:
    """Take the mean of a field."""
    return Measure(label, "average", field, params=_decimals("number", decimals))


def share(label: str, field: str) -> Measure:
    """Take the mean of a field that holds shares from 0 to 1, shown in per cent."""
    return Measure(label, "average", field, params=_decimals("percent", 0))


def median(label: str, field: str, *, decimals: int = 1) -> Measure:
    """Take the middle value of a field, which a few absurd ones do not move."""
    return Measure(label, "median", field, params=_decimals("number", decimals))


def percentile(label: str, field: str, percent: int) -> Measure:
    """Take the value of a field that so many per cent of the documents do not exceed."""
    params = {"percentile": percent} | _decimals("number", 1)
    return Measure(label, "percentile", field, params=params)


def largest(label: str, field: str, *, decimals: int = 0) -> Measure:
    """Take the largest number of a field."""
    return Measure(label, "max", field, params=_decimals("number", decimals))


def earliest(label: str, field: str) -> Measure:
    """Take the first moment of a field of times."""
    return Measure(label, "min", field, data_type="date")


def latest(label: str, field: str) -> Measure:
    """Take the last moment of a field of times."""
    return Measure(label, "max", field, data_type="date")


def top(
    label: str,
    field: str,
    by: Measure | None = None,
    *,
    size: int = 10,
    other: bool = False,
) -> Split:
    """Split by the values of a field, those first whose ``by`` is largest.

    Args:
        label: Heading.
        field: Keyword, number or boolean.
        by: A measure of the same chart; where None, the values of most documents come first, though the chart does not count them.
        size: How many values.
        other: Put all further values together under "Other".
    """
    params: State = {
        "size": size,
        "orderDirection": "desc",
        "otherBucket": other,
        "missingBucket": False,
        "parentFormat": {"id": "terms"},
        "include": [],
        "exclude": [],
        "includeIsRegex": False,
        "excludeIsRegex": False,
    }
    if by is None:
        by_count = {
            "orderBy": {"type": "custom"},
            "orderAgg": count("Documents").state({}),
        }
        params |= by_count
    return Split(label, "terms", field, "string", "ordinal", params, by)


def over_time(label: str, field: str, *, interval: str = "auto") -> Split:
    """Split by time, in steps that fit the chosen span or of a fixed length such as ``1d``."""
    params = {"interval": interval, "includeEmptyRows": True, "dropPartials": False}
    return Split(label, "date_histogram", field, "date", "interval", params)


def ranges(label: str, field: str, bounds: Sequence[float]) -> Split:
    """Split a number at some bounds: below the first is left out, the last has no upper end."""
    ends: list[float | None] = [*bounds[1:], None]
    steps = [
        {"from": low, "to": high, "label": ""}
        for low, high in zip(bounds, ends, strict=True)
    ]
    shown = {
        "id": "range",
        "params": {"template": "arrow_right", "replaceInfinity": True},
    }
    params = {
        "type": "range",
        "ranges": steps,
        "maxBars": "auto",
        "parentFormat": shown,
    }
    return Split(label, "range", field, "string", "ordinal", params)


def questions(label: str, asked: Mapping[str, str]) -> Split:
    """Split by questions in Lucene's syntax; a document may answer several.

    Args:
        label: Heading.
        asked: The questions by the name that each is shown under.
    """
    given = [
        {"label": name, "input": {"query": query, "language": "lucene"}}
        for name, query in asked.items()
    ]
    return Split(label, "filters", None, "string", "ordinal", {"filters": given})


def _decimals(kind: str, decimals: int) -> State:
    return {"format": {"id": kind, "params": {"decimals": decimals}}}


def _column(column: Column, *, scale: str, bucketed: bool, params: State) -> State:
    state: State = {
        "label": column.label,
        "customLabel": True,
        "dataType": column.data_type,
        "operationType": column.operation,
        "isBucketed": bucketed,
        "scale": scale,
        "params": params,
    }
    return state if column.source is None else state | {"sourceField": column.source}
