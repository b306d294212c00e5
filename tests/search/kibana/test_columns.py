import pytest

from search.kibana.columns import (
    Column,
    average,
    count,
    distinct,
    earliest,
    largest,
    latest,
    median,
    over_time,
    percentile,
    questions,
    ranges,
    share,
    top,
    total,
)

LISTINGS = count("Listings")


def test_count_looks_at_documents() -> None:
    assert LISTINGS.state({}) == {
        "label": "Listings",
        "customLabel": True,
        "dataType": "number",
        "operationType": "count",
        "isBucketed": False,
        "scale": "ratio",
        "sourceField": "___records___",
        "params": {"emptyAsNull": True},
    }


@pytest.mark.parametrize(
    ("column", "operation", "data_type"),
    [
        (distinct("x", "f"), "unique_count", "number"),
        (total("x", "f"), "sum", "number"),
        (average("x", "f"), "average", "number"),
        (share("x", "f"), "average", "number"),
        (median("x", "f"), "median", "number"),
        (percentile("x", "f", 90), "percentile", "number"),
        (largest("x", "f"), "max", "number"),
        (earliest("x", "f"), "min", "date"),
        (latest("x", "f"), "max", "date"),
    ],
)
def test_measures_are_operations_on_a_field(
    column: Column, operation: str, data_type: str
) -> None:
    state = column.state({})
    assert (state["operationType"], state["dataType"]) == (operation, data_type)
    assert (state["sourceField"], state["isBucketed"]) == ("f", False)


def test_percentile_says_which_and_share_is_shown_in_per_cent() -> None:
    assert percentile("x", "f", 90).state({})["params"]["percentile"] == 90
    assert share("x", "f").state({})["params"]["format"]["id"] == "percent"


def test_top_is_ordered_by_a_column_of_the_chart() -> None:
    state = top("Market", "market", LISTINGS, size=3).state({LISTINGS: "column-1"})
    assert state["params"]["orderBy"] == {"type": "column", "columnId": "column-1"}
    assert (state["params"]["size"], state["isBucketed"]) == (3, True)


def test_top_is_ordered_by_documents_where_the_chart_does_not_count_them() -> None:
    params = top("Market", "market").state({})["params"]
    assert params["orderBy"] == {"type": "custom"}
    assert params["orderAgg"]["operationType"] == "count"


def test_over_time_fits_its_steps_to_the_chosen_span() -> None:
    state = over_time("Seen", "seen").state({})
    assert (state["operationType"], state["dataType"]) == ("date_histogram", "date")
    assert state["params"]["interval"] == "auto"
    assert (
        over_time("Seen", "seen", interval="1d").state({})["params"]["interval"] == "1d"
    )


def test_ranges_leave_no_gap_and_the_last_has_no_end() -> None:
    steps = ranges("Price", "price", (0, 10, 100)).state({})["params"]["ranges"]
    assert [(one["from"], one["to"]) for one in steps] == [
        (0, 10),
        (10, 100),
        (100, None),
    ]


def test_questions_are_lucene_and_of_no_field() -> None:
    state = questions("Decision", {"Open": "NOT _exists_:verdict"}).state({})
    assert "sourceField" not in state
    assert state["params"]["filters"] == [
        {
            "label": "Open",
            "input": {"query": "NOT _exists_:verdict", "language": "lucene"},
        }
    ]


def test_columns_of_different_labels_are_different_keys() -> None:
    one, other = top("Market", "markets"), top("And market", "markets")
    assert len({one: 1, other: 2, LISTINGS: 3}) == 3
