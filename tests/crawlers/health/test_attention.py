from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest

from core.records import AlertKind, RunAlert, RunOutcome
from crawlers.access.state import AccessState, MarketAccess
from crawlers.context import CrawlContext
from crawlers.health.attention import attention
from crawlers.health.views import AuthorisationView, MarketStatus

NOW = datetime(2026, 11, 22, 12, 0, tzinfo=UTC)
LATER = AuthorisationView(
    reference="TEST-1",
    authority="Test authority",
    valid_until=date(2999, 12, 31),
    days_left=9_999,
)


def row(state: str, reason: str = "") -> dict[str, Any]:
    return {"address": f"http://{state}.test", "state": state, "reason": reason}


def mirrors(*clearnet: str, onion: tuple[str, ...] = ()) -> dict[str, Any]:
    return {
        "clearnet": [row(state) for state in clearnet],
        "onion": [row(state) for state in onion],
        "proxy": None,
    }


@pytest.fixture
def well(context: CrawlContext) -> MarketStatus:
    run = context.state.run(RunOutcome.COMPLETE, finished_at=NOW)
    run = run.model_copy(update={"started_at": NOW - timedelta(hours=2)})
    return MarketStatus(
        market="lamps",
        access=AccessState(),
        last_run=run,
        authorisation=LATER,
        mirrors=mirrors("ok", "down", onion=("untried",)),
        schedule="0 3 * * *",
    )


def told(status: MarketStatus, **changes: object) -> str:
    return "\n".join(attention(status.model_copy(update=changes), NOW))


def test_where_all_is_well_nothing_is_told(well: MarketStatus) -> None:
    assert told(well) == ""
    assert told(well, last_run=None) == ""


@pytest.mark.parametrize("state", sorted(set(MarketAccess) - {MarketAccess.ACTIVE}))
def test_market_that_does_not_let_us_in_is_told(
    well: MarketStatus, state: MarketAccess
) -> None:
    access = AccessState(state=state, since=NOW, reason="a puzzle")
    assert told(well, access=access).startswith(f"{state} (a puzzle): ")


@pytest.mark.parametrize(
    ("days", "words"),
    [
        (15, ""),
        (14, "ends in 14 days"),
        (0, "ends in 0 days"),
        (-1, "ended on 2026-11-30: have it renewed"),
    ],
)
def test_authorisation_that_ends_soon_is_told(
    well: MarketStatus, days: int, words: str
) -> None:
    given = LATER.model_copy(
        update={"days_left": days, "valid_until": date(2026, 11, 30)}
    )
    found = told(well, authorisation=given)
    assert words in found
    assert bool(found) is bool(words)


def test_alerts_and_reasons_of_the_last_run_are_told_once(well: MarketStatus) -> None:
    assert well.last_run is not None
    alert = RunAlert(kind=AlertKind.LAYOUT_DRIFT, message="no price any more")
    run = well.last_run.model_copy(
        update={
            "outcome": RunOutcome.DEGRADED,
            "reasons": ("no price any more", "too few vendors"),
            "alerts": (alert,),
        }
    )
    lines = attention(well.model_copy(update={"last_run": run}), NOW)
    assert lines == (
        "no price any more",
        "the last run is degraded: too few vendors",
    )


def test_crawl_that_did_not_come_is_told(well: MarketStatus) -> None:
    assert well.last_run is not None
    old = well.last_run.model_copy(update={"started_at": NOW - timedelta(days=2)})
    assert "a crawl was due at 2026-11-21 03:00 UTC" in told(well, last_run=old)
    paused = well.model_copy(update={"last_run": old, "paused": "by ada"})
    assert not any("was due" in line for line in attention(paused, NOW))
    assert told(well, last_run=old, running="r2") == ""
    assert told(well, last_run=old, schedule=None) == ""
    just_due = well.last_run.model_copy(update={"started_at": NOW - timedelta(days=1)})
    assert told(well, last_run=just_due, schedule="30 11 * * *") == ""


def test_content_on_the_block_list_is_told(well: MarketStatus) -> None:
    assert "2 files in the home's escalations" in told(well, escalations=2)


@pytest.mark.parametrize(
    ("seen", "words"),
    [
        (mirrors("down", onion=("ok",)), "no clearnet address answers"),
        (mirrors("ok", onion=("down", "clone")), "no onion address answers"),
        (mirrors("ok", "clone"), "http://clone.test is taken for a clone"),
        (mirrors("ok") | {"proxy": row("down")}, "the proxy http://down.test"),
    ],
)
def test_health_of_clearnet_and_onion_is_told_apart(
    well: MarketStatus, seen: dict[str, Any], words: str
) -> None:
    assert words in told(well, mirrors=seen)
