from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
import redis
from pydantic import SecretStr

from core.clock import epoch_ms, utc_now
from core.errors import ServiceUnavailableError
from core.records import RunOrigin, RunOutcome
from core.settings import Settings
from crawlers.context import CrawlContext
from crawlers.schedule.board import (
    Asked,
    Board,
    Crawl,
    Pause,
    Plan,
    counts_as_crawl,
    crawl_note,
    note_crawl,
    read_board,
    revision_now,
)

NOON = datetime(2026, 11, 22, 12, 0, tzinfo=UTC)
DEAD_REDIS = "redis://127.0.0.1:1/0"


@pytest.fixture
def settings(tmp_path: Path, broker: str) -> Settings:
    return Settings(home=tmp_path / "home", redis_url=SecretStr(broker))


def asked(moment: datetime, market: str = "lamps") -> Asked:
    return Asked(market=market, revision=epoch_ms(moment), due_at=moment)


def test_later_note_holds_whoever_writes_last(settings: Settings) -> None:
    later, earlier = asked(NOON), asked(NOON - timedelta(days=1))
    with Board(settings) as board:
        assert board.put(later)
        assert not board.put(earlier)
        assert not board.put(later)
        assert board.put(asked(NOON, "beds"))
    notes = read_board(settings)
    assert notes.of(Asked, "lamps") == later
    assert sorted(notes.all(Asked)) == ["beds", "lamps"]
    assert notes.of(Crawl, "lamps") is None


def test_note_can_be_forgotten(settings: Settings) -> None:
    with Board(settings) as board:
        board.put(asked(NOON))
        board.forget(Asked, "lamps")
        assert board.read().of(Asked, "lamps") is None
        assert board.put(asked(NOON - timedelta(days=1)))


def test_note_of_a_clock_that_was_ahead_gives_way(settings: Settings) -> None:
    now = asked(utc_now())
    with Board(settings) as board:
        assert board.put(asked(utc_now() + timedelta(days=365)))
        assert board.put(now)
    assert read_board(settings).of(Asked, "lamps") == now


def test_notes_of_other_versions_are_read_or_left_out(
    settings: Settings, broker: str
) -> None:
    key = f"{settings.index_prefix}:schedule:asked"
    newer = asked(NOON).model_dump_json().replace("{", '{"colour":"blue",', 1)
    with redis.Redis.from_url(broker) as client:
        client.hset(key, mapping={"lamps": newer, "beds": "{", "stools": "[1]"})
    notes = read_board(settings)
    assert notes.of(Asked, "lamps") == asked(NOON)
    assert sorted(notes.all(Asked)) == ["lamps"]
    with Board(settings) as board:
        assert board.put(asked(NOON, "beds"))
        assert board.put(asked(NOON, "stools"))


def test_plan_whose_times_cannot_be_read_is_none(
    settings: Settings, broker: str
) -> None:
    readable = Plan(market="lamps", revision=1, expression="0 3 * * *", since=NOON)
    unreadable = readable.model_dump_json().replace("0 3 * * *", "at noon")
    with redis.Redis.from_url(broker) as client:
        key = f"{settings.index_prefix}:schedule:plan"
        client.hset(key, "lamps", unreadable)
    assert read_board(settings).of(Plan, "lamps") is None


def test_pause_that_cannot_be_read_holds(settings: Settings, broker: str) -> None:
    key = f"{settings.index_prefix}:schedule:pause"
    with redis.Redis.from_url(broker) as client:
        client.hset(key, "lamps", "{}")
    pause = read_board(settings).of(Pause, "lamps")
    assert pause is not None
    assert pause.paused
    assert "pause or resume it again" in pause.reason


def test_revisions_grow_whatever_the_clock_says() -> None:
    assert revision_now(None, NOON) == epoch_ms(NOON)
    assert revision_now(asked(NOON + timedelta(days=1)), NOON) > epoch_ms(
        NOON + timedelta(days=1)
    )
    assert revision_now(asked(NOON), NOON + timedelta(days=1)) == epoch_ms(
        NOON + timedelta(days=1)
    )


def test_end_of_a_crawl_is_told_to_all(
    settings: Settings, context: CrawlContext
) -> None:
    run = context.state.run(RunOutcome.DEGRADED, finished_at=utc_now())
    note_crawl(run, settings)
    told = read_board(settings).of(Crawl, "lamps")
    assert told == crawl_note(run)
    assert (told.run_id, told.outcome) == ("r1", "degraded")


@pytest.mark.parametrize(
    "changes",
    [
        {"outcome": RunOutcome.INTERRUPTED},
        {"partial": True},
        {"origin": RunOrigin.IMPORT},
    ],
)
def test_only_crawls_of_the_whole_market_are_told(
    settings: Settings, context: CrawlContext, changes: dict[str, object]
) -> None:
    run = context.state.run(RunOutcome.COMPLETE).model_copy(update=changes)
    assert not counts_as_crawl(run)
    note_crawl(run, settings)
    assert read_board(settings).all(Crawl) == {}


def test_crawl_ends_well_though_nobody_can_be_told(
    context: CrawlContext, capsys: pytest.CaptureFixture[str]
) -> None:
    settings = Settings(home=context.settings.home, redis_url=SecretStr(DEAD_REDIS))
    note_crawl(context.state.run(RunOutcome.COMPLETE), settings)
    with pytest.raises(ServiceUnavailableError):
        read_board(settings)
    assert read_board(Settings(home=settings.home)).all(Crawl) == {}
