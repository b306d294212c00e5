import json
import os
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

import pytest

from core.clock import utc_now
from core.records import CrawlRun, RunOrigin, RunOutcome
from crawlers.access.state import MarketAccess, save_access
from crawlers.context import CrawlContext
from crawlers.health.status import market_status, running_run
from crawlers.ledger.lock import lock_market
from crawlers.run_state import RunPaths
from crawlers.schedule.pauses import set_pause
from tests.crawlers.small_market import SmallMarket, profile_text


@pytest.fixture(autouse=True)
def profile(market: SmallMarket, write_profile: Callable[..., Path]) -> Path:
    text = profile_text(market)
    text = text.replace(
        "expected: {listings_min: 1}",
        "expected: {listings_min: 1, fill: {price: 0.9, vendor.sales: 0.5}}",
    )
    return write_profile(text + 'schedule: "0 3 * * *"\n')


def add_run(context: CrawlContext, number: int, **changes: object) -> CrawlRun:
    now = utc_now() + timedelta(seconds=number)
    run = context.state.run(RunOutcome.COMPLETE, finished_at=now).model_copy(
        update={"run_id": f"r{number}", "started_at": now} | changes
    )
    paths = RunPaths(context.settings.home, run.run_id)
    paths.folder.mkdir(parents=True)
    paths.run.write_text(run.model_dump_json(), encoding="utf-8")
    os.utime(paths.run, (number, number))
    return run


def test_status_of_a_market_that_was_never_crawled(context: CrawlContext) -> None:
    status = market_status("lamps", context.settings)
    assert status.last_run is None
    assert status.median_listings is None
    assert [field.seen for field in status.fill] == [None, None]
    assert status.access is not None
    assert status.access.state is MarketAccess.ACTIVE
    assert status.attention == ()


def test_last_crawl_stands_beside_the_median(context: CrawlContext) -> None:
    for number, listings in enumerate((10, 20, 60), 1):
        add_run(context, number, listings=listings)
    add_run(context, 4, listings=900, origin=RunOrigin.IMPORT)
    last = add_run(
        context,
        5,
        listings=5,
        sighted=2,
        outcome=RunOutcome.DEGRADED,
        reasons=("few",),
        fill={"listing.price": 0.4},
    )
    status = market_status("lamps", context.settings)
    assert status.last_run == last
    assert (status.listings, status.median_listings) == (7, 20)
    fields = {field.field: (field.seen, field.least) for field in status.fill}
    assert fields == {"listing.price": (0.4, 0.9), "vendor.sales": (None, 0.5)}
    assert status.next_run_at is not None
    assert status.next_run_at > utc_now()
    assert status.attention == ("the last run is degraded: few",)


def test_access_authorisation_and_addresses_are_shown(
    context: CrawlContext, market: SmallMarket
) -> None:
    save_access(context.settings, "lamps", MarketAccess.CHALLENGE, "a puzzle")
    status = market_status("lamps", context.settings)
    assert status.access is not None
    assert status.access.state is MarketAccess.CHALLENGE
    assert status.authorisation is not None
    assert status.authorisation.days_left > 300_000
    assert status.mirrors is not None
    assert [row["address"] for row in status.mirrors["clearnet"]] == [market.origin]
    assert status.mirrors["onion"] == []
    assert status.attention[0].startswith("challenge (a puzzle)")
    assert json.loads(status.model_dump_json())["access"]["state"] == "challenge"


def test_unusable_profile_is_told(context: CrawlContext, profile: Path) -> None:
    profile.write_text("name: [", encoding="utf-8")
    status = market_status("lamps", context.settings)
    assert status.fault is not None
    assert status.attention == (status.fault,)


def test_running_crawl_is_known_by_its_lock(context: CrawlContext) -> None:
    home = context.settings.home
    assert running_run(home, "lamps") is None
    lock = lock_market(home, "lamps", "r7")
    assert market_status("lamps", context.settings).running == "r7"
    add_run(context, 7)
    assert running_run(home, "lamps") is None
    lock.release()


def test_escalations_of_the_market_are_counted(context: CrawlContext) -> None:
    folder = context.settings.home / "escalations"
    folder.mkdir()
    for name, market in (("a", "lamps"), ("b", "stools")):
        text = json.dumps({"market": market})
        (folder / f"{name}.json").write_text(text, encoding="utf-8")
    (folder / "c.json").write_text("{", encoding="utf-8")
    assert market_status("lamps", context.settings).escalations == 1


def test_paused_market_has_no_next_crawl(context: CrawlContext) -> None:
    settings = context.settings.model_copy(update={"redis_url": None})
    made = set_pause(settings, "lamps", paused=True, by="ada")
    status = market_status("lamps", settings)
    assert status.paused == f"since {made.at:%Y-%m-%d %H:%M} UTC by ada"
    assert status.next_run_at is None
    set_pause(settings, "lamps", paused=False, by="ada")
    assert market_status("lamps", settings).next_run_at is not None
