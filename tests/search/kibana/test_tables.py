from typing import Any

import pytest

from search.kibana.shapes import Layer, Query
from search.kibana.tables import Heading, Table, layer_body, layer_table, lucene

ALL: dict[str, Any] = {"match_all": {}}


def column(operation: str, field: str | None, **changes: Any) -> dict[str, Any]:
    bucketed = operation in ("terms", "date_histogram", "range", "filters")
    return {
        "label": operation,
        "dataType": "string" if bucketed else "number",
        "operationType": operation,
        "isBucketed": bucketed,
        "scale": "ordinal" if bucketed else "ratio",
        "sourceField": field,
    } | changes


def layer(**columns: dict[str, Any]) -> Layer:
    return Layer.model_validate({"columns": columns, "columnOrder": list(columns)})


COUNT = column("count", "___records___")


def top(**changes: Any) -> dict[str, Any]:
    params = {"size": 5, "orderDirection": "desc"}
    params |= {"orderBy": {"type": "column", "columnId": "n"}} | changes
    return column("terms", "market", params=params)


def test_buckets_are_nested_and_each_is_ordered_by_its_metric() -> None:
    steps = column("date_histogram", "last_seen_at", params={"interval": "auto"})
    body = layer_body(layer(top=top(), day=steps, n=COUNT), ALL)
    outer = body["aggs"]["b0"]
    assert outer["terms"] == {"field": "market", "size": 5, "order": {"m2": "desc"}}
    assert outer["aggs"]["b1"]["date_histogram"]["calendar_interval"] == "1d"
    assert set(outer["aggs"]) == {"m2", "b1"}
    assert body["size"] == 0


@pytest.mark.parametrize(
    ("metric", "order"),
    [
        (COUNT, "m1"),
        (column("median", "facts.eur_per_unit"), "m1.50"),
        (
            column("percentile", "facts.eur_per_unit", params={"percentile": 95}),
            "m1.95",
        ),
        (column("standard_deviation", "sold"), "m1.std_deviation"),
        (
            column("sum", "sold", filter={"query": "a:1", "language": "lucene"}),
            "m1>in",
        ),
    ],
)
def test_every_metric_can_order(metric: dict[str, Any], order: str) -> None:
    body = layer_body(layer(top=top(), n=metric), ALL)
    assert body["aggs"]["b0"]["terms"]["order"] == {order: "desc"}


def test_an_order_by_a_hidden_metric_or_by_the_alphabet() -> None:
    custom = top(orderBy={"type": "custom"}, orderAgg=COUNT)
    body = layer_body(layer(top=custom, n=column("max", "sold")), ALL)
    assert body["aggs"]["b0"]["terms"]["order"] == {"by": "desc"}
    assert "by" in body["aggs"]["b0"]["aggs"]
    named = top(orderBy={"type": "alphabetical"}, orderDirection="asc")
    body = layer_body(layer(top=named, n=COUNT), ALL)
    assert body["aggs"]["b0"]["terms"]["order"] == {"_key": "asc"}


@pytest.mark.parametrize(
    ("interval", "unit"), [("1w", "calendar_interval"), ("12h", "fixed_interval")]
)
def test_steps_of_time(interval: str, unit: str) -> None:
    steps = column("date_histogram", "last_seen_at", params={"interval": interval})
    made = layer_body(layer(day=steps, n=COUNT), ALL)["aggs"]["b0"]["date_histogram"]
    assert made[unit] == interval


def test_ranges_and_questions() -> None:
    ends = [{"from": 0, "to": 5, "label": ""}, {"from": 5, "to": None, "label": ""}]
    split = column("range", "sold", params={"type": "range", "ranges": ends})
    made = layer_body(layer(split=split, n=COUNT), ALL)["aggs"]["b0"]
    assert made["range"]["ranges"] == [{"from": 0, "to": 5}, {"from": 5}]
    asked = [{"label": "All", "input": {"query": "", "language": "lucene"}}]
    split = column("filters", None, params={"filters": asked})
    made = layer_body(layer(split=split, n=COUNT), ALL)["aggs"]["b0"]
    assert made["filters"] == {"filters": {"All": ALL}}


def test_an_answer_becomes_rows() -> None:
    median = column("median", "facts.eur_per_unit")
    asked = layer(top=top(), n=COUNT, price=median)
    buckets = [
        {
            "key": "lamps",
            "doc_count": 2,
            "m1": {"value": 2},
            "m2": {"values": {"50.0": 7.5}},
        },
        {
            "key": "none",
            "doc_count": 0,
            "m1": {"value": 0},
            "m2": {"values": {"50.0": None}},
        },
    ]
    table = layer_table(asked, {"aggregations": {"b0": {"buckets": buckets}}})
    assert table.rows == (("lamps", 2, 7.5),)
    assert [one.label for one in table.headings] == ["terms", "count", "median"]
    assert table.empty_columns() == []


def test_named_questions_come_as_an_object() -> None:
    asked = [{"label": "All", "input": {"query": "", "language": "lucene"}}]
    split = column("filters", None, params={"filters": asked})
    buckets = {"All": {"doc_count": 3, "m1": {"value": 3}}}
    table = layer_table(
        layer(split=split, n=COUNT), {"aggregations": {"b0": {"buckets": buckets}}}
    )
    assert table.rows == (("All", 3),)


def test_columns_without_a_value_are_empty() -> None:
    headings = (
        Heading("a", "string", is_bucket=True),
        Heading("b", "number", is_bucket=False),
    )
    assert Table(headings, (("x", 0), ("y", None))).empty_columns() == ["b"]
    assert Table(headings, ()).empty_columns() == ["a", "b"]


def test_a_question_in_words() -> None:
    assert lucene(None) == lucene(Query(query=" ", language="lucene")) == ALL
    asked = lucene(Query(query="a:1", language="lucene"))
    assert asked["query_string"]["query"] == "a:1"
