from pathlib import Path

import pytest
import redis
from pydantic import SecretStr

from core.errors import ConfigError, ServiceUnavailableError
from core.settings import Settings
from crawlers.schedule.board import Board, Pause, read_board
from crawlers.schedule.pauses import (
    known_pauses,
    pause_of,
    pauses_path,
    set_pause,
)

DEAD_REDIS = SecretStr("redis://127.0.0.1:1/0")


@pytest.fixture
def here(tmp_path: Path, broker: str) -> Settings:
    return Settings(home=tmp_path / "here", redis_url=SecretStr(broker))


@pytest.fixture
def there(tmp_path: Path, broker: str) -> Settings:
    return Settings(home=tmp_path / "there", redis_url=SecretStr(broker))


def pause(settings: Settings, *, paused: bool = True, reason: str = "") -> Pause:
    return set_pause(settings, "lamps", paused=paused, by="ada", reason=reason)


def empty(broker: str) -> None:
    with redis.Redis.from_url(broker) as client:
        client.flushdb()


def test_pause_holds_on_all_machines_until_it_is_resumed(
    here: Settings, there: Settings
) -> None:
    made = pause(here, reason="too many complaints")
    assert pause_of(there, "lamps") == made
    assert (made.by, made.reason) == ("ada", "too many complaints")
    assert pause_of(there, "beds") is None
    pause(there, paused=False)
    assert pause_of(here, "lamps") is None


def test_emptied_redis_unpauses_nothing(
    here: Settings, there: Settings, broker: str
) -> None:
    made = pause(here)
    # It has heard of it, as beat and the crawl workers do.
    assert pause_of(there, "lamps") == made
    empty(broker)
    assert pause_of(there, "lamps") == made
    assert read_board(here).of(Pause, "lamps") == made
    empty(broker)
    assert pause_of(here, "lamps") == made


def test_resumed_market_is_not_paused_again_by_an_old_home(
    here: Settings, there: Settings, broker: str
) -> None:
    pause(here)
    assert pause_of(there, "lamps") is not None
    pause(here, paused=False)
    empty(broker)
    assert pause_of(here, "lamps") is None
    # The other machine was away meanwhile, and still thinks it paused.
    assert pause_of(there, "lamps") is None
    assert pause_of(here, "lamps") is None


def test_later_word_counts_though_its_clock_is_behind(
    here: Settings, broker: str
) -> None:
    made = pause(here)
    ahead = made.model_copy(update={"revision": made.revision + 86_400_000})
    with Board(here) as board:
        assert board.put(ahead)
    resumed = pause(here, paused=False)
    assert resumed.revision > ahead.revision
    assert pause_of(here, "lamps") is None


def test_pause_without_redis_is_kept_here_and_handed_on(
    here: Settings, there: Settings
) -> None:
    alone = here.model_copy(update={"redis_url": DEAD_REDIS})
    with pytest.raises(ServiceUnavailableError, match=r"paused in .* alone: Redis"):
        pause(alone)
    assert pause_of(alone, "lamps") is not None
    assert pause_of(there, "lamps") is None
    assert pause_of(here, "lamps") is not None
    assert pause_of(there, "lamps") is not None


def test_machine_without_a_queue_pauses_for_itself(tmp_path: Path) -> None:
    settings = Settings(home=tmp_path)
    made = pause(settings)
    assert pause_of(settings, "lamps") == made
    assert known_pauses(settings, None) == {"lamps": made}


def test_damaged_file_is_a_fault_and_no_resumption(here: Settings) -> None:
    pause(here)
    pauses_path(here.home).write_text("[{", encoding="utf-8")
    with pytest.raises(ConfigError, match="delete it and see"):
        pause_of(here, "lamps")


def test_home_that_cannot_be_written_is_a_fault(here: Settings) -> None:
    here.home.mkdir(parents=True)
    (here.home / "schedule").write_text("in the way")
    with pytest.raises(ConfigError, match="give the file to this user"):
        pause(here)
