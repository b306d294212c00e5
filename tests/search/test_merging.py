from collections.abc import Sequence
from datetime import datetime
from itertools import permutations
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from search.documents import Document, listing_document, offer_document
from search.merging import (
    Missed,
    Observed,
    merge_missed,
    merge_observed,
    merge_seen,
    moment,
    seen_changes,
)
from search.versions import version_of
from tests.search.builders import NOON, hours, make_listing

MISSED = Missed(started_at=NOON + hours(3), finished_at=NOON + hours(4))


def observed(at: float = 0, *, reading: int = 0, **changes: Any) -> Observed:
    item = make_listing(seen_at=NOON + hours(at), reading=reading, **changes)
    seen = item.observation
    return Observed(
        record_id=seen.listing_id,
        observed_at=seen.observed_at,
        reading=reading,
        version=version_of(seen),
        history=offer_document(item),
        state=listing_document(item),
    )


def after(*changes: Observed | Missed | datetime) -> Document:
    """Return the state after some changes, in this order; a moment is a sighting."""
    state: Document | None = None
    for change in changes:
        if isinstance(change, Observed):
            state = merge_observed(state, change) or state
        elif isinstance(change, Missed):
            state = merge_missed(state, change) or state
        else:
            state = merge_seen(state, change, change) or state
    assert state is not None
    return state


def told(state: Document) -> tuple[Any, ...]:
    return (
        state["title"],
        state["reading"],
        moment(state["first_seen_at"]),
        moment(state["last_seen_at"]),
        state.get("gone_at"),
    )


def test_span_is_always_from_the_first_to_the_last_moment() -> None:
    state = after(observed(1), NOON + hours(5), observed(0), observed(2, title="new"))
    assert state["seen"] == {"gte": NOON, "lte": NOON + hours(5)}


def test_first_observation_makes_the_state() -> None:
    assert told(after(observed(title="a"))) == ("a", 0, NOON, NOON, None)


def test_same_observation_changes_nothing() -> None:
    state = after(observed())
    assert merge_observed(state, observed()) is None
    assert merge_seen(state, NOON, NOON) is None
    assert merge_seen(None, NOON, NOON) is None


def test_sighting_after_a_reparse_keeps_its_reading() -> None:
    state = after(
        observed(0, title="old"),
        NOON + hours(2),
        observed(0, title="mended", reading=1),
    )
    assert told(state) == ("mended", 1, NOON, NOON + hours(2), None)


def test_reparse_of_an_old_page_never_hides_a_newer_crawl() -> None:
    state = after(observed(1, title="new"), observed(0, title="mended", reading=9))
    assert told(state)[:2] == ("new", 0)
    assert told(state)[2] == NOON


@pytest.mark.parametrize(
    ("seen_at", "is_gone"),
    [(2.0, True), (3.0, False), (3.5, False), (5.0, False)],
    ids=["before the run", "at its begin", "within it", "after it"],
)
@pytest.mark.parametrize("late", [False, True])
def test_listing_is_gone_unless_seen_since_the_run_began(
    seen_at: float, is_gone: bool, late: bool
) -> None:
    sighting = NOON + hours(seen_at)
    steps = (MISSED, sighting) if late else (sighting, MISSED)
    state = after(observed(), *steps)
    assert (state.get("gone_at") is not None) is is_gone


def test_gone_listing_stays_gone_since_it_was_first_missed() -> None:
    again = Missed(started_at=NOON + hours(8), finished_at=NOON + hours(9))
    state = after(observed(), MISSED, again)
    assert state["gone_at"] == MISSED.finished_at


def test_what_a_state_knows_survives_a_newer_observation() -> None:
    state = after(observed()) | {"duplicate_group": "g"}
    newer = merge_observed(state, observed(1, title="new"))
    assert newer is not None
    assert (newer["duplicate_group"], newer["title"]) == ("g", "new")


def test_seen_changes_move_both_ends_only_outwards() -> None:
    state = after(observed())
    assert seen_changes(state, NOON + hours(-1), NOON + hours(-1)) == {
        "first_seen_at": NOON + hours(-1),
        "seen": {"gte": NOON + hours(-1), "lte": NOON},
    }
    assert seen_changes(state, NOON + hours(1), NOON + hours(1)) == {
        "last_seen_at": NOON + hours(1),
        "seen": {"gte": NOON, "lte": NOON + hours(1)},
    }


def test_stored_times_are_read() -> None:
    assert moment(NOON.isoformat()) == moment(NOON) == NOON


CHANGES = st.one_of(
    st.builds(
        observed,
        at=st.integers(0, 6),
        reading=st.integers(0, 2),
    ),
    st.integers(0, 6).map(lambda at: NOON + hours(at)),
)


@given(st.lists(CHANGES, max_size=3), st.booleans())
def test_any_order_and_repetition_ends_the_same(
    changes: Sequence[Observed | datetime], missed: bool
) -> None:
    first: list[Observed | datetime | Missed] = [observed(1)]
    steps = [*changes, *([MISSED] if missed else [])]
    # A sighting or a missing of what nothing is known of leaves no trace, so the first
    # observation comes first.
    ends = [after(*first, *order, *order) for order in permutations(steps)]
    assert len({told(end) for end in ends}) == 1
