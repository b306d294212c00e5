from dataclasses import replace

import pytest

from core.clock import utc_now
from core.records import CrawlRun, RunOutcome
from crawlers.context import CrawlContext
from crawlers.health.measures import badly_filled, fewer_records, listings_of, too_few
from crawlers.profile.market import Expected
from crawlers.run_state import RunState


@pytest.fixture
def state(context: CrawlContext) -> RunState:
    return replace(context.state, pages=20, listings=10, vendors=4)


def expecting(state: RunState, **expected: object) -> RunState:
    profile = state.profile.model_copy(
        update={"expected": Expected.model_validate(expected)}
    )
    return replace(state, profile=profile)


def runs(state: RunState, *listings: int) -> list[CrawlRun]:
    run = state.run(RunOutcome.COMPLETE, finished_at=utc_now())
    return [run.model_copy(update={"listings": number}) for number in listings]


def test_sighted_listings_count(state: RunState) -> None:
    assert listings_of(replace(state, sighted=5)) == 15
    assert too_few(expecting(replace(state, sighted=5), listings_min=15)) == []
    assert len(too_few(expecting(state, listings_min=15))) == 1


def test_partial_run_has_no_minimum(state: RunState) -> None:
    assert too_few(expecting(replace(state, partial=True), listings_min=15)) == []


@pytest.mark.parametrize(
    ("former", "count"),
    [
        ((20, 20, 20), 0),
        ((21, 21, 1_000), 1),
        ((21, 1, 1), 0),
        ((1_000, 1_000), 0),
        ((), 0),
    ],
)
def test_half_of_the_median_is_enough(
    state: RunState, former: tuple[int, ...], count: int
) -> None:
    assert len(fewer_records(state, runs(state, *former))) == count


def test_share_of_the_median_is_the_profiles(state: RunState) -> None:
    former = runs(state, 100, 100, 100)
    assert fewer_records(expecting(state, least_share_of_median=0), former) == []
    strict = expecting(state, least_share_of_median=0.95)
    assert (
        "10 listings where the last 3 complete runs had 12 (median)"
        in (fewer_records(strict, runs(state, 12, 12, 12))[0])
    )


def test_fields_of_vendors_are_measured_too(state: RunState) -> None:
    asking = expecting(state, fill={"price": 0.5, "vendor.sales": 0.5})
    asking.fill.pages.update(listing=10, vendor=10)
    asking.fill.filled.update({"listing.price": 9, "vendor.sales": 4})
    (reason,) = badly_filled(asking)
    assert "40.0% of the vendor pages have a sales" in reason
    assert "pages.vendor.fields.sales" in reason


def test_few_pages_of_a_recrawl_say_nothing(state: RunState) -> None:
    asking = expecting(state, fill={"price": 0.9})
    asking.fill.pages["listing"] = 3
    assert badly_filled(replace(asking, sighted=90)) == []
    assert badly_filled(replace(asking, partial=True)) == []
    assert len(badly_filled(asking)) == 1
