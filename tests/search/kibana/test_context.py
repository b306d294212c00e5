from typing import Any

from search.kibana.contents import DashboardHere, unpack
from search.kibana.context import filled, restricted, span_of, time_fields
from search.kibana.reading import read_objects
from search.kibana.shapes import Filter
from tests.search.kibana.committed import CommittedFile


def opened(file: CommittedFile) -> DashboardHere:
    return unpack(read_objects(file.raw())[0]).dashboards[0]


def test_a_dashboard_adds_its_span_of_time_and_its_choices() -> None:
    file = CommittedFile()
    file.of("dashboard")["attributes"] |= {"timeFrom": "now-7d", "timeTo": "now"}
    with file.controls() as controls:
        given = next(iter(controls.values()))["explicitInput"]
        given |= {"fieldName": "market", "selectedOptions": ["lamps"]}
    query = restricted(opened(file), None, ["last_seen_at"], [{"match_all": {}}])
    clauses = query["bool"]["filter"]
    assert {"terms": {"market": ["lamps"]}} in clauses
    assert {"range": {"last_seen_at": {"gte": "now-7d", "lte": "now"}}} in clauses


def test_filters_are_kept_turned_round_or_left_out() -> None:
    clause: dict[str, Any] = {"term": {"market": "lamps"}}
    filters = [
        Filter(query=clause),
        Filter(query=clause, meta={"negate": True}),
        Filter(query=clause, meta={"disabled": True}),
    ]
    query = restricted(None, None, [], filters=filters)
    assert query == {"bool": {"filter": [clause], "must_not": [clause]}}


def test_a_panel_may_have_a_span_of_its_own() -> None:
    file = CommittedFile()
    with file.panels() as panels:
        panels[0]["embeddableConfig"]["timeRange"] = {"from": "now-1h", "to": "now"}
    dashboard = opened(file)
    own, other = dashboard.panels[:2]
    assert span_of(dashboard, own) == {"gte": "now-1h", "lte": "now"}
    assert span_of(dashboard, other)["gte"] == dashboard.shape.timeFrom
    assert span_of(None, None) == {}


def test_the_time_field_of_a_view() -> None:
    contents = unpack(read_objects(CommittedFile().raw())[0])
    for view in contents.views.values():
        assert time_fields(view) == [view.shape.timeFieldName]


def test_placeholders_are_filled_in() -> None:
    query = {"bool": {"filter": [{"term": {"a": 1}}], "must_not": []}}
    span = {"gte": "now-1d", "lte": "now"}
    body = {
        "query": {"bool": {"must": ["%dashboard_context-must_clause%", {"x": 1}]}},
        "range": {"t": {"%timefilter%": True}},
        "step": {"%autointerval%": True},
        "size": 0,
    }
    assert filled(body, query, span) == {
        "query": {"bool": {"must": [{"term": {"a": 1}}, {"x": 1}]}},
        "range": {"t": span},
        "step": "1d",
        "size": 0,
    }
