import subprocess
import sys
from pathlib import Path

from core.settings import environment_for_child

ROOT = Path(__file__).parents[2]


def start(**settings: str) -> "subprocess.CompletedProcess[str]":
    return subprocess.run(
        [sys.executable, "-m", "workers.start"],
        cwd=ROOT,
        env=environment_for_child(**settings),
        capture_output=True,
        text=True,
        check=False,
        timeout=120,
    )


def test_start_names_a_wrong_setting() -> None:
    ended = start(worker_concurrency="many")
    assert ended.returncode == 2
    assert "STALLWATCH_WORKER_CONCURRENCY" in ended.stderr
    assert "Traceback" not in ended.stderr


def test_start_tells_when_redis_does_not_answer() -> None:
    ended = start(
        redis_url="redis://:hidden-word@127.0.0.1:1/0",
        elasticsearch_url="http://127.0.0.1:1",
    )
    assert ended.returncode == 1
    assert "Redis does not answer" in ended.stderr
    assert "stallwatch up" in ended.stderr
    assert "hidden-word" not in ended.stderr + ended.stdout
    assert "Traceback" not in ended.stderr
