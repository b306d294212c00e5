from typing import Any

import pytest

from search.kibana.checks.operations import order_column, questions_of
from search.kibana.findings import Rule
from search.kibana.shapes import Column
from tests.search.kibana.committed import (
    CommittedFile,
    Json,
    column_of,
    columns_of,
    has_terms,
)


def metric_of(attributes: Json) -> Json:
    columns = columns_of(attributes).values()
    return next(one for one in columns if not one["isBucketed"])


@pytest.mark.parametrize(
    ("changes", "rule", "word"),
    [
        ({"operationType": "formula"}, Rule.OPERATION, "'formula'"),
        ({"operationType": "differences"}, Rule.OPERATION, "'differences'"),
        ({"timeShift": "1w"}, Rule.OPERATION, "timeShift"),
        ({"isBucketed": True}, Rule.COLUMN, "isBucketed"),
        ({"sourceField": None}, Rule.SHAPE, "sourceField"),
        ({"operationType": "percentile", "params": {}}, Rule.SHAPE, "percentile"),
        ({"operationType": "average", "sourceField": "market"}, Rule.KIND, "keyword"),
        (
            {"operationType": "max", "sourceField": "last_seen_at"},
            Rule.KIND,
            "its values are date",
        ),
        (
            {"filter": {"query": "a : b", "language": "kuery"}},
            Rule.QUERY,
            "KQL",
        ),
        (
            {"filter": {"query": "nothing:1", "language": "lucene"}},
            Rule.FIELD,
            "'nothing'",
        ),
    ],
)
def test_metrics_that_break(changes: dict[str, Any], rule: Rule, word: str) -> None:
    file = CommittedFile()
    with file.lens(has_terms) as attributes:
        metric_of(attributes).update(changes)
    assert file.broken(rule, word).panel is not None


@pytest.mark.parametrize(
    ("order", "word"),
    [
        ({"type": "rare"}, "rare"),
        ("count", "count"),
        ({"type": "custom"}, "orderAgg"),
        ({"type": "column"}, "None"),
        ({"type": "column", "columnId": ["x"]}, "['x']"),
    ],
)
def test_orders_that_break(order: Any, word: str) -> None:
    file = CommittedFile()
    with file.lens(has_terms) as attributes:
        column_of(attributes, "terms")["params"]["orderBy"] = order
    assert word in file.broken(Rule.ORDER).problem


def test_an_order_by_the_alphabet_is_fine() -> None:
    file = CommittedFile()
    with file.lens(has_terms) as attributes:
        params = column_of(attributes, "terms")["params"]
        params["orderBy"] = {"type": "alphabetical", "fallback": False}
    assert file.findings() == []


def test_an_order_by_a_metric_that_is_not_shown_is_checked() -> None:
    file = CommittedFile()
    with file.lens(has_terms) as attributes:
        params = column_of(attributes, "terms")["params"]
        hidden = metric_of(attributes) | {"operationType": "sum", "sourceField": "x"}
        params |= {"orderBy": {"type": "custom"}, "orderAgg": hidden}
    file.broken(Rule.FIELD, "'x'")


def test_the_questions_of_a_split_are_checked() -> None:
    file = CommittedFile()

    def asks(attributes: Json) -> bool:
        found = columns_of(attributes).values()
        return any(one["operationType"] == "filters" for one in found)

    with file.lens(asks) as attributes:
        params = column_of(attributes, "filters")["params"]
        params["filters"][0]["input"] = {"query": "x:1", "language": "lucene"}
    file.broken(Rule.FIELD, "'x'")
    with file.lens(asks) as attributes:
        column_of(attributes, "filters")["params"]["filters"] = [{"input": "x:1"}]
    assert "cannot be read" in file.broken(Rule.SHAPE).problem


def column(**changes: Any) -> Column:
    plain: dict[str, Any] = {
        "label": "L",
        "dataType": "string",
        "operationType": "terms",
        "isBucketed": True,
        "scale": "ordinal",
    }
    return Column.model_validate(plain | changes)


def test_what_cannot_be_read_is_nothing() -> None:
    assert order_column(column(params={"orderAgg": {"label": 1}})) is None
    assert order_column(column()) is None
    assert questions_of(column(params={"filters": "x"})) == []


def test_a_question_without_a_label_is_called_by_its_words() -> None:
    asked = {"label": "", "input": {"query": "a:1", "language": "lucene"}}
    ((label, query),) = questions_of(column(params={"filters": [asked]}))
    assert label == query.query == "a:1"
