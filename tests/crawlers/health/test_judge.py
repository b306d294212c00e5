from dataclasses import replace

import pytest

from core.records import RunOutcome
from crawlers.context import CrawlContext
from crawlers.health.judge import judge
from crawlers.profile.market import Expected
from crawlers.run_state import RunState


@pytest.fixture
def state(context: CrawlContext) -> RunState:
    expected = Expected(
        listings_min=10, vendors_min=2, unreadable_max_share=0.1, fill={"price": 0.9}
    )
    profile = context.state.profile.model_copy(update={"expected": expected})
    state = replace(context.state, profile=profile, pages=20, listings=10, vendors=2)
    state.filled["price"] = 9
    state.unreadable = 2
    return state


def test_healthy_run_is_complete(state: RunState) -> None:
    assert judge(state) is RunOutcome.COMPLETE
    assert state.reasons == []


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"listings": 9}, "9 listings where at least 10 were expected"),
        ({"vendors": 1}, "1 vendors where at least 2"),
        ({"unreadable": 3}, "15.0%, at most 10.0%"),
    ],
)
def test_run_below_its_minimums_is_degraded(
    state: RunState, changes: dict[str, int], words: str
) -> None:
    changed = replace(state, **changes)  # type: ignore[arg-type]
    assert judge(changed) is RunOutcome.DEGRADED
    assert any(words in reason for reason in changed.reasons)


def test_badly_filled_field_is_named(state: RunState) -> None:
    state.filled["price"] = 8
    assert judge(state) is RunOutcome.DEGRADED
    assert "80.0% of the listings have a price" in state.reasons[0]


def test_run_without_a_page_has_failed(state: RunState) -> None:
    assert judge(replace(state, pages=0)) is RunOutcome.FAILED


def test_stopped_run_keeps_its_outcome(state: RunState) -> None:
    state.stop(RunOutcome.INTERRUPTED, "stopped by hand")
    assert judge(state) is RunOutcome.INTERRUPTED
    assert state.reasons == ["stopped by hand"]
