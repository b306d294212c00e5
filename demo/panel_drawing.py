"""Draws one answered question roughly as Kibana would: a number, bars, lines, shares, flows or a list."""

import re
from collections.abc import Callable, Sequence
from datetime import UTC, datetime
from typing import Any
from unicodedata import category

from matplotlib.axes import Axes
from matplotlib.patches import PathPatch
from matplotlib.path import Path as Outline

from search.kibana.questions import Answered
from search.kibana.tables import Table

COLOURS = ("#2f6f9f", "#c8763c", "#4f8f5b", "#9a5a8f", "#b8a13c", "#6b7480", "#a94a4a", "#3c9a9a")  # fmt: skip
LABEL_CHARS = 22
SERIES = 8
"""Beyond these, colours repeat."""
BARS = 12
LEGEND_BESIDE = 0.82
"""Of a chart's width, where names of several series stand beside it."""
ROWS = 8
"""Of a list, so that the files stay small."""
_DRAWN_CHARS = 0x2E80
"""Scripts from here on, and pictographs, are not in the font that the pictures are measured with."""

_MOMENT = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:[\d.]{1,20}Z")

Series = dict[str, dict[Any, float]]


def draw(axes: Axes, answered: Answered, *, height: float) -> None:
    """Draw an answer into a frame without axes, or into axes of its own.

    Args:
        axes: The frame.
        answered: A question that the server did not refuse.
        height: Of the frame, in inches: lists show as many rows as fit.
    """
    table = answered.table
    if table is None or not table.rows:
        axes.set_axis_off()
        axes.text(0.5, 0.5, "no data", ha="center", color="0.5")
        return
    drawn_as = answered.question.drawn_as
    if drawn_as == "lnsXY":
        _draw_axes(axes, table, answered.question.style)
    elif drawn_as in _FRAMED:
        axes.set_axis_off()
        _FRAMED[drawn_as](axes, table)
    else:
        axes.set_axis_off()
        _draw_list(axes, table, rows=min(ROWS, max(1, int(height / 0.17) - 1)))


def plain(value: Any) -> str:
    """Return a value as a short text that needs no other font and starts no formula."""
    if isinstance(value, float):
        return f"{value:,.0f}" if abs(value) >= 100 or value.is_integer() else f"{value:.2f}"  # fmt: skip
    if isinstance(value, list):
        return plain(", ".join(map(plain, value[:3])))
    text = "-" if value is None else str(value)
    if _MOMENT.fullmatch(text):
        return text[:16].replace("T", " ")
    shown = "".join(sign if _has_glyph(sign) else "\u25a1" for sign in text)
    return shown if len(shown) <= LABEL_CHARS else f"{shown[: LABEL_CHARS - 1]}\u2026"


def _has_glyph(sign: str) -> bool:
    return sign.isprintable() and ord(sign) < _DRAWN_CHARS and category(sign) != "So"


def _cell(value: Any, kind: str) -> str:
    if kind == "date" and isinstance(value, int | float):
        return f"{_moment(value):%Y-%m-%d}"
    return plain(value)


def _moment(milliseconds: float) -> datetime:
    return datetime.fromtimestamp(milliseconds / 1000, UTC)


def _draw_number(axes: Axes, table: Table) -> None:
    text = _cell(table.rows[0][-1], table.headings[-1].kind)
    axes.text(0.5, 0.45, text, ha="center", va="center", fontsize=18, color=COLOURS[0])


def _draw_shares(axes: Axes, table: Table) -> None:
    rows = [row for row in table.rows if row[-1]][:SERIES]
    axes.pie(
        [row[-1] for row in rows],
        labels=[plain(row[0]) for row in rows],
        colors=COLOURS,
        wedgeprops={"width": 0.45},
        textprops={"fontsize": 6},
    )


def _draw_list(axes: Axes, table: Table, *, rows: int) -> None:
    left = 0.0
    lines = [
        [_cell(value, heading.kind) for value, heading in zip(row, table.headings, strict=True)]
        for row in table.rows[:rows]
    ]  # fmt: skip
    names = [plain(heading.label) for heading in table.headings]
    columns = list(zip(names, *lines, strict=True))
    widths = [max(map(len, column)) + 2 for column in columns]
    for name, column, width in zip(names, columns, widths, strict=True):
        text = "\n".join(column[1:])
        axes.text(left, 1, name, va="top", fontsize=6, weight="bold")
        axes.text(left, 1, f"\n{text}", va="top", fontsize=6, linespacing=1.45)
        left += width / sum(widths)


def _draw_flows(axes: Axes, table: Table) -> None:
    flows = [(str(row[0]), str(row[1]), row[2]) for row in table.rows if len(row) == 3]
    whole = sum(size for _, _, size in flows) or 1
    starts = _stacked([(source, size) for source, _, size in flows])
    ends = _stacked([(target, size) for _, target, size in flows])
    colours = dict(zip(starts, COLOURS * len(starts), strict=False))
    for names, across, align in ((starts, -0.02, "right"), (ends, 1.02, "left")):
        for name, (top, size) in names.items():
            middle = 1 - (top + size / 2) / whole
            axes.text(across, middle, plain(name), ha=align, va="center", fontsize=6)
    tops = [{name: top for name, (top, _) in side.items()} for side in (starts, ends)]
    for source, target, size in flows:
        left, right = tops[0][source], tops[1][target]
        outline = _band(1 - left / whole, 1 - right / whole, size / whole)
        axes.add_patch(
            PathPatch(outline, facecolor=colours[source], alpha=0.5, linewidth=0)
        )
        tops[0][source] += size
        tops[1][target] += size
    axes.set(xlim=(-0.25, 1.25), ylim=(0, 1))


def _stacked(sizes: Sequence[tuple[str, float]]) -> dict[str, tuple[float, float]]:
    """Return where each name begins from the top, and how high it is."""
    totals: dict[str, float] = {}
    for name, size in sizes:
        totals[name] = totals.get(name, 0) + size
    places: dict[str, tuple[float, float]] = {}
    top = 0.0
    for name, size in sorted(totals.items(), key=lambda pair: (-pair[1], pair[0])):
        places[name] = (top, size)
        top += size
    return places


def _band(left: float, right: float, height: float) -> Outline:
    upper = [(0, left), (0.5, left), (0.5, right), (1, right)]
    lower = [(1, right - height), (0.5, right - height), (0.5, left - height), (0, left - height)]  # fmt: skip
    codes = [Outline.MOVETO, *[Outline.CURVE4] * 3, Outline.LINETO, *[Outline.CURVE4] * 3]  # fmt: skip
    return Outline([*upper, *lower], codes)


def _draw_axes(axes: Axes, table: Table, style: str) -> None:
    series, is_time = _series(table)
    places = sorted({place for values in series.values() for place in values}, key=str)
    if is_time:
        _draw_over_time(axes, series, places, lines=style == "line")
    else:
        order = [row[_axis(table)] for row in table.rows]
        _draw_bars(axes, series, list(dict.fromkeys(order))[:BARS], style)
    if len(series) > 1:
        box = axes.get_position()
        axes.set_position((box.x0, box.y0, box.width * LEGEND_BESIDE, box.height))
        axes.legend(fontsize=5, frameon=False, loc="upper left", bbox_to_anchor=(1, 1))
    axes.tick_params(labelsize=5)
    for side in ("top", "right"):
        axes.spines[side].set_visible(False)


def _draw_over_time(
    axes: Axes, series: Series, places: list[Any], *, lines: bool
) -> None:
    moments = [_moment(place) for place in places]
    below = [0.0] * len(places)
    for colour, (name, values) in zip(COLOURS, series.items(), strict=False):
        heights = [values.get(place, 0.0) for place in places]
        if lines:
            known = [place for place in places if place in values]
            axes.plot(
                [_moment(place) for place in known],  # type: ignore[arg-type]
                [values[place] for place in known],
                color=colour,
                label=name,
                marker="." if len(known) < 40 else None,
                linewidth=1,
            )
        else:
            axes.bar(moments, heights, bottom=below, color=colour, label=name, width=0.8)  # type: ignore[arg-type]  # fmt: skip
            below = [low + height for low, height in zip(below, heights, strict=True)]
    every = moments[:: max(1, len(moments) // 4)]
    axes.set_xticks(every, [f"{moment:%m-%d}" for moment in every])  # type: ignore[arg-type]


def _draw_bars(axes: Axes, series: Series, places: list[Any], style: str) -> None:
    numbers = list(range(len(places)))
    names = [plain(place) for place in places]
    below = [0.0] * len(places)
    lying = "horizontal" in style
    for colour, (name, values) in zip(COLOURS, series.items(), strict=False):
        sizes = [values.get(place, 0.0) for place in places]
        if lying:
            axes.barh(numbers, sizes, left=below, color=colour, label=name)
        else:
            axes.bar(numbers, sizes, bottom=below, color=colour, label=name)
        below = [low + size for low, size in zip(below, sizes, strict=True)]
    if lying:
        axes.set_yticks(numbers, names)
        axes.invert_yaxis()
    else:
        axes.set_xticks(numbers, names, rotation=30, ha="right")


def _series(table: Table) -> tuple[Series, bool]:
    """Split rows into lines or stacks: by the outer bucket, or one for each metric."""
    axis = _axis(table)
    metrics = [place for place, one in enumerate(table.headings) if not one.is_bucket]
    found: Series = {}
    for row in table.rows:
        for metric in metrics:
            name = row[0] if axis else table.headings[metric].label
            if row[metric] is not None:
                found.setdefault(plain(name), {})[row[axis]] = float(row[metric])
    return dict(list(found.items())[:SERIES]), table.headings[axis].kind == "date"


def _axis(table: Table) -> int:
    """Return the bucket that stands along the axis: the innermost."""
    return max(place for place, one in enumerate(table.headings) if one.is_bucket)


_FRAMED: dict[str, Callable[[Axes, Table], None]] = {
    "lnsMetric": _draw_number,
    "lnsPie": _draw_shares,
    "vega": _draw_flows,
}
