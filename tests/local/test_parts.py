import os
import time
from pathlib import Path

import pytest
from elasticsearch import Elasticsearch

from core.errors import LocalPartError, SchemaVersionError
from core.settings import Settings
from local.parts import embedded_parts, prepare_indices
from local.process import RunningPart
from local.state import read_state
from local.supervisor import Supervisor
from search.indices import check_version
from tests.conftest import MakeSettings, fetch_downloads
from tests.search.migration.conftest import make_old


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


def test_prepare_indices_brings_those_of_an_earlier_version_along(
    client: Elasticsearch, settings: MakeSettings
) -> None:
    here = settings()
    make_old(client, here, "due-accounts")
    supervisor = Supervisor(here)
    prepare_indices(supervisor, here)
    check_version(client, here)
    state = read_state(here.home)
    assert state is not None
    assert "due-accounts to its present form" in state.step


def test_prepare_indices_stops_when_the_supervisor_is_told_to(
    client: Elasticsearch, settings: MakeSettings
) -> None:
    here = settings()
    make_old(client, here, "due-accounts")
    supervisor = Supervisor(here)
    supervisor._on_signal(15, None)
    with pytest.raises(LocalPartError, match="goes on where it was"):
        prepare_indices(supervisor, here)
    with pytest.raises(SchemaVersionError):
        check_version(client, here)
