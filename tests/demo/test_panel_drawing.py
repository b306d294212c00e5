from typing import Any

import pytest
from matplotlib.figure import Figure

from demo.panel_drawing import draw, plain
from search.kibana.findings import Place
from search.kibana.questions import Answered, Question, buckets_table
from search.kibana.tables import Heading, Table

DAY_MS = 86_400_000
TEXT = Heading("Market", "string", is_bucket=True)
DATE = Heading("Day", "date", is_bucket=True)
NUMBER = Heading("Listings", "number", is_bucket=False)


def drawn(
    drawn_as: str, table: Table | None, *, style: str = "", height: float = 2.0
) -> Any:
    question = Question(
        Place("here"), "T", drawn_as, ("listings",), {}, buckets_table, style=style
    )
    axes = Figure(figsize=(4, 3)).add_subplot()
    draw(axes, Answered(question, table), height=height)
    return axes


def texts(axes: Any) -> str:
    return "\n".join(one.get_text() for one in axes.texts)


def test_a_number_and_a_moment_are_written_out() -> None:
    assert texts(drawn("lnsMetric", Table((NUMBER,), ((1234.0,),)))) == "1,234"
    moment = Heading("Since", "date", is_bucket=False)
    assert texts(drawn("lnsMetric", Table((moment,), ((DAY_MS,),)))) == "1970-01-02"


def test_shares_are_wedges_of_what_is_not_nothing() -> None:
    table = Table((TEXT, NUMBER), (("a", 3), ("b", 1), ("c", 0)))
    axes = drawn("lnsPie", table)
    assert len(axes.patches) == 2
    assert "a" in texts(axes)


@pytest.mark.parametrize("style", ["bar_stacked", "bar_horizontal"])
def test_bars_stand_one_for_each_value(style: str) -> None:
    table = Table((TEXT, NUMBER), (("lamps", 3), ("doors", 1)))
    axes = drawn("lnsXY", table, style=style)
    assert len(axes.patches) == 2
    ticks = axes.get_yticklabels() if "horizontal" in style else axes.get_xticklabels()
    assert [one.get_text() for one in ticks] == ["lamps", "doors"]


def test_a_split_over_time_becomes_stacks_or_lines() -> None:
    rows = (("a", 0, 1), ("a", DAY_MS, 2), ("b", DAY_MS, 3))
    table = Table((TEXT, DATE, NUMBER), rows)
    assert len(drawn("lnsXY", table, style="bar_stacked").patches) == 4
    lines = drawn("lnsXY", table, style="line").get_lines()
    assert [line.get_label() for line in lines] == ["a", "b"]
    assert [len(line.get_ydata()) for line in lines] == [2, 1]


def test_several_metrics_are_several_lines() -> None:
    other = Heading("Price", "number", is_bucket=False)
    table = Table((DATE, NUMBER, other), ((0, 1, 5.5), (DAY_MS, 2, None)))
    lines = drawn("lnsXY", table, style="line").get_lines()
    assert [len(line.get_ydata()) for line in lines] == [2, 1]


def test_flows_are_bands_between_names() -> None:
    table = Table((TEXT, TEXT, NUMBER), (("NL", "DE", 5), ("NL", "UK", 1), ("US", "DE", 2)))  # fmt: skip
    axes = drawn("vega", table)
    assert len(axes.patches) == 3
    assert {"NL", "US", "DE", "UK"} == set(texts(axes).splitlines())


def test_a_list_shows_as_many_rows_as_fit() -> None:
    table = Table((TEXT, NUMBER), tuple((f"m{n}", n) for n in range(50)))
    low, high = (drawn("search", table, height=height) for height in (0.6, 2.0))
    assert texts(low).count("\nm") < texts(high).count("\nm") < 50
    assert "Market" in texts(high)


def test_nothing_is_said_to_be_nothing() -> None:
    assert texts(drawn("lnsXY", Table((TEXT, NUMBER), ()))) == "no data"
    assert texts(drawn("search", None)) == "no data"


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (None, "-"),
        (3, "3"),
        (2.5, "2.50"),
        (1234.5, "1,234"),
        ("x" * 40, "x" * 21 + "…"),
        (["a", "b"], "a, b"),
        ("a\x1bb 中", "a□b □"),
        ("5$ and 6$", "5$ and 6$"),
        ("\u2b50 deal", "□ deal"),
        ("2026-11-22T15:31:40.612Z", "2026-11-22 15:31"),
    ],
)
def test_values_become_short_plain_texts(value: Any, text: str) -> None:
    assert plain(value) == text
