import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from broker.health import require_answer
from core.errors import ServiceUnavailableError
from core.settings import Settings

ROOT = Path(__file__).parents[2]
APP = """\
from celery import Celery
app = Celery(broker={url!r})
app.conf.update(worker_pool="solo", broker_connection_retry_on_startup=True)
"""


@pytest.fixture
def listening(queue_settings: Settings, tmp_path: Path) -> Iterator[str]:
    """The name of a real worker that has nothing to do."""
    (tmp_path / "idle.py").write_text(APP.format(url=queue_settings.broker_url))
    command = [sys.executable, "-m", "celery", "--app=idle:app", "worker"]
    command += ["--hostname=idle@%h", "--without-gossip", "--without-mingle"]
    with (tmp_path / "worker.log").open("wb") as log:
        process = subprocess.Popen(command, cwd=tmp_path, stdout=log, stderr=log)
    yield "idle"
    process.terminate()
    process.wait(30)


def wait_for_answer(settings: Settings, name: str) -> None:
    ends_at = time.monotonic() + 60
    while True:
        try:
            require_answer(settings, name, timeout_s=1)
        except ServiceUnavailableError:
            if time.monotonic() > ends_at:
                raise
        else:
            return


def test_a_worker_that_listens_is_healthy_and_another_name_is_not(
    queue_settings: Settings, listening: str
) -> None:
    wait_for_answer(queue_settings, listening)
    with pytest.raises(ServiceUnavailableError, match="does not answer") as caught:
        require_answer(queue_settings, "nobody", timeout_s=0.5)
    assert str(caught.value.context["worker"]).startswith("nobody@")


def test_a_redis_that_is_away_is_said_without_its_password(no_broker: Settings) -> None:
    with pytest.raises(ServiceUnavailableError, match="Redis does not answer") as seen:
        require_answer(no_broker, "worker")
    assert "hidden-word" not in str(seen.value)
