import os
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from core.clock import utc_now
from core.errors import ConfigError
from core.records import CrawlRun, RunOrigin, RunOutcome
from core.settings import Settings
from crawlers.context import CrawlContext
from crawlers.run_state import RunPaths
from crawlers.schedule.board import Crawl, Notes, crawl_note
from crawlers.schedule.plan import (
    last_crawl,
    last_known,
    latest_crawl,
    link_schedule,
    planned_markets,
    profile_stamps,
)
from tests.crawlers.small_market import SmallMarket, profile_text

NOON = datetime(2026, 11, 22, 12, 0, tzinfo=UTC)


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    return Settings(home=tmp_path / "home")


def add_run(context: CrawlContext, hour: int, **changes: object) -> CrawlRun:
    run = context.state.run(RunOutcome.COMPLETE).model_copy(
        update={
            "run_id": f"r{hour}",
            "started_at": NOON + timedelta(hours=hour),
            "finished_at": NOON + timedelta(hours=hour, minutes=30),
        }
        | changes
    )
    paths = RunPaths(context.settings.home, run.run_id)
    paths.folder.mkdir(parents=True)
    paths.run.write_text(run.model_dump_json(), encoding="utf-8")
    os.utime(paths.run, (hour, hour))
    return run


def test_profiles_with_a_schedule_are_planned(
    settings: Settings,
    market: SmallMarket,
    context: CrawlContext,
    write_profile: Callable[..., Path],
) -> None:
    text = profile_text(market)
    write_profile(text + 'schedule: "0 3 * * *"\n')
    write_profile(text.replace("name: lamps", "name: stools"), "stools")
    write_profile("name: [", "broken")
    add_run(context, 1)
    (planned,) = planned_markets(settings)
    assert (planned.market, planned.expression) == ("lamps", "0 3 * * *")
    assert planned.last is not None
    assert planned.last.started_at == NOON + timedelta(hours=1)
    assert abs(utc_now() - planned.changed_at) < timedelta(minutes=5)
    assert planned.next_at(NOON) == NOON + timedelta(hours=15)


def test_home_without_profiles_plans_nothing(settings: Settings) -> None:
    assert planned_markets(settings) == ()
    assert profile_stamps(settings) == frozenset()


def test_last_crawl_of_the_whole_market_counts(context: CrawlContext) -> None:
    home = context.settings.home
    assert last_crawl(home, "lamps") is None
    run = add_run(context, 1, outcome=RunOutcome.FAILED)
    add_run(context, 2, outcome=RunOutcome.INTERRUPTED)
    add_run(context, 3, partial=True)
    add_run(context, 4, origin=RunOrigin.IMPORT)
    add_run(context, 5, market="stools")
    assert last_crawl(home, "lamps") == run


def test_crawl_of_a_clock_that_was_ahead_counts_for_nothing(
    context: CrawlContext,
) -> None:
    run = add_run(context, 1)
    ahead = add_run(context, 2, started_at=utc_now() + timedelta(days=300))
    assert last_crawl(context.settings.home, "lamps") == run
    assert last_known(crawl_note(ahead), None, utc_now()) is None


def test_last_crawl_may_be_that_of_another_machine(context: CrawlContext) -> None:
    home = context.settings.home
    here = crawl_note(add_run(context, 2))
    early, late = (
        here.model_copy(update={"started_at": NOON + timedelta(hours=hour)})
        for hour in (1, 3)
    )
    assert latest_crawl(home, "lamps", Notes({})) == here
    assert latest_crawl(home, "lamps", Notes({(Crawl, "lamps"): early})) == here
    assert latest_crawl(home, "lamps", Notes({(Crawl, "lamps"): late})) == late
    assert latest_crawl(home, "beds", Notes({})) is None


def test_stamps_change_with_the_profiles(
    settings: Settings, market: SmallMarket, write_profile: Callable[..., Path]
) -> None:
    path = write_profile(profile_text(market))
    first = profile_stamps(settings)
    assert profile_stamps(settings) == first
    os.utime(path, (1, 1))
    second = profile_stamps(settings)
    write_profile("x", "stools")
    third = profile_stamps(settings)
    assert len({first, second, third}) == 3


def test_schedule_of_linking_is_the_setting(tmp_path: Path) -> None:
    assert link_schedule(Settings(home=tmp_path)) == "0 3 * * *"
    assert link_schedule(Settings(home=tmp_path, link_schedule="")) is None


def test_schedule_of_linking_that_cannot_be_read_says_what_to_give(
    tmp_path: Path,
) -> None:
    with pytest.raises(ConfigError, match="five cron fields"):
        link_schedule(Settings(home=tmp_path, link_schedule="at night"))
