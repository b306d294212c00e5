import os
import time
from pathlib import Path

from core.settings import Settings
from local.parts import embedded_parts
from local.process import RunningPart
from local.state import read_state
from local.supervisor import Supervisor
from tests.conftest import fetch_downloads


def test_first_come_the_servers_that_others_need(tmp_path: Path) -> None:
    (tmp_path / "downloads").symlink_to(fetch_downloads())
    settings = Settings(home=tmp_path, elasticsearch_port=0, redis_port=0, api_port=0)
    supervisor = Supervisor(settings)
    elasticsearch, redis = next(embedded_parts(supervisor, settings))
    assert (elasticsearch.name, redis.name) == ("elasticsearch", "redis")
    assert Path(elasticsearch.launch().command[0]).is_file()
    if os.geteuid() == 0:
        assert elasticsearch.launch().user not in (None, 0)
    state = read_state(tmp_path)
    assert state is not None
    assert state.downloads == 0
    running = RunningPart(redis)
    running.start()
    until = time.monotonic() + 10
    while not redis.is_ready():
        assert time.monotonic() < until
        time.sleep(0.1)
    running.stop()
    assert not redis.is_ready()
