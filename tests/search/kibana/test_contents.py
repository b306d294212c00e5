from search.kibana.contents import PANELS_AT_MOST, unpack
from search.kibana.findings import Rule
from search.kibana.reading import read_objects
from tests.search.kibana.committed import CommittedFile


def test_the_committed_file_is_unpacked_whole() -> None:
    file = CommittedFile()
    contents = unpack(read_objects(file.raw())[0])
    kinds = [one["type"] for one in file.objects]
    assert len(contents.views) == kinds.count("index-pattern")
    assert len(contents.searches) == kinds.count("search")
    assert len(contents.dashboards) == kinds.count("dashboard") == 7
    assert contents.findings == []
    assert len(contents.lenses) > 40
    assert contents.vegas


def test_every_panel_that_shows_data_has_a_view() -> None:
    contents = unpack(read_objects(CommittedFile().raw())[0])
    for dashboard in contents.dashboards:
        shown = [place.panel for place, _ in contents.shown_views(dashboard)]
        drawn = [
            dashboard.place_of(panel).panel
            for panel in dashboard.panels
            if panel.type in ("lens", "search")
        ]
        assert sorted(map(str, shown)) == sorted(map(str, drawn))


def test_a_view_knows_the_fields_of_all_its_indices() -> None:
    file = CommittedFile()
    view = file.of("index-pattern")
    view["attributes"]["title"] = "x-listings,x-runs"
    contents = unpack(read_objects(file.raw())[0])
    found = contents.views[view["id"]]
    assert found.indices == ("listings", "runs")
    assert found.prefix == "x"
    assert found.get("facts.eur_per_unit") is not None
    assert found.get("outcome") is not None
    assert found.get("verdict") is None


def test_two_prefixes_in_one_view_are_told() -> None:
    file = CommittedFile()
    file.of("index-pattern")["attributes"]["title"] = "x-listings,y-runs"
    assert "several prefixes" in file.broken(Rule.INDEX).problem


def test_too_many_panels_are_told() -> None:
    file = CommittedFile()
    with file.panels() as panels:
        panels += [panels[0]] * PANELS_AT_MOST
    contents = unpack(read_objects(file.raw())[0])
    assert [one.rule for one in contents.findings] == [Rule.PANEL]
    assert len(contents.dashboards[0].panels) == PANELS_AT_MOST


def test_a_panel_of_an_unknown_type_is_told() -> None:
    file = CommittedFile()
    with file.panels() as panels:
        panels[0]["type"] = "map"
    assert "'map'" in file.broken(Rule.PANEL).problem


def test_a_vega_that_is_no_json_is_told() -> None:
    file = CommittedFile()
    saved = {"type": "vega", "params": {"spec": "{data: 1}"}}
    with file.panels() as panels:
        panels[0] |= {"type": "visualization", "embeddableConfig": {"savedVis": saved}}
    assert "Vega is no JSON" in file.broken(Rule.SHAPE, "Vega").problem


def test_a_visualization_of_another_kind_is_told() -> None:
    file = CommittedFile()
    saved = {"type": "tsvb", "params": {}}
    with file.panels() as panels:
        panels[0] |= {"type": "visualization", "embeddableConfig": {"savedVis": saved}}
    assert "'tsvb'" in file.broken(Rule.TYPE).problem
