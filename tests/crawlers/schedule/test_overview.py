from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

import pytest
from pydantic import SecretStr

from core.clock import epoch_ms, utc_now
from core.records import RunOutcome
from core.settings import Settings
from crawlers.ledger.hold import hold_market
from crawlers.schedule.board import Answer, Board, Crawl, Note, Plan
from crawlers.schedule.overview import ScheduledMarket, schedule_view
from crawlers.schedule.pauses import set_pause
from tests.crawlers.conftest import DEAD_REDIS
from tests.crawlers.small_market import SmallMarket, profile_text

Write = Callable[..., Path]
HOUR = timedelta(hours=1)


@pytest.fixture
def settings(tmp_path: Path, broker: str) -> Settings:
    return Settings(home=tmp_path / "home", redis_url=SecretStr(broker))


@pytest.fixture(autouse=True)
def profile(market: SmallMarket, write_profile: Write) -> Path:
    return write_profile(profile_text(market) + 'schedule: "0 * * * *"\n')


def tell(settings: Settings, *notes: Note) -> None:
    with Board(settings) as board:
        for note in notes:
            board.put(note)


def line(settings: Settings, market: str = "lamps") -> ScheduledMarket:
    view = schedule_view(settings)
    return next(item for item in view.markets if item.market == market)


def test_market_that_waits_for_its_time(settings: Settings) -> None:
    found = line(settings)
    assert found.schedule == "0 * * * *"
    assert found.next_at is not None
    assert timedelta(0) < found.next_at - utc_now() <= HOUR
    assert found.last is None
    assert found.due_since is None
    assert found.fault is None
    assert schedule_view(settings).home_alone is None


def test_what_other_machines_know_is_shown(settings: Settings) -> None:
    began = utc_now() - 3 * HOUR
    crawl = Crawl(
        market="lamps",
        revision=epoch_ms(began),
        run_id="r7",
        started_at=began,
        finished_at=began + HOUR,
        outcome=RunOutcome.DEGRADED,
        host="crawler-2",
    )
    answer = Answer(
        market="lamps",
        revision=1,
        asked_at=began,
        outcome="refused",
        detail="why",
        host="crawler-3",
        at=began,
    )
    plan = Plan(market="lamps", revision=1, expression="0 * * * *", since=began - HOUR)
    tell(settings, crawl, answer, plan)
    hold = hold_market(
        settings.model_copy(update={"home": settings.home / "other"}), "lamps", "r8"
    )
    found = line(settings)
    assert (found.last, found.answer) == (crawl, answer)
    assert found.running is not None
    assert found.running.run_id == "r8"
    assert found.running_here is None
    assert found.due_since is not None
    hold.release()


def test_paused_market_is_not_due(settings: Settings) -> None:
    began = utc_now() - 3 * HOUR
    tell(
        settings,
        Plan(market="lamps", revision=1, expression="0 * * * *", since=began),
    )
    made = set_pause(settings, "lamps", paused=True, by="ada")
    found = line(settings)
    assert found.pause == made
    assert (found.next_at, found.due_since) == (None, None)
    set_pause(settings, "lamps", paused=False, by="ada")
    assert line(settings).pause is None


def test_faults_of_profiles_are_shown(
    settings: Settings, market: SmallMarket, write_profile: Write
) -> None:
    ended = profile_text(market, **{"2999-12-31": "2020-12-31", "lamps": "stools"})
    write_profile(ended, "stools")
    write_profile("name: [", "broken")
    assert "ended on 2020-12-31" in (line(settings, "stools").fault or "")
    assert line(settings, "stools").schedule is None
    assert line(settings, "broken").fault is not None


@pytest.mark.parametrize("address", [None, SecretStr(DEAD_REDIS)])
def test_home_is_shown_where_redis_is_away(
    settings: Settings, address: SecretStr | None
) -> None:
    alone = settings.model_copy(update={"redis_url": address})
    hold = hold_market(settings.model_copy(update={"redis_url": None}), "lamps", "r1")
    view = schedule_view(alone)
    assert view.home_alone is not None
    assert view.markets[0].running_here == "r1"
    hold.release()
