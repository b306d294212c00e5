import pytest

from search.kibana.checks.grid import GRID_COLUMNS
from search.kibana.findings import Rule
from tests.search.kibana.committed import CommittedFile


def test_panels_that_touch_do_not_overlap() -> None:
    file = CommittedFile()
    with file.panels() as panels:
        bottom = max(one["gridData"]["y"] + one["gridData"]["h"] for one in panels)
        panels[0]["gridData"] |= {"x": 0, "y": bottom, "w": 24, "h": 5}
        panels[1]["gridData"] |= {"x": 24, "y": bottom, "w": 24, "h": 5}
    assert file.findings() == []


@pytest.mark.parametrize("place", [{"x": 23}, {"x": 0, "w": GRID_COLUMNS}])
def test_panels_that_share_a_cell_are_both_named(place: dict[str, int]) -> None:
    file = CommittedFile()
    with file.panels() as panels:
        left, right = [one for one in panels if "title" in one][:2]
        left["gridData"] |= {"x": 0, "y": 900, "w": 24, "h": 5}
        right["gridData"] |= {"x": 24, "y": 904, "w": 24, "h": 5} | place
    found = file.broken(Rule.GRID)
    assert found.panel == repr(right["title"])
    assert repr(left["title"]) in found.problem


def test_two_panels_of_one_index_are_told() -> None:
    file = CommittedFile()
    with file.panels() as panels:
        panels[1]["panelIndex"] = panels[0]["panelIndex"]
        panels[1]["gridData"]["i"] = panels[0]["panelIndex"]
    assert "another panel" in file.broken(Rule.PANEL).problem


def test_a_span_of_time_is_given_whole_or_not_at_all() -> None:
    file = CommittedFile()
    attributes = file.of("dashboard")["attributes"]
    del attributes["timeTo"]
    file.broken(Rule.TIME)
    attributes["timeRestore"] = False
    del attributes["timeFrom"]
    assert file.findings() == []
