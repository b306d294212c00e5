import json
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from threading import Thread

import pytest
import redis

from cli.schedule_run import run
from core.clock import epoch_ms, utc_now
from core.errors import MarketPausedError, ServiceUnavailableError
from core.messages import CRAWL_QUEUE
from core.settings import Settings
from crawlers.schedule.board import Answer, Board
from crawlers.schedule.pauses import set_pause
from tests.cli.schedule_home import schedule_home

Capture = pytest.CaptureFixture[str]


@pytest.fixture
def settings(
    tmp_path: Path, redis_url: str, monkeypatch: pytest.MonkeyPatch
) -> Iterator[Settings]:
    with schedule_home(tmp_path, redis_url, monkeypatch) as made:
        yield made


def answer(settings: Settings, outcome: str) -> None:
    # A crawl worker's word; of a request that is asked for in a moment.
    told = Answer(
        market="lamps",
        revision=epoch_ms(utc_now()),
        asked_at=utc_now() + timedelta(minutes=1),
        outcome=outcome,
        detail="r7",
        host="crawler-2",
        at=utc_now(),
    )
    with Board(settings) as board:
        board.put(told)


def test_run_asks_the_queue(settings: Settings, capsys: Capture) -> None:
    assert run("lamps") == 0
    assert "asked for a crawl of lamps" in capsys.readouterr().out
    assert run("lamps", json=True) == 0
    assert json.loads(capsys.readouterr().out)["market"] == "lamps"
    with redis.Redis.from_url(settings.broker_url) as client:
        assert client.llen(CRAWL_QUEUE) == 2


@pytest.mark.parametrize(
    ("outcome", "code"),
    [("complete", 0), ("degraded", 3), ("refused", 4), ("interrupted", 5), ("new", 4)],
)
def test_run_waits_for_what_comes_of_it(
    settings: Settings, capsys: Capture, outcome: str, code: int
) -> None:
    thread = Thread(target=answer, args=(settings, outcome))
    thread.start()
    assert run("lamps", wait=True) == code
    thread.join()
    assert capsys.readouterr().out == f"lamps: {outcome} on crawler-2: r7\n"
    assert run("lamps", wait=True, json=True) == code
    assert json.loads(capsys.readouterr().out)["outcome"] == outcome


def test_run_without_a_worker_says_where_to_look(settings: Settings) -> None:
    with pytest.raises(ServiceUnavailableError, match="no crawl worker has answered"):
        run("lamps", wait=True, timeout=0.1)


def test_run_leaves_a_paused_market_alone(settings: Settings) -> None:
    set_pause(settings, "lamps", paused=True, by="ada")
    with pytest.raises(MarketPausedError, match="schedule resume lamps"):
        run("lamps")
