import os
from collections.abc import Callable, Iterator
from datetime import timedelta
from pathlib import Path

import pytest
import redis
from pydantic import SecretStr

from core.clock import utc_now
from core.messages import LinkVendors
from core.records import RunOutcome
from core.settings import Settings, get_settings
from crawlers.context import CrawlContext
from crawlers.run_state import RunPaths
from crawlers.schedule.app import create_app
from crawlers.schedule.beat import LINKING, CrawlScheduler, entries
from crawlers.schedule.cron import CronSchedule
from crawlers.schedule.task import QUEUE
from tests.crawlers.small_market import SmallMarket, profile_text


@pytest.fixture
def settings(
    tmp_path: Path, broker: str, monkeypatch: pytest.MonkeyPatch
) -> Iterator[Settings]:
    """Settings that the scheduler finds in its environment."""
    monkeypatch.setenv("STALLWATCH_HOME", str(tmp_path / "home"))
    monkeypatch.setenv("STALLWATCH_REDIS_URL", broker)
    get_settings.cache_clear()
    yield Settings(home=tmp_path / "home", redis_url=SecretStr(broker))
    get_settings.cache_clear()


@pytest.fixture
def profile(market: SmallMarket, write_profile: Callable[..., Path]) -> Path:
    return write_profile(profile_text(market) + 'schedule: "0 3 * * *"\n')


def add_run(context: CrawlContext, *, days_ago: int) -> None:
    started_at = utc_now() - timedelta(days=days_ago)
    run = context.state.run(RunOutcome.COMPLETE, finished_at=started_at)
    paths = RunPaths(context.settings.home, f"r{days_ago}")
    paths.folder.mkdir(parents=True)
    text = run.model_copy(update={"started_at": started_at}).model_dump_json()
    paths.run.write_text(text, encoding="utf-8")


def waiting(broker: str) -> int:
    with redis.Redis.from_url(broker) as client:
        return int(client.llen(QUEUE))


@pytest.mark.usefixtures("profile")
def test_entry_says_what_is_due_when(settings: Settings) -> None:
    entry = entries(settings)["lamps"]
    assert entry["schedule"] == CronSchedule("0 3 * * *")
    assert entry["task"] == "crawl.market"
    assert entry["options"] == {"queue": "crawl"}
    assert entry["last_run_at"] is None
    payload = entry["args"][0]()
    assert payload["market"] == "lamps"


@pytest.mark.usefixtures("profile")
def test_missed_run_is_caught_up_once(
    settings: Settings, context: CrawlContext, broker: str
) -> None:
    add_run(context, days_ago=3)
    scheduler = CrawlScheduler(create_app(settings))
    assert scheduler.tick() == 0
    assert waiting(broker) == 1
    assert scheduler.tick() > 0
    assert waiting(broker) == 1


@pytest.mark.usefixtures("profile")
def test_new_market_waits_for_its_time(settings: Settings, broker: str) -> None:
    scheduler = CrawlScheduler(create_app(settings))
    assert 0 < scheduler.tick() <= 60
    assert waiting(broker) == 0


def test_changed_profiles_are_taken_up(
    settings: Settings, profile: Path, write_profile: Callable[..., Path]
) -> None:
    scheduler = CrawlScheduler(create_app(settings))
    text = profile.read_text(encoding="utf-8")
    profile.write_text(text.replace("0 3 * * *", "0 4 * * *"), encoding="utf-8")
    os.utime(profile, (1, 1))
    write_profile(text.replace("name: lamps", "name: stools"), "stools")
    scheduler.refresh(settings)
    assert sorted(scheduler.schedule) == ["lamps", LINKING]
    scheduler._looked_at = float("-inf")
    scheduler.refresh(settings)
    assert sorted(scheduler.schedule) == ["lamps", LINKING, "stools"]
    assert scheduler.schedule["lamps"].schedule == CronSchedule("0 4 * * *")
    profile.unlink()
    scheduler._looked_at = float("-inf")
    scheduler.refresh(settings)
    assert sorted(scheduler.schedule) == [LINKING, "stools"]


def test_entry_of_linking_asks_for_a_full_pass(settings: Settings) -> None:
    entry = entries(settings)[LINKING]
    assert entry["schedule"] == CronSchedule("0 3 * * *")
    assert entry["options"] == {"queue": "ingest"}
    (payload,) = entry["args"]
    assert LinkVendors.from_payload(payload).full


def test_linking_is_planned_though_no_market_is(settings: Settings) -> None:
    scheduler = CrawlScheduler(create_app(settings))
    assert sorted(scheduler.schedule) == [LINKING]


def test_linking_has_no_entry_where_it_is_not_wanted(settings: Settings) -> None:
    assert entries(settings.model_copy(update={"link_schedule": ""})) == {}
