import json
from pathlib import Path

import pytest
import redis
from pydantic import SecretStr

from core.clock import utc_now
from core.errors import MessageError
from core.messages import QUEUE, LinkVendors
from core.receipts import DeadLetter
from core.records import CrawlRun, RunOutcome
from core.settings import Settings
from crawlers.context import CrawlContext
from crawlers.run_state import RunPaths
from crawlers.schedule.board import Crawl, Pause, read_board
from crawlers.schedule.pauses import set_pause
from crawlers.schedule.share import greet, keep_letter, share_home
from tests.crawlers.conftest import DEAD_REDIS


@pytest.fixture
def settings(tmp_path: Path, broker: str) -> Settings:
    return Settings(home=tmp_path / "home", redis_url=SecretStr(broker))


@pytest.fixture
def run(context: CrawlContext) -> CrawlRun:
    made = context.state.run(RunOutcome.COMPLETE, finished_at=utc_now())
    paths = RunPaths(context.settings.home, made.run_id)
    paths.folder.mkdir(parents=True)
    paths.run.write_text(made.model_dump_json(), encoding="utf-8")
    return made


def test_runs_that_only_this_home_knows_are_told(
    settings: Settings, run: CrawlRun
) -> None:
    assert share_home(settings, "lamps", "beds") is not None
    told = read_board(settings).of(Crawl, "lamps")
    assert told is not None
    assert told.run_id == run.run_id
    assert sorted(read_board(settings).all(Crawl)) == ["lamps"]


def test_nothing_is_told_where_nobody_listens(
    settings: Settings, run: CrawlRun
) -> None:
    dead = settings.model_copy(update={"redis_url": SecretStr(DEAD_REDIS)})
    assert share_home(dead, "lamps") is None
    greet(dead)
    assert share_home(Settings(home=settings.home), "lamps") is not None


def test_worker_that_starts_tells_all_and_sends_what_waits(
    settings: Settings, run: CrawlRun, context: CrawlContext, broker: str
) -> None:
    profile = settings.home / "markets" / "lamps.yml"
    profile.parent.mkdir()
    profile.write_text("{", encoding="utf-8")
    context.outbox.put(LinkVendors(reason="test"), "waits.json")
    set_pause(settings, "lamps", paused=True, by="ada")
    with redis.Redis.from_url(broker) as client:
        client.flushdb()
        greet(settings)
        assert client.llen(QUEUE) == 1
    notes = read_board(settings)
    assert notes.of(Crawl, "lamps") is not None
    assert notes.of(Pause, "lamps") is not None


def test_message_that_nobody_can_read_is_kept_whole(tmp_path: Path) -> None:
    payload = {"market": 7, "nested": [None]}
    path = keep_letter(payload, MessageError("not of the agreed shape"), tmp_path)
    assert path.parent == tmp_path / "dead-letters"
    assert path.stat().st_mode & 0o077 == 0
    letter = DeadLetter.model_validate(json.loads(path.read_text("utf-8")))
    assert (letter.task, letter.payload) == ("crawl.market", payload)
    assert letter.reason == "not of the agreed shape"
    assert keep_letter(payload, MessageError("again"), tmp_path) == path
