import json
from pathlib import Path

from core.clock import utc_now
from core.records import AlertKind, RunAlert, RunOutcome
from crawlers.context import CrawlContext
from crawlers.run_state import MAX_REASONS, RunPaths, RunState, batch_ids


def test_first_stop_stands_and_reasons_are_kept_once(context: CrawlContext) -> None:
    state = context.state
    state.stop(RunOutcome.DEGRADED, "a")
    state.stop(RunOutcome.FAILED, "b")
    state.add_reason("a")
    assert state.stopped is RunOutcome.DEGRADED
    assert state.reasons == ["a", "b"]
    for number in range(MAX_REASONS + 5):
        state.add_reason(f"reason {number}")
    assert len(state.reasons) == MAX_REASONS


def test_human_is_warned_once_of_each_thing(context: CrawlContext) -> None:
    state = context.state
    for kind in (AlertKind.CHALLENGE, AlertKind.BANNED, AlertKind.DOWN):
        for page in ("first", "second"):
            # Several pages are in flight when the market shuts its door.
            state.alert(RunAlert(kind=kind, message=f"{page} page", first_bad_url=page))
    assert [alert.first_bad_url for alert in state.alerts] == ["first"] * 3
    state.alerts.clear()
    for message in ("one login more is tried", "it was lost again"):
        for page in ("first", "second"):
            state.alert(
                RunAlert(
                    kind=AlertKind.SESSION_LOST, message=message, first_bad_url=page
                )
            )
    assert [alert.first_bad_url for alert in state.alerts] == ["first"] * 2
    state.alerts.clear()
    for field in ("listing.price", "listing.title"):
        state.alert(RunAlert(kind=AlertKind.LAYOUT_DRIFT, message="empty", field=field))
    assert len(state.alerts) == 2


def test_run_record_holds_the_counts(context: CrawlContext) -> None:
    state = context.state
    state.pages, state.listings = 7, 5
    run = state.run(RunOutcome.COMPLETE, finished_at=utc_now())
    assert (run.pages, run.listings, run.market) == (7, 5, "lamps")
    assert run.authorisation.reference == "TEST-1"
    assert run.profile_sha256 == state.profile.sha256
    assert run.warc == "lamps-r1.warc.gz"


def test_files_of_a_run_lie_in_the_home() -> None:
    paths = RunPaths(home=Path("h"), run_id="r1")
    assert paths.run == Path("h/runs/r1/run.json")
    assert paths.progress == Path("h/runs/r1/progress.json")
    assert paths.snapshots == Path("h/snapshots")


def test_saved_run_goes_on_with_its_counts_and_without_its_stop(
    context: CrawlContext,
) -> None:
    state = context.state
    state.pages, state.sighted, state.full = 7, 5, True
    state.batch_ids = batch_ids("r1", 2)
    state.alert(RunAlert(kind=AlertKind.CHALLENGE, message="look"))
    state.add_reason("odd")
    state.stop(RunOutcome.INTERRUPTED, "stopped")
    saved = json.loads(json.dumps(state.saved()))
    later = RunState(run_id="r1", profile=state.profile, started_at=utc_now())
    later.restore(saved)
    assert (later.pages, later.sighted, later.full) == (7, 5, True)
    assert (later.reasons, later.stopped) == (["odd"], None)
    assert (later.batch_ids, later.alerts) == (state.batch_ids, state.alerts)
    assert later.started_at == state.started_at
