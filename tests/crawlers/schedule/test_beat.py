import base64
import json
import os
from collections.abc import Callable, Iterator
from datetime import timedelta
from pathlib import Path

import pytest
import redis
from pydantic import SecretStr

from core.clock import utc_now
from core.messages import CRAWL_QUEUE, CrawlMarket, LinkVendors
from core.records import RunOutcome
from core.settings import Settings, get_settings
from crawlers.context import CrawlContext
from crawlers.run_state import RunPaths
from crawlers.schedule.app import create_app
from crawlers.schedule.beat import LINKING, RETRY_S, CrawlScheduler, link_entry
from crawlers.schedule.cron import CronSchedule
from crawlers.schedule.health import require_beat
from crawlers.schedule.pauses import set_pause
from tests.crawlers.conftest import DEAD_REDIS
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


def waiting(broker: str) -> list[CrawlMarket]:
    """Return the requests in the queue, oldest first."""
    with redis.Redis.from_url(broker) as client:
        envelopes = [json.loads(text) for text in client.lrange(CRAWL_QUEUE, 0, -1)]
    bodies = [json.loads(base64.b64decode(item["body"])) for item in envelopes]
    return [CrawlMarket.from_payload(args[0]) for args, _, _ in reversed(bodies)]


@pytest.mark.usefixtures("profile")
def test_missed_run_is_caught_up_once(
    settings: Settings, context: CrawlContext, broker: str
) -> None:
    add_run(context, days_ago=3)
    scheduler = CrawlScheduler(create_app(settings))
    assert 0 < scheduler.tick() <= 60
    (asked,) = waiting(broker)
    assert asked.market == "lamps"
    assert asked.due_at is not None
    assert (asked.due_at.hour, asked.due_at.minute) == (3, 0)
    assert utc_now() - timedelta(days=1) < asked.due_at <= asked.asked_at
    scheduler.tick()
    # Started anew, and on another machine.
    CrawlScheduler(create_app(settings)).tick()
    assert waiting(broker) == [asked]


@pytest.mark.usefixtures("profile")
def test_new_market_waits_for_its_time(settings: Settings, broker: str) -> None:
    scheduler = CrawlScheduler(create_app(settings))
    assert 0 < scheduler.tick() <= 60
    assert waiting(broker) == []
    require_beat(settings.home)


@pytest.mark.usefixtures("profile")
def test_paused_market_is_caught_up_with_when_it_is_resumed(
    settings: Settings, context: CrawlContext, broker: str
) -> None:
    add_run(context, days_ago=3)
    set_pause(settings, "lamps", paused=True, by="ada")
    scheduler = CrawlScheduler(create_app(settings))
    scheduler.tick()
    assert waiting(broker) == []
    set_pause(settings, "lamps", paused=False, by="ada")
    scheduler.tick()
    scheduler.tick()
    assert len(waiting(broker)) == 1


@pytest.mark.usefixtures("profile")
def test_beat_goes_on_where_redis_does_not_answer(
    context: CrawlContext, settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    add_run(context, days_ago=3)
    monkeypatch.setenv("STALLWATCH_REDIS_URL", DEAD_REDIS)
    get_settings.cache_clear()
    scheduler = CrawlScheduler(create_app(get_settings()))
    assert scheduler.tick() == RETRY_S
    require_beat(settings.home)


def test_changed_profiles_are_taken_up(
    settings: Settings, profile: Path, write_profile: Callable[..., Path]
) -> None:
    scheduler = CrawlScheduler(create_app(settings))
    text = profile.read_text(encoding="utf-8")
    profile.write_text(text.replace("0 3 * * *", "0 4 * * *"), encoding="utf-8")
    os.utime(profile, (1, 1))
    write_profile(text.replace("name: lamps", "name: stools"), "stools")
    scheduler.refresh(settings)
    assert scheduler.markets == {"lamps": "0 3 * * *"}
    scheduler._looked_at = float("-inf")
    scheduler.refresh(settings)
    assert scheduler.markets == {"lamps": "0 4 * * *", "stools": "0 3 * * *"}
    profile.unlink()
    scheduler._looked_at = float("-inf")
    scheduler.refresh(settings)
    assert scheduler.markets == {"stools": "0 3 * * *"}


def test_entry_of_linking_asks_for_a_full_pass(settings: Settings) -> None:
    entry = link_entry(settings)[LINKING]
    assert entry["schedule"] == CronSchedule("0 3 * * *")
    assert entry["options"] == {"queue": "ingest"}
    (payload,) = entry["args"]
    assert LinkVendors.from_payload(payload).full


def test_linking_is_planned_though_no_market_is(settings: Settings) -> None:
    scheduler = CrawlScheduler(create_app(settings))
    assert sorted(scheduler.schedule) == [LINKING]
    assert scheduler.tick() > 0


def test_linking_has_no_entry_where_it_is_not_wanted(settings: Settings) -> None:
    assert link_entry(settings.model_copy(update={"link_schedule": ""})) == {}
