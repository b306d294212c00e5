import pytest
from pydantic import ValidationError

from search.kibana.shapes import DashboardShape, Filter, Grid, SearchMeta, strict_json


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ('{"a":1,"a":2}', "stands twice"),
        ("NaN", "no JSON"),
        ("[" * 100_000, "too deeply"),
        ("9" * 5000, "limit"),
        ("{", "Expecting"),
    ],
)
def test_what_a_browser_would_not_read_is_refused(text: str, reason: str) -> None:
    with pytest.raises(ValueError, match=reason):
        strict_json(text)


def test_packed_json_is_read_and_an_object_in_its_place_refused() -> None:
    read = SearchMeta.model_validate({"searchSourceJSON": '{"filter":[]}'})
    assert read.searchSourceJSON.filter == []
    with pytest.raises(ValidationError, match="JSON in a string is wanted, not dict"):
        SearchMeta.model_validate({"searchSourceJSON": {"filter": []}})


def test_a_filter_names_its_reference_in_either_way() -> None:
    assert Filter(meta={"indexRefName": "a"}).reference == "a"
    assert Filter(meta={"index": "b"}).reference == "b"
    assert Filter().reference is None


@pytest.mark.parametrize("wrong", [{"x": 0.5}, {"x": True}, {"w": 0}, {"y": -1}])
def test_a_grid_is_whole_numbers(wrong: dict[str, object]) -> None:
    with pytest.raises(ValidationError):
        Grid.model_validate({"x": 0, "y": 0, "w": 1, "h": 1, "i": "a"} | wrong)


def test_a_dashboard_with_a_key_that_kibana_refuses_is_refused() -> None:
    with pytest.raises(ValidationError, match="Extra inputs"):
        DashboardShape.model_validate({"title": "A", "panels": []})
