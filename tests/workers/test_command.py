import sys

from core.messages import QUEUE
from core.settings import Settings
from workers.command import worker_command


def test_worker_command_takes_concurrency_level_and_name_from_outside() -> None:
    settings = Settings(worker_concurrency=3, log_level="WARNING")
    command = worker_command(settings, name="second")
    assert command[:2] == [sys.executable, "-m"]
    assert "--concurrency=3" in command
    assert "--loglevel=WARNING" in command
    assert "--hostname=second@%h" in command
    assert f"--queues={QUEUE}" in command
    assert "--pool=prefork" in command


def test_worker_command_carries_no_secret() -> None:
    settings = Settings.model_validate({"redis_url": "redis://:hidden-word@h:1/0"})
    assert "hidden-word" not in " ".join(worker_command(settings))
