import json

import pytest

from core.errors import ConfigError
from search.kibana.charts import Figure
from search.kibana.columns import count
from search.kibana.dashboard import Control, Dashboard, Row, dashboard_id
from search.kibana.panels import ChartPanel
from search.kibana.views import LISTINGS, Site


def panel(title: str) -> ChartPanel:
    return ChartPanel(title, "How many?", LISTINGS, Figure(count("Listings")))


def board(*rows: Row) -> Dashboard:
    controls = (Control("Market", "market", LISTINGS),)
    return Dashboard("one", "One", "Says one thing.", rows, controls)


def test_rows_stand_below_one_another_and_panels_side_by_side() -> None:
    dashboard = board(
        Row(5, (panel("a"), panel("b"), panel("c"))),
        Row(7, (panel("d"), panel("e")), (30, 18)),
    )
    panels = json.loads(dashboard.build(Site()).attributes["panelsJSON"])
    grid = [one["gridData"] for one in panels]
    assert [(one["x"], one["y"], one["w"], one["h"]) for one in grid] == [
        (0, 0, 16, 5),
        (16, 0, 16, 5),
        (32, 0, 16, 5),
        (0, 5, 30, 7),
        (30, 5, 18, 7),
    ]
    assert [one["i"] for one in grid] == [one["panelIndex"] for one in panels]
    assert len({one["i"] for one in grid}) == 5


@pytest.mark.parametrize("widths", [(40, 40), (48,), (10, 10, 10)])
def test_a_row_that_does_not_fit_is_refused(widths: tuple[int, ...]) -> None:
    with pytest.raises(ConfigError, match="48"):
        board(Row(5, (panel("a"), panel("b")), widths)).build(Site())


def test_a_control_names_its_view() -> None:
    made = board(Row(5, (panel("a"),))).build(Site())
    group = made.attributes["controlGroupInput"]
    ((key, control),) = json.loads(group["panelsJSON"]).items()
    assert control["explicitInput"]["id"] == key
    assert control["explicitInput"]["fieldName"] == "market"
    names = {one.name: one.id for one in made.references}
    assert names[f"controlGroup_{key}:optionsListDataView"] == LISTINGS.id


def test_a_dashboard_opens_with_its_own_span_of_time() -> None:
    attributes = board(Row(5, (panel("a"),))).build(Site()).attributes
    assert attributes["timeRestore"] is True
    assert (attributes["timeFrom"], attributes["timeTo"]) == ("now-1y", "now")


def test_links_find_a_dashboard_by_its_key() -> None:
    dashboard = board(Row(5, (panel("a"),)))
    assert dashboard.build(Site()).id == dashboard.id == dashboard_id("one")
