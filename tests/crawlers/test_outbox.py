import json
import os
from pathlib import Path

import pytest
import redis
from pydantic import SecretStr

from core.errors import ConfigError, ServiceUnavailableError
from core.messages import QUEUE
from core.settings import Settings
from crawlers.context import CrawlContext
from crawlers.outbox import LAST_SUFFIX, Outbox, publish_pending
from tests.builders import make_batch, make_listing, make_run_finished
from tests.crawlers.conftest import DEAD_REDIS, queued


def settings_of(home: Path, url: str) -> Settings:
    return Settings(home=home, redis_url=SecretStr(url))


def test_message_is_sent_by_task_name_and_moves_on(tmp_path: Path, broker: str) -> None:
    outbox = Outbox.of(settings_of(tmp_path, broker))
    batch = make_batch(make_listing())
    path = outbox.put(batch, "b1.json")
    assert outbox.pending() == [path]
    outbox.send(path)
    assert outbox.pending() == []
    assert (tmp_path / "outbox" / "sent" / "b1.json").is_file()
    with redis.Redis.from_url(broker) as client:
        message = json.loads(client.lindex(QUEUE, 0) or "{}")
    assert message["headers"]["task"] == "ingest.batch"


def test_waiting_messages_are_sent_later_ends_of_runs_last(
    tmp_path: Path, broker: str
) -> None:
    dead = Outbox.of(settings_of(tmp_path, DEAD_REDIS))
    last = dead.put(make_run_finished(), f"a{LAST_SUFFIX}")
    first = dead.put(make_batch(make_listing()), "z.json")
    assert dead.pending() == [first, last]
    with pytest.raises(ServiceUnavailableError, match="stallwatch up"):
        publish_pending(settings_of(tmp_path, DEAD_REDIS))
    assert dead.pending() == [first, last]
    assert publish_pending(settings_of(tmp_path, broker)) == 2
    assert queued(broker) == 2
    assert publish_pending(settings_of(tmp_path, broker)) == 0


def test_spoilt_file_does_not_hold_up_the_others(tmp_path: Path, broker: str) -> None:
    settings = settings_of(tmp_path, broker)
    outbox = Outbox.of(settings)
    (tmp_path / "outbox" / "spoilt.json").write_text("{")
    outbox.put(make_batch(make_listing()), "z.json")
    assert publish_pending(settings) == 1
    assert [path.name for path in outbox.pending()] == ["spoilt.json"]


def test_message_that_another_process_sent_is_no_fault(
    tmp_path: Path, broker: str
) -> None:
    outbox = Outbox.of(settings_of(tmp_path, broker))
    path = outbox.put(make_batch(make_listing()), "b.json")
    path.unlink()
    outbox.send(path)
    assert queued(broker) == 0


def test_password_of_the_broker_is_not_shown(tmp_path: Path) -> None:
    outbox = Outbox.of(settings_of(tmp_path, "redis://:secret@127.0.0.1:1/0"))
    path = outbox.put(make_batch(make_listing()), "b.json")
    with pytest.raises(ServiceUnavailableError) as caught:
        outbox.send(path)
    assert "secret" not in str(caught.value)


def test_local_broker_is_the_default(tmp_path: Path) -> None:
    settings = Settings(home=tmp_path, redis_port=6400)
    assert settings.broker_url == "redis://127.0.0.1:6400/0"


def test_message_that_another_crawl_sends_meanwhile_does_not_end_this_one(
    tmp_path: Path, broker: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    outbox = Outbox.of(settings_of(tmp_path, broker))
    own = outbox.put(make_batch(make_listing(1)), "own.json")
    for number in range(3):
        outbox.put(make_batch(make_listing(number)), f"other{number}.json")
    stat = Path.stat

    def stat_and_lose(self: Path, **options: bool) -> os.stat_result:
        found = stat(self, **options)
        if self.name.startswith("other"):
            self.unlink()
        return found

    monkeypatch.setattr(Path, "stat", stat_and_lose)
    assert own in outbox.pending()
    assert outbox.pending() == [own]


def test_staged_message_is_sent_only_when_it_is_released(
    context: CrawlContext,
) -> None:
    outbox = context.outbox
    path = outbox.stage(make_batch(make_listing()), "b.json")
    assert (outbox.pending(), outbox.staged("b.json")) == ([], path)
    assert not outbox.has("b.json")
    released = outbox.release(path)
    assert (outbox.pending(), outbox.staged("b.json")) == ([released], None)
    assert outbox.has("b.json")
    released.replace(outbox.folder / "sent" / released.name)
    assert outbox.has("b.json")


def test_outbox_that_cannot_be_made_says_what_to_do(context: CrawlContext) -> None:
    home = context.settings.home / "other"
    home.mkdir()
    (home / "outbox").write_text("in the way")
    settings = context.settings.model_copy(update={"home": home})
    with pytest.raises(ConfigError, match="cannot be made"):
        Outbox.of(settings)
