import pytest
from elasticsearch import Elasticsearch

from core.errors import NotFoundError, QueryError
from core.records import AlertKind, RunAlert, RunOutcome
from core.settings import Settings
from search.indices import Indices
from search.ingest_store import IngestStore
from search.run_reader import RunReader
from tests.search.builders import NOON, hours, make_listing
from tests.search.test_run_store import make_letter, make_run

ALERT = RunAlert(
    kind=AlertKind.LAYOUT_DRIFT,
    message="listing.price is empty: mend the profile, then reparse",
    field="listing.price",
    first_bad_url="http://127.0.0.1/1",
)
RUNS = [
    make_run("first", started_at=NOON, outcome=RunOutcome.COMPLETE),
    make_run(
        "second",
        started_at=NOON + hours(1),
        outcome=RunOutcome.DEGRADED,
        alerts=(ALERT,),
        fill={"listing.price": 0.0},
    ),
    make_run("other", market="lantern", started_at=NOON + hours(2)),
]


@pytest.fixture
def runs(
    store: IngestStore, client: Elasticsearch, ready: Settings, indices: Indices
) -> RunReader:
    for run in RUNS:
        store.save_run(run)
    store.save_batch([make_listing(), make_listing(2, seen_at=NOON + hours(5))], [])
    begun, ended = NOON + hours(5), NOON + hours(6)
    store.mark_gone("harbour", started_at=begun, finished_at=ended)
    store.save_dead_letter(make_letter("l1"))
    client.indices.refresh(index=f"{indices.prefix}-*")
    return RunReader(client, ready)


def test_runs_are_listed_latest_first(runs: RunReader) -> None:
    every = runs.runs()
    assert [run.run_id for run in every.runs] == ["other", "second", "first"]
    assert (every.total, every.truncated) == (3, False)
    harbour = runs.runs(market="harbour", limit=1)
    assert [run.run_id for run in harbour.runs] == ["second"]
    assert (harbour.total, harbour.truncated) == (2, True)
    earlier = runs.runs(market="harbour", before=harbour.runs[-1].started_at)
    assert [run.run_id for run in earlier.runs] == ["first"]


def test_run_is_shown_whole_with_its_alerts(runs: RunReader) -> None:
    assert runs.run("second") == RUNS[1]
    with pytest.raises(NotFoundError, match="no run of this id"):
        runs.run("none")


@pytest.mark.parametrize("limit", [0, 201])
def test_runs_refuse_a_limit_out_of_range(runs: RunReader, limit: int) -> None:
    with pytest.raises(QueryError, match="1 to 200"):
        runs.runs(limit=limit)


def test_figures_tell_of_every_market(runs: RunReader) -> None:
    harbour, lantern = runs.figures()
    assert harbour.last_run == RUNS[1]
    assert harbour.runs == {RunOutcome.COMPLETE: 1, RunOutcome.DEGRADED: 1}
    assert (harbour.present, harbour.gone) == (1, 1)
    assert (lantern.market, lantern.present, lantern.gone) == ("lantern", 0, 0)
    assert runs.dead_letters() == 1


def test_figures_of_nothing_are_none(client: Elasticsearch, ready: Settings) -> None:
    assert RunReader(client, ready).figures() == []
