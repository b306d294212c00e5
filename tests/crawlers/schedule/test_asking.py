from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
import redis
from pydantic import SecretStr

from core.clock import epoch_ms
from core.errors import ServiceUnavailableError
from core.records import RunOutcome
from core.settings import Settings
from crawlers.schedule.asking import ask_for_due
from crawlers.schedule.board import Asked, Board, Crawl
from crawlers.schedule.pauses import set_pause
from crawlers.schedule.plan import Planned

# Long ago: no clock of this machine takes them for the future.
MONDAY = datetime(2025, 6, 2, 12, 0, tzinfo=UTC)
NIGHT = MONDAY.replace(hour=3)
DAY, HOUR, MINUTE = timedelta(days=1), timedelta(hours=1), timedelta(minutes=1)
DAILY = "0 3 * * *"


@pytest.fixture
def settings(tmp_path: Path, broker: str) -> Settings:
    return Settings(home=tmp_path / "beat", redis_url=SecretStr(broker))


def crawl(started_at: datetime) -> Crawl:
    return Crawl(
        market="lamps",
        revision=epoch_ms(started_at),
        run_id="r1",
        started_at=started_at,
        finished_at=started_at + HOUR,
        outcome=RunOutcome.COMPLETE,
        host="crawler-2",
    )


def planned(
    expression: str = DAILY,
    *,
    changed_at: datetime = MONDAY - 99 * DAY,
    last: Crawl | None = None,
) -> Planned:
    return Planned("lamps", expression, changed_at, last)


def tell(settings: Settings, note: Crawl | Asked) -> None:
    with Board(settings) as board:
        board.put(note)


def due(
    settings: Settings, now: datetime, item: Planned | None = None
) -> list[datetime]:
    """Return what beat asks for at a moment."""
    sent: list[datetime] = []
    items = [item or planned()]
    ask_for_due(items, settings, lambda _, due_at: sent.append(due_at), now)
    return sent


def test_new_market_waits_for_its_first_time(settings: Settings) -> None:
    assert due(settings, MONDAY) == []
    assert due(settings, NIGHT + DAY - MINUTE) == []
    assert due(settings, NIGHT + DAY) == [NIGHT + DAY]
    assert due(settings, NIGHT + DAY + MINUTE) == []


def test_first_time_is_caught_up_with_if_beat_was_away(settings: Settings) -> None:
    assert due(settings, MONDAY) == []
    assert due(settings, MONDAY + DAY) == [NIGHT + DAY]


def test_missed_times_are_caught_up_with_once(settings: Settings) -> None:
    # By another machine: beat has no run in its home.
    tell(settings, crawl(NIGHT - 5 * DAY))
    assert due(settings, MONDAY) == [NIGHT]
    # It runs for hours, and beat is started anew meanwhile.
    assert due(settings, MONDAY + HOUR) == []
    tell(settings, crawl(MONDAY + MINUTE))
    assert due(settings, MONDAY + 9 * HOUR) == []
    assert due(settings, NIGHT + DAY) == [NIGHT + DAY]


def test_runs_of_the_home_count_where_redis_knows_none(settings: Settings) -> None:
    item = planned(last=crawl(NIGHT - 3 * DAY))
    assert due(settings, MONDAY, item) == [NIGHT]


def test_crawl_by_hand_serves_the_times_before_it(settings: Settings) -> None:
    tell(settings, crawl(NIGHT - 5 * DAY))
    tell(settings, crawl(MONDAY - HOUR))
    assert due(settings, MONDAY) == []


def test_beat_that_dies_between_sending_and_noting_asks_for_the_same_time(
    settings: Settings,
) -> None:
    tell(settings, crawl(NIGHT - DAY))

    def die(_market: str, due_at: datetime) -> None:
        raise ServiceUnavailableError("gone")

    with pytest.raises(ServiceUnavailableError):
        ask_for_due([planned()], settings, die, MONDAY)
    assert due(settings, MONDAY + HOUR) == [NIGHT]


def test_paused_market_is_not_asked_for_and_then_once(settings: Settings) -> None:
    tell(settings, crawl(NIGHT - DAY))
    set_pause(settings, "lamps", paused=True, by="ada")
    assert due(settings, MONDAY) == []
    assert due(settings, MONDAY + 5 * DAY) == []
    set_pause(settings, "lamps", paused=False, by="ada")
    assert due(settings, MONDAY + 6 * DAY) == [NIGHT + 6 * DAY]
    assert due(settings, MONDAY + 6 * DAY + HOUR) == []


def test_changed_fields_make_up_for_nothing_that_was_not_asked_for_then(
    settings: Settings,
) -> None:
    tell(settings, crawl(NIGHT))
    assert due(settings, MONDAY) == []
    changed = planned("0 * * * *", changed_at=MONDAY + 5 * MINUTE)
    assert due(settings, MONDAY + 6 * MINUTE, changed) == []
    assert due(settings, MONDAY + HOUR, changed) == [MONDAY + HOUR]


def test_time_between_a_change_and_its_notice_is_not_lost(settings: Settings) -> None:
    tell(settings, crawl(NIGHT))
    assert due(settings, MONDAY) == []
    changed = planned("30 12 * * *", changed_at=MONDAY + 29 * MINUTE)
    assert due(settings, MONDAY + 31 * MINUTE, changed) == [MONDAY + 30 * MINUTE]


def test_change_does_not_forgive_what_was_missed_before(settings: Settings) -> None:
    tell(settings, crawl(NIGHT - DAY))
    assert due(settings, NIGHT - HOUR) == []
    changed = planned("0 4 * * *", changed_at=MONDAY - MINUTE)
    assert due(settings, MONDAY, changed) == [NIGHT + HOUR]
    assert due(settings, MONDAY + MINUTE, changed) == []


def test_clock_that_jumps_ahead_and_back_costs_no_time(settings: Settings) -> None:
    tell(settings, crawl(NIGHT))
    assert due(settings, MONDAY) == []
    assert due(settings, MONDAY + 30 * DAY) == [NIGHT + 30 * DAY]
    tell(settings, crawl(MONDAY + 30 * DAY))
    assert due(settings, MONDAY + MINUTE) == []
    assert due(settings, NIGHT + DAY) == [NIGHT + DAY]
    assert due(settings, NIGHT + 2 * DAY) == [NIGHT + 2 * DAY]


def test_clock_that_jumps_back_asks_for_nothing_twice(settings: Settings) -> None:
    tell(settings, crawl(NIGHT - DAY))
    assert due(settings, MONDAY) == [NIGHT]
    assert due(settings, MONDAY - HOUR) == []
    assert due(settings, MONDAY) == []


def test_emptied_redis_asks_for_no_crawl(settings: Settings, broker: str) -> None:
    tell(settings, crawl(NIGHT - DAY))
    assert due(settings, MONDAY) == [NIGHT]
    with redis.Redis.from_url(broker) as client:
        client.flushdb()
    assert due(settings, MONDAY + HOUR) == []
    assert due(settings, NIGHT + DAY) == [NIGHT + DAY]


def test_nothing_is_due_while_nobody_knows_who_is_paused(settings: Settings) -> None:
    dead = settings.model_copy(update={"redis_url": SecretStr("redis://127.0.0.1:1/0")})
    with pytest.raises(ServiceUnavailableError):
        due(dead, MONDAY, planned(last=crawl(NIGHT - DAY)))
