import pytest

from search.kibana.charts import (
    Axes,
    Chart,
    Figure,
    Series,
    Shares,
    Table,
    lens_attributes,
)
from search.kibana.columns import count, distinct, over_time, top
from search.kibana.views import LISTINGS

OFFERS = count("Listings")
ACCOUNTS = distinct("Accounts", "vendor_id")
MARKET = top("Market", "market", OFFERS)
CATEGORY = top("Category", "category", OFFERS)
DAY = over_time("Day", "first_seen_at")

CHARTS: list[Chart] = [
    Figure(OFFERS),
    Axes(DAY, (OFFERS, ACCOUNTS), Series.LINES, split=MARKET),
    Axes(MARKET, (OFFERS,), Series.LYING_BARS),
    Shares(MARKET, OFFERS),
    Table((MARKET, CATEGORY), (OFFERS, ACCOUNTS)),
    Table((MARKET,), (OFFERS,), across=CATEGORY),
]


def drawn(chart: Chart) -> tuple[dict[str, object], dict[str, object]]:
    attributes = lens_attributes("key", "Title", "Why?", LISTINGS, chart, "a:b")
    state = attributes["state"]
    (layer,) = state["datasourceStates"]["formBased"]["layers"].values()
    return layer, state["visualization"]


@pytest.mark.parametrize("chart", CHARTS)
def test_splits_come_before_measures_and_order_names_every_column(
    chart: Chart,
) -> None:
    layer, _ = drawn(chart)
    columns, order = layer["columns"], layer["columnOrder"]
    assert isinstance(columns, dict)
    assert isinstance(order, list)
    assert set(order) == set(columns)
    bucketed = [columns[key]["isBucketed"] for key in order]
    assert bucketed == sorted(bucketed, reverse=True)


@pytest.mark.parametrize("chart", CHARTS)
def test_every_column_is_drawn(chart: Chart) -> None:
    layer, visualization = drawn(chart)
    columns = layer["columns"]
    assert isinstance(columns, dict)
    assert [key for key in columns if key not in str(visualization)] == []


def test_a_chart_names_its_view_and_its_question_in_lucene() -> None:
    made = lens_attributes("key", "Title", "Why?", LISTINGS, CHARTS[0], "a:b")
    (layer,) = made["state"]["datasourceStates"]["formBased"]["layers"]
    assert made["references"] == [
        {
            "type": "index-pattern",
            "id": LISTINGS.id,
            "name": f"indexpattern-datasource-layer-{layer}",
        }
    ]
    assert made["state"]["query"] == {"query": "a:b", "language": "lucene"}
    assert (made["title"], made["description"]) == ("Title", "Why?")


def test_a_split_of_lines_is_the_outermost_and_has_a_legend() -> None:
    chart = CHARTS[1]
    assert chart.columns[0] is MARKET
    _, visualization = drawn(chart)
    assert visualization["legend"] == {"isVisible": True, "position": "right"}
    _, single = drawn(CHARTS[2])
    assert single["legend"] == {"isVisible": False, "position": "right"}


def test_a_matrix_turns_one_split_into_columns() -> None:
    _, visualization = drawn(CHARTS[5])
    columns = visualization["columns"]
    assert isinstance(columns, list)
    assert [one["isTransposed"] for one in columns] == [False, True, False]


def test_charts_of_different_keys_share_no_id() -> None:
    one, other = (
        lens_attributes(key, "T", "W?", LISTINGS, CHARTS[0], "")["state"]
        for key in ("one", "other")
    )
    layers = [
        set(state["datasourceStates"]["formBased"]["layers"]) for state in (one, other)
    ]
    assert layers[0].isdisjoint(layers[1])
