from collections.abc import Callable
from datetime import timedelta

import pytest

from core.records import AlertKind, RunAlert, RunOutcome
from tests.api.conftest import Api
from tests.builders import NOON, make_run

pytestmark = pytest.mark.elasticsearch

ALERT = RunAlert(
    kind=AlertKind.LAYOUT_DRIFT,
    message="listing.price is empty: mend the profile",
    field="listing.price",
)
RUNS = (
    make_run("first"),
    make_run(
        "second",
        started_at=NOON + timedelta(hours=1),
        outcome=RunOutcome.DEGRADED,
        alerts=(ALERT,),
    ),
    make_run("other", market="lantern", started_at=NOON + timedelta(hours=2)),
)


def test_runs_are_listed_by_market_and_time(
    api: Api, index: Callable[..., None]
) -> None:
    index(runs=RUNS)
    body = api.client.get("/api/v1/runs").json()
    assert [run["run_id"] for run in body["runs"]] == ["other", "second", "first"]
    asked = {"market": "harbour", "limit": "1"}
    page = api.client.get("/api/v1/runs", params=asked).json()
    assert (page["total"], page["truncated"]) == (2, True)
    asked["before"] = page["runs"][-1]["started_at"]
    earlier = api.client.get("/api/v1/runs", params=asked).json()
    assert [run["run_id"] for run in earlier["runs"]] == ["first"]


def test_run_is_shown_with_its_alerts(api: Api, index: Callable[..., None]) -> None:
    index(runs=RUNS)
    body = api.client.get("/api/v1/runs/second").json()
    assert (body["outcome"], body["alerts"][0]["field"]) == (
        "degraded",
        "listing.price",
    )
    assert body["authorisation"]["reference"] == "TEST-1"
    assert api.client.get("/api/v1/runs/none").status_code == 404


def test_runs_need_a_key(api: Api) -> None:
    assert api.bare.get("/api/v1/runs").status_code == 401
