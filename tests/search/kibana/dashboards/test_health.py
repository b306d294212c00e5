from search.kibana.dashboards.health import HEALTH
from search.kibana.views import DEAD_LETTERS, FILL_RATES, RUNS
from tests.search.kibana.dashboards.shown import chart, fields, panels, splits


def test_it_shows_runs_outcomes_fill_rates_refusals_letters_and_queue() -> None:
    assert {
        "outcome",
        "filled",
        "out_of_scope",
        "unreadable",
        "alerts.kind",
        "queue_length",
        "met",
    } <= fields(HEALTH)
    assert chart(HEALTH, "Dead letters").view is DEAD_LETTERS
    assert {"Newest runs", "Newest dead letters"} <= set(panels(HEALTH))


def test_fill_rates_stand_by_field_and_market() -> None:
    panel = chart(HEALTH, "Fill rates")
    assert panel.view is FILL_RATES
    assert splits(panel) == ["field", "market"]


def test_runs_are_counted_by_market_and_outcome() -> None:
    panel = chart(HEALTH, "Runs by market and outcome")
    assert (panel.view, splits(panel)) == (RUNS, ["market", "outcome"])
