from dataclasses import replace
from pathlib import Path

import pytest

from core.clock import utc_now
from core.records import AlertKind, CrawlRun, RunOrigin, RunOutcome
from crawlers.context import CrawlContext
from crawlers.health.fill import FillCounts
from crawlers.health.judge import judge, judge_run
from crawlers.profile.market import Expected
from crawlers.run_state import RunPaths, RunState


@pytest.fixture
def state(context: CrawlContext) -> RunState:
    expected = Expected(
        listings_min=10, vendors_min=2, unreadable_max_share=0.1, fill={"price": 0.9}
    )
    profile = context.state.profile.model_copy(update={"expected": expected})
    state = replace(context.state, profile=profile, pages=20, listings=10, vendors=2)
    state.fill.pages["listing"] = 10
    state.fill.filled["listing.price"] = 9
    state.unreadable = 2
    return state


def former(state: RunState, *counts: int) -> list[CrawlRun]:
    run = state.run(RunOutcome.COMPLETE, finished_at=utc_now())
    return [run.model_copy(update={"listings": n, "vendors": n // 5}) for n in counts]


def test_healthy_run_is_complete(state: RunState) -> None:
    assert judge(state) is RunOutcome.COMPLETE
    assert judge(state, former(state, 10, 10, 10)) is RunOutcome.COMPLETE
    assert state.reasons == []
    assert state.alerts == []


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"listings": 9}, "9 listings where at least 10 were expected"),
        ({"vendors": 1}, "1 vendors where at least 2"),
        ({"unreadable": 3}, "15.0%, at most 10.0%"),
        ({"session_losses": 2}, "the session was lost 2 times"),
        ({"out_of_scope": 20}, "20 of 40 requests would have left"),
        ({"unread_lists": 1}, "1 lists could not be read"),
    ],
)
def test_run_below_its_minimums_is_degraded(
    state: RunState, changes: dict[str, int], words: str
) -> None:
    changed = replace(state, **changes)  # type: ignore[arg-type]
    assert judge(changed) is RunOutcome.DEGRADED
    assert any(words in reason for reason in changed.reasons)


@pytest.mark.parametrize(
    "changes",
    [
        {"session_losses": 1},
        {"out_of_scope": 19},
        {"pages": 90, "out_of_scope": 20},
        {"listings": 1, "sighted": 9},
    ],
)
def test_what_any_market_does_is_no_fault(
    state: RunState, changes: dict[str, int]
) -> None:
    assert judge(replace(state, **changes)) is RunOutcome.COMPLETE  # type: ignore[arg-type]


def test_far_fewer_records_than_usual_raise_an_alert(state: RunState) -> None:
    known = former(state, 100, 21, 22)
    assert judge(state, known) is RunOutcome.DEGRADED
    assert [alert.kind for alert in state.alerts] == [AlertKind.FEWER_RECORDS]
    assert state.alerts[0].message in state.reasons
    assert "10 listings where the last 3 complete runs had 22" in state.reasons[0]


@pytest.mark.parametrize(
    "changes",
    [{"partial": True}, {"origin": RunOrigin.IMPORT}, {"origin": RunOrigin.REPARSE}],
)
def test_archives_and_parts_are_not_measured_by_former_runs(
    state: RunState, changes: dict[str, object]
) -> None:
    changed = replace(state, **changes)  # type: ignore[arg-type]
    assert judge(changed, former(state, 900, 900, 900)) is RunOutcome.COMPLETE


def test_badly_filled_field_is_named(state: RunState) -> None:
    state.fill.filled["listing.price"] = 8
    assert judge(state) is RunOutcome.DEGRADED
    assert "80.0% of the listing pages have a price" in state.reasons[0]


def test_run_without_a_page_has_failed(state: RunState) -> None:
    assert judge(replace(state, pages=0)) is RunOutcome.FAILED
    assert "not one page of http://127.0.0.1" in state.reasons[0]


def test_archive_without_a_page_of_the_market_has_failed(state: RunState) -> None:
    seized = replace(state, pages=0, origin=RunOrigin.IMPORT, source="seized.warc")
    assert judge(seized) is RunOutcome.FAILED
    assert "not one page of seized.warc" in state.reasons[0]


def test_recrawl_of_an_unchanged_market_is_complete(state: RunState) -> None:
    unchanged = replace(
        state,
        pages=0,
        not_modified=4,
        listings=0,
        sighted=10,
        unreadable=0,
        fill=FillCounts(),
    )
    assert judge(unchanged, former(state, 10, 10, 10)) is RunOutcome.COMPLETE


def test_stopped_run_keeps_its_outcome(state: RunState) -> None:
    state.stop(RunOutcome.INTERRUPTED, "stopped by hand")
    assert judge(state, former(state, 900, 900, 900)) is RunOutcome.INTERRUPTED
    assert state.reasons == ["stopped by hand"]


def write_run(paths: RunPaths, run: CrawlRun) -> None:
    paths.folder.mkdir(parents=True)
    paths.run.write_text(run.model_dump_json(), encoding="utf-8")


def test_run_is_measured_by_the_homes_former_runs(
    state: RunState, tmp_path: Path
) -> None:
    for number, run in enumerate(former(state, 30, 30, 30)):
        paths = RunPaths(tmp_path, f"former-{number}")
        write_run(paths, run.model_copy(update={"run_id": paths.run_id}))
    assert judge_run(state, tmp_path) is RunOutcome.DEGRADED
    assert "10 listings where the last 3 complete runs had 30" in state.reasons[0]
