from prometheus_client.parser import text_string_to_metric_families

from api.backlog import Backlog
from api.metrics import LAST_RUN, Figures, exposition
from core.records import AlertKind, RunAlert, RunOutcome
from search.run_reader import MarketFigures
from tests.builders import NOON, make_run

RUN = make_run(
    outcome=RunOutcome.DEGRADED,
    finished_at=NOON,
    listings=5,
    session_losses=1,
    alerts=(RunAlert(kind=AlertKind.CLONE, message="see"),) * 2,
)
HARBOUR = MarketFigures(
    market="harbour",
    last_run=RUN,
    runs={RunOutcome.COMPLETE: 3, RunOutcome.DEGRADED: 1},
    present=7,
    gone=2,
)
UNREAD = MarketFigures(market="lantern", last_run=None, runs={}, present=1, gone=0)


def samples(figures: Figures) -> dict[tuple[str, ...], float]:
    # Labels come in the order of their names.
    text = exposition(figures).decode()
    return {
        (sample.name, *sample.labels.values()): sample.value
        for family in text_string_to_metric_families(text)
        for sample in family.samples
    }


def test_exposition_tells_of_markets_queue_and_letters() -> None:
    found = samples(Figures([HARBOUR, UNREAD], 4, Backlog(ready=6, unacked=1)))
    for name, value in (
        ("stallwatch_last_run_finished_timestamp_seconds", NOON.timestamp()),
        ("stallwatch_last_run_listings", 5),
        ("stallwatch_last_run_session_losses", 1),
    ):
        assert found[name, "harbour"] == value
        assert (name, "lantern") not in found
    assert found["stallwatch_last_run_outcome", "harbour", "degraded"] == 1
    assert found["stallwatch_last_run_outcome", "harbour", "complete"] == 0
    assert found["stallwatch_last_run_alerts", "clone", "harbour"] == 2
    assert found["stallwatch_runs_total", "harbour", "complete"] == 3
    assert found["stallwatch_listings", "harbour", "gone"] == 2
    assert found["stallwatch_listings", "lantern", "present"] == 1
    assert found["stallwatch_queue_messages", "ready"] == 6
    assert found["stallwatch_dead_letters",] == 4


def test_counts_that_are_shown_are_counts_of_a_run() -> None:
    assert set(LAST_RUN) <= set(type(RUN).model_fields)


def test_exposition_leaves_out_what_is_not_known() -> None:
    assert samples(Figures(None, None, None)) == {
        ("stallwatch_up", "elasticsearch"): 0,
        ("stallwatch_up", "redis"): 0,
    }
