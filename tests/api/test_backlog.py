from pathlib import Path

import redis

from api.backlog import LETTERS_FOLDER, UNACKED, Backlog, letters_in_files, read_backlog
from core.messages import QUEUE
from core.settings import Settings


def test_backlog_counts_what_waits_and_what_was_taken(redis_url: str) -> None:
    url = redis_url.replace("/0", "/7")
    settings = Settings.model_validate({"redis_url": url})
    with redis.Redis.from_url(url) as client:
        client.flushdb()
        assert read_backlog(settings) == Backlog(ready=0, unacked=0)
        client.lpush(QUEUE, "a", "b")
        client.hset(UNACKED, "tag", "c")
        assert read_backlog(settings) == Backlog(ready=2, unacked=1)
        client.flushdb()


def test_backlog_of_a_queue_that_is_away_is_not_known() -> None:
    for url in ("redis://127.0.0.1:1/0", "ftp://127.0.0.1"):
        assert read_backlog(Settings.model_validate({"redis_url": url})) is None


def test_letters_in_files_are_counted(tmp_path: Path) -> None:
    settings = Settings(home=tmp_path)
    assert letters_in_files(settings) == 0
    (tmp_path / LETTERS_FOLDER).mkdir()
    for name in ("a.json", "b.json", "c.part"):
        (tmp_path / LETTERS_FOLDER / name).touch()
    assert letters_in_files(settings) == 2
