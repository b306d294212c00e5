"""Writes down what each panel answers, from the objects themselves, so that the page never goes stale."""

import sys
from collections.abc import Iterator, Sequence
from pathlib import Path

from core.errors import ConfigError
from search.kibana.contents import DashboardHere, unpack
from search.kibana.objects import SavedObject
from search.kibana.shapes import Json, PanelShape

BEGIN = "<!-- begin: written by python -m search.kibana.guide -->"
END = "<!-- end -->"


def guide(objects: Sequence[SavedObject]) -> str:
    """Return a chapter for each dashboard: what it is for, its controls, its panels, its picture."""
    contents = unpack(objects)
    searches = {one.id: one.attributes for one in objects if one.type == "search"}
    chapters = [_chapter(one, searches) for one in contents.dashboards]
    return "\n\n".join(chapters)


def picture_name(title: str) -> str:
    """Return the file name of a dashboard's picture: ``collection-health.svg``."""
    short = title.rpartition(":")[2].strip().lower()
    kept = "".join(sign if sign.isalnum() else "-" for sign in short)
    return f"{'-'.join(filter(None, kept.split('-')))}.svg"


def with_guide(page: str, chapters: str) -> str:
    """Return a page with what stands between the marks replaced.

    Raises:
        ConfigError: It has no such marks.
    """
    head, begin, rest = page.partition(BEGIN)
    _, end, tail = rest.partition(END)
    if not begin or not end:
        raise ConfigError(f"the page lacks the marks {BEGIN} and {END}: put them back")
    return f"{head}{BEGIN}\n\n{chapters}\n\n{END}{tail}"


def _chapter(dashboard: DashboardHere, searches: dict[str, Json]) -> str:
    title = dashboard.shape.title
    name = title.rpartition(":")[2].strip()
    lines = [f"### {name}", "", dashboard.shape.description, ""]
    chosen = list(_controls(dashboard))
    if chosen:
        lines += [f"Choose by: {', '.join(chosen)}, and the span of time.", ""]
    lines += [f"![{name}, answered from the demo](kibana/{picture_name(title)})", ""]
    lines += ["| panel | answers |", "|---|---|"]
    lines += [
        f"| {panel_title} | {answers} |"
        for panel in _reading_order(dashboard)
        for panel_title, answers in _row(dashboard, panel, searches)
    ]
    return "\n".join(lines)


def _reading_order(dashboard: DashboardHere) -> list[PanelShape]:
    return sorted(
        dashboard.panels, key=lambda panel: (panel.gridData.y, panel.gridData.x)
    )


def _controls(dashboard: DashboardHere) -> Iterator[str]:
    group = dashboard.shape.controlGroupInput
    controls = group.panelsJSON.values() if group else ()
    for control in sorted(controls, key=lambda one: one.order):
        yield control.explicitInput.title


def _row(
    dashboard: DashboardHere, panel: PanelShape, searches: dict[str, Json]
) -> Iterator[tuple[str, str]]:
    name = f"{panel.panelIndex}:{panel.panelRefName}"
    target = dashboard.references.get(name, ("", ""))[1]
    config = panel.embeddableConfig
    held = config.get("attributes") or config.get("savedVis") or searches.get(target)
    if panel.title and held:
        yield panel.title, str(held.get("description", ""))


def main() -> None:
    """Write the chapters into ``docs/kibana.md``."""
    from search.kibana.build import build_objects

    path = Path(__file__).parents[2] / "docs" / "kibana.md"
    page = path.read_text("utf-8")
    path.write_text(with_guide(page, guide(build_objects())), "utf-8")
    sys.stdout.write(f"{path} written\n")


if __name__ == "__main__":
    main()
