"""Draws every dashboard from what the running Elasticsearch answers: ``python -m demo.pictures``.

These are not pictures of Kibana: the same questions are asked, and their answers are drawn with matplotlib. Equal answers give equal files.
"""

import sys
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path

from matplotlib import rc_context
from matplotlib.figure import Figure

from core.settings import Settings
from demo.panel_drawing import draw, plain
from local.state import with_running_parts
from search.client import connect
from search.kibana.build import build_objects
from search.kibana.contents import DashboardHere, unpack
from search.kibana.guide import picture_name
from search.kibana.objects import SavedObject
from search.kibana.questions import Answered, ask, questions
from search.kibana.shapes import PanelShape

PICTURES = Path(__file__).parents[1] / "docs" / "kibana"
COLUMN_IN, ROW_IN = 0.25, 0.2
"""Inches of a column and of a row of the grid."""
HEAD_IN = 0.6
"""Above the panels, for the dashboard's title and controls."""


def draw_dashboards(
    objects: Sequence[SavedObject], answers: Iterable[Answered], folder: Path
) -> list[Path]:
    """Write one SVG for each dashboard, its panels where the dashboard has them.

    Args:
        objects: The dashboards, and what they refer to.
        answers: To all of their questions.
        folder: Where the pictures go.

    Returns:
        The files.
    """
    by_panel = {one.question.panel or "": one for one in answers}
    folder.mkdir(parents=True, exist_ok=True)
    written = []
    with rc_context(
        {
            # Text stays text: small, searchable, and the same on every machine.
            "svg.fonttype": "none",
            "svg.hashsalt": "stallwatch",
            # Titles of offers may hold dollar signs, which would start a formula.
            "text.parse_math": False,
            "font.family": "DejaVu Sans",
        }
    ):
        for dashboard in unpack(objects).dashboards:
            path = folder / picture_name(dashboard.shape.title)
            # No date: the file changes only with what it shows.
            _figure(dashboard, by_panel).savefig(path, metadata={"Date": None})
            written.append(path)
    return written


def _figure(dashboard: DashboardHere, answers: Mapping[str, Answered]) -> Figure:
    grids = [panel.gridData for panel in dashboard.panels]
    rows = max(grid.y + grid.h for grid in grids)
    height = rows * ROW_IN + HEAD_IN
    width = 48 * COLUMN_IN
    figure = Figure(figsize=(width, height), facecolor="#f4f5f7")
    top = 1 - 0.22 / height
    figure.text(0.01, top, dashboard.shape.title, fontsize=11, weight="bold")
    group = dashboard.shape.controlGroupInput
    controls = sorted(group.panelsJSON.values(), key=lambda one: one.order) if group else []  # fmt: skip
    chosen = "    ".join(f"[{one.explicitInput.title}: any]" for one in controls)
    figure.text(0.01, 1 - 0.47 / height, chosen, fontsize=7, color="0.35")
    for panel in dashboard.panels:
        _place(figure, panel, answers.get(panel.panelIndex), width, height)
    return figure


def _place(
    figure: Figure,
    panel: PanelShape,
    answered: Answered | None,
    width: float,
    height: float,
) -> None:
    grid = panel.gridData
    left, wide = grid.x * COLUMN_IN + 0.05, grid.w * COLUMN_IN - 0.1
    tall = grid.h * ROW_IN - 0.1
    low = height - HEAD_IN - (grid.y + grid.h) * ROW_IN + 0.05
    frame = figure.add_axes(
        (left / width, low / height, wide / width, tall / height), facecolor="white"
    )
    frame.set(xticks=[], yticks=[])
    for spine in frame.spines.values():
        spine.set_edgecolor("#d3dae6")
    if answered is None:
        saved = panel.embeddableConfig.get("savedVis", {})
        text = f"(text) {saved.get('description', '')}"
        frame.text(0.01, 0.5, text, fontsize=7, color="0.35", va="center")
        return
    title = panel.title or answered.question.title
    shown = title if len(title) < 60 else plain(title)
    figure.text(
        (left + 0.07) / width, (low + tall - 0.17) / height, shown, fontsize=7, weight="bold"
    )  # fmt: skip
    # Axes need room for their names, lists and numbers do not.
    is_chart = answered.question.drawn_as == "lnsXY"
    lying = "horizontal" in answered.question.style
    edge = (1.2 if lying else 0.4) if is_chart else 0.1
    foot = (0.25 if lying else 0.45) if is_chart else 0.05
    inner = (wide - edge - 0.1, tall - foot - 0.28)
    axes = figure.add_axes(
        (
            (left + edge) / width,
            (low + foot) / height,
            inner[0] / width,
            inner[1] / height,
        )
    )
    draw(axes, answered, height=inner[1])


def main() -> None:
    """Ask the running or configured Elasticsearch, and write the pictures into ``docs/kibana/``."""
    settings = with_running_parts(Settings.load())
    objects = build_objects()
    with connect(settings) as client:
        answers = list(ask(client, settings, questions(objects)))
    for path in draw_dashboards(objects, answers, PICTURES):
        sys.stdout.write(f"{path} ({path.stat().st_size // 1024} kB)\n")


if __name__ == "__main__":
    main()
