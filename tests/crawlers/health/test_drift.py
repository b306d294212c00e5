from dataclasses import replace

import pytest

from core.clock import utc_now
from core.records import AlertKind, CrawlRun, RunOutcome
from crawlers.context import CrawlContext
from crawlers.health.drift import drifted_fields
from crawlers.health.fill import SeenPage
from crawlers.pages.convert import FieldValue
from crawlers.pages.reader import Reading
from crawlers.profile.pages import PageKind
from crawlers.run_state import RunState
from tests.builders import make_snapshot
from tests.crawlers.conftest import Crawl
from tests.crawlers.small_market import SmallMarket, html, listing_page

FORMER_GOOD = SeenPage("http://127.0.0.1/item/former", "former-snapshot")


@pytest.fixture
def state(context: CrawlContext) -> RunState:
    return replace(context.state)


def see(state: RunState, count: int, *, prices: int) -> None:
    """Read some listing pages, the first of which have a price."""
    for number in range(count):
        price = FieldValue(1, "1") if number < prices else FieldValue(None, "")
        page = Reading(kind=PageKind.LISTING, fields={"price": price})
        state.fill.note(page, make_snapshot(f"http://127.0.0.1/item/{number}"))


def former(state: RunState, *shares: float) -> list[CrawlRun]:
    run = state.run(RunOutcome.COMPLETE, finished_at=utc_now())
    return [
        run.model_copy(update={"fill": {"listing.price": share}}) for share in shares
    ]


def test_drift_names_the_field_and_shows_both_pages(state: RunState) -> None:
    see(state, 12, prices=3)
    (reason,) = drifted_fields(state, former(state, 1.0, 0.9), {})
    assert "95% of the listing pages had a price, now 25%" in reason
    (alert,) = state.alerts
    assert alert.kind is AlertKind.LAYOUT_DRIFT
    assert alert.field == "listing.price"
    assert alert.last_good_url == "http://127.0.0.1/item/2"
    assert alert.first_bad_url == "http://127.0.0.1/item/3"
    assert alert.first_bad_snapshot == make_snapshot(alert.first_bad_url).snapshot_id


def test_last_good_page_may_be_of_a_former_run(state: RunState) -> None:
    see(state, 12, prices=0)
    drifted_fields(state, former(state, 1.0), {"listing.price": FORMER_GOOD})
    (alert,) = state.alerts
    assert (alert.last_good_url, alert.last_good_snapshot) == FORMER_GOOD
    assert alert.first_bad_url == "http://127.0.0.1/item/0"


@pytest.mark.parametrize(
    ("count", "prices", "shares"),
    [
        (12, 6, [1.0]),
        (9, 0, [1.0]),
        (12, 0, [0.7]),
        (12, 0, []),
        (12, 12, [1.0]),
    ],
    ids=["half", "few pages", "rare field", "first run", "as ever"],
)
def test_no_drift(
    state: RunState, count: int, prices: int, shares: list[float]
) -> None:
    see(state, count, prices=prices)
    assert drifted_fields(state, former(state, *shares), {}) == []
    assert state.alerts == []


def test_field_without_which_no_page_can_be_read_drifts_too(state: RunState) -> None:
    for number in range(10):
        page = SeenPage(f"http://127.0.0.1/item/{number}", f"s{number}")
        state.fill.note_unreadable(PageKind.LISTING, "title", page)
    run = former(state, 1.0)[0].model_copy(update={"fill": {"listing.title": 1.0}})
    (reason,) = drifted_fields(state, [run], {"listing.title": FORMER_GOOD})
    assert "pages.listing.fields.title" in reason
    assert state.alerts[0].field == "listing.title"
    assert state.alerts[0].first_bad_snapshot == "s0"


def test_kind_of_page_that_cannot_be_read_at_all_drifts(state: RunState) -> None:
    see(state, 3, prices=3)
    for number in range(9):
        page = SeenPage(f"http://127.0.0.1/other/{number}", f"s{number}")
        state.fill.note_unreadable(PageKind.LISTING, None, page)
    (reason,) = drifted_fields(state, former(state, 1.0), {})
    assert "9 of 12 listing pages cannot be read at all" in reason
    (alert,) = state.alerts
    assert alert.field == "listing"
    assert alert.last_good_url == "http://127.0.0.1/item/2"
    assert alert.first_bad_snapshot == "s0"


def test_field_that_the_profile_no_longer_reads_is_not_missed(state: RunState) -> None:
    see(state, 12, prices=12)
    run = former(state, 1.0)[0].model_copy(update={"fill": {"listing.colour": 1.0}})
    assert drifted_fields(state, [run], {}) == []


def test_crawl_after_a_change_of_layout_shows_the_pages_to_compare(
    crawl: Crawl, market: SmallMarket
) -> None:
    market.fill(12)
    before = crawl()
    assert before.run.outcome is RunOutcome.COMPLETE, before.said
    assert before.run.fill["listing.price"] == 1.0
    good = {listing.snapshot.snapshot_id for listing in before.listings()}
    for number in range(12):
        page = listing_page(number, vendor=f"v{number % 2}").replace("Price:", "Cost:")
        market.routes[f"/item/{number}"] = html(page)
    after = crawl()
    assert after.run.outcome is RunOutcome.DEGRADED
    (alert,) = after.run.alerts
    assert (alert.kind, alert.field) == (AlertKind.LAYOUT_DRIFT, "listing.price")
    assert alert.message in after.run.reasons
    both = {listing.snapshot.snapshot_id for listing in after.listings()}
    assert alert.last_good_snapshot in good
    assert alert.first_bad_snapshot in both - good
