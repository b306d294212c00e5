from typing import Any

import pytest

from search.kibana.findings import Rule
from tests.search.kibana.committed import CommittedFile


@pytest.mark.parametrize(
    ("changes", "rule", "word"),
    [
        ({"fieldName": None}, Rule.CONTROL, "names no field"),
        ({"fieldName": "nothing"}, Rule.FIELD, "'nothing'"),
        ({"fieldName": "description"}, Rule.AGGREGATABLE, "description"),
        ({"fieldName": "mentions.kind"}, Rule.NESTED, "mentions.kind"),
        ({"dataViewId": "other"}, Rule.REFERENCE, "'other'"),
        ({"id": "other"}, Rule.CONTROL, "'other'"),
    ],
)
def test_controls_that_break(changes: dict[str, Any], rule: Rule, word: str) -> None:
    file = CommittedFile()
    with file.controls() as controls:
        control = next(iter(controls.values()))
        control["explicitInput"] |= changes
        title = control["explicitInput"]["title"]
    assert file.broken(rule, word).panel == repr(title)


def test_a_range_is_chosen_of_numbers_only() -> None:
    file = CommittedFile()
    with file.controls() as controls:
        next(iter(controls.values()))["type"] = "rangeSliderControl"
    assert "not a number" in file.broken(Rule.KIND).problem
    file.broken(Rule.REFERENCE, "rangeSliderDataView")


def test_a_control_of_time_needs_no_field() -> None:
    file = CommittedFile()
    with file.controls() as controls:
        given = {"id": "time", "title": "Time"}
        control = {"type": "timeSlider", "order": 9, "explicitInput": given}
        controls["time"] = control
    assert file.findings() == []


def test_a_choice_that_would_empty_a_panel_is_told() -> None:
    file = CommittedFile()
    health = next(
        number
        for number, one in enumerate(
            one for one in file.objects if one["type"] == "dashboard"
        )
        if "health" in one["attributes"]["title"]
    )
    dashboard = file.of("dashboard", number=health)
    overview = file.of("dashboard")["attributes"]["controlGroupInput"]
    dashboard["attributes"]["controlGroupInput"] = overview
    dashboard["references"] += [
        one for one in file.of("dashboard")["references"] if "control" in one["name"]
    ]
    found = file.broken(Rule.CONTROL, "empties the panel")
    assert "health" in found.object


def test_the_filters_of_a_dashboard_are_checked() -> None:
    file = CommittedFile()
    meta = file.of("dashboard")["attributes"]["kibanaSavedObjectMeta"]
    meta["searchSourceJSON"] = (
        '{"query":{"query":"a : b","language":"kuery"},"filter":[{"query":{"script":{}}}]}'
    )
    assert "KQL" in file.broken(Rule.QUERY, "KQL").problem
    assert "'script'" in file.broken(Rule.QUERY, "script").problem
