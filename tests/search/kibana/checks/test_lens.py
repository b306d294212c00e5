from collections.abc import Callable

import pytest

from search.kibana.checks.lens import BUCKET_KEYS, METRIC_KEYS, REQUIRED_KEYS
from search.kibana.findings import Rule
from tests.search.kibana.committed import (
    CommittedFile,
    Json,
    columns_of,
    layer_of,
)


def drawn_as(kind: str) -> Callable[[Json], bool]:
    return lambda attributes: bool(attributes["visualizationType"] == kind)


def drawing(attributes: Json) -> Json:
    state: Json = attributes["state"]["visualization"]
    layers: list[Json] = state.get("layers", [state])
    return layers[0]


def test_each_kind_of_chart_is_known_whole() -> None:
    assert set(BUCKET_KEYS) == set(METRIC_KEYS) == set(REQUIRED_KEYS)


@pytest.mark.parametrize(
    ("kind", "key"),
    [
        ("lnsXY", "accessors"),
        ("lnsMetric", "metricAccessor"),
        ("lnsPie", "primaryGroups"),
        ("lnsPie", "metrics"),
        ("lnsDatatable", "columns"),
    ],
)
def test_a_chart_that_draws_nothing_is_told(kind: str, key: str) -> None:
    file = CommittedFile()
    with file.lens(drawn_as(kind)) as attributes:
        del drawing(attributes)[key]
    assert key in file.broken(Rule.ACCESSOR, "lacks").problem


def test_an_accessor_that_is_no_column_is_told() -> None:
    file = CommittedFile()
    with file.lens(drawn_as("lnsMetric")) as attributes:
        drawing(attributes)["metricAccessor"] = "elsewhere"
    file.broken(Rule.ACCESSOR, "'elsewhere', which is no column")
    file.broken(Rule.ACCESSOR, "does not draw")


def test_a_group_drawn_as_a_number_is_told() -> None:
    file = CommittedFile()
    with file.lens(drawn_as("lnsPie")) as attributes:
        layer = drawing(attributes)
        layer["metrics"], layer["primaryGroups"] = (
            layer["primaryGroups"],
            layer["metrics"],
        )
    file.broken(Rule.ACCESSOR, "drawn as what it is not")


@pytest.mark.parametrize(
    ("kind", "changes", "rule"),
    [
        ("lnsXY", {"seriesType": "spiral"}, Rule.SHAPE),
        ("lnsXY", {"seriesType": ["line"]}, Rule.SHAPE),
        ("lnsXY", {"layerType": "annotations"}, Rule.LAYER),
        ("lnsXY", {"layerId": ["x"]}, Rule.LAYER),
    ],
)
def test_drawings_that_break(kind: str, changes: Json, rule: Rule) -> None:
    file = CommittedFile()
    with file.lens(drawn_as(kind)) as attributes:
        drawing(attributes).update(changes)
    assert file.broken(rule).panel is not None


def test_an_unknown_chart_and_shape_are_told() -> None:
    file = CommittedFile()
    with file.lens(drawn_as("lnsPie")) as attributes:
        attributes["state"]["visualization"]["shape"] = "cube"
    file.broken(Rule.SHAPE, "'cube'")
    with file.lens() as attributes:
        attributes["visualizationType"] = "lnsCube"
    file.broken(Rule.TYPE, "'lnsCube'")


def test_a_layer_that_is_not_drawn_is_told() -> None:
    file = CommittedFile()
    with file.lens() as attributes:
        layers = attributes["state"]["datasourceStates"]["formBased"]["layers"]
        layers["second"] = layer_of(attributes)
    file.broken(Rule.LAYER, "does not draw the layer 'second'")


def test_a_layer_without_columns_is_told() -> None:
    file = CommittedFile()
    with file.lens() as attributes:
        columns_of(attributes).clear()
        layer_of(attributes)["columnOrder"] = []
    file.broken(Rule.COLUMN, "no column")


def test_es_ql_is_refused() -> None:
    file = CommittedFile()
    with file.lens() as attributes:
        attributes["state"]["datasourceStates"]["textBased"] = {"layers": {}}
    file.broken(Rule.SHAPE, "textBased")


def test_a_panel_says_that_it_is_a_lens() -> None:
    file = CommittedFile()
    with file.lens() as attributes:
        del attributes["type"]
    file.broken(Rule.SHAPE, "type lens")
