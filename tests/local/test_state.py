import os
import subprocess
import sys
from datetime import timedelta
from pathlib import Path

import pytest

from core.errors import LocalPartError
from core.settings import Settings
from local.state import (
    PartState,
    StackState,
    read_state,
    remove_state,
    running_state,
    started_at,
    state_file,
    with_running_parts,
    write_state,
)


def make_part(pid: int = os.getpid(), **changes: object) -> PartState:
    values = {"name": "worker", "pid": pid, "started_at": started_at(pid), "log": "l"}
    return PartState.model_validate(values | changes)


def make_state(**changes: object) -> StackState:
    values = {"supervisor": make_part(name="supervisor"), "index_prefix": "stallwatch"}
    return StackState.model_validate(values | changes)


def test_state_comes_back_as_written(tmp_path: Path) -> None:
    state = make_state(parts=(make_part(),), api_url="http://127.0.0.1:1")
    write_state(tmp_path, state)
    assert read_state(tmp_path) == state
    assert state.part("worker") == make_part()
    assert state.part("api") is None
    remove_state(tmp_path)
    remove_state(tmp_path)
    assert read_state(tmp_path) is None


def test_a_recycled_pid_is_not_taken_for_ours() -> None:
    part = make_part()
    assert part.process() is not None
    older = part.started_at - timedelta(hours=1)
    assert part.model_copy(update={"started_at": older}).process() is None


def test_a_dead_process_is_no_process() -> None:
    child = subprocess.Popen([sys.executable, "-c", "input()"], stdin=subprocess.PIPE)
    part = make_part(child.pid)
    assert part.process() is not None
    child.communicate()
    assert part.process() is None


def test_a_damaged_state_file_is_named(tmp_path: Path) -> None:
    path = state_file(tmp_path)
    path.parent.mkdir()
    path.write_text("{", encoding="utf-8")
    with pytest.raises(LocalPartError, match=r"state\.json"):
        read_state(tmp_path)


def test_settings_point_at_the_running_stack(tmp_path: Path) -> None:
    settings = Settings(home=tmp_path)
    assert with_running_parts(settings) is settings
    state = make_state(
        elasticsearch_url="http://127.0.0.1:1",
        redis_url="redis://127.0.0.1:2/0",
        index_prefix="other",
    )
    write_state(tmp_path, state)
    here = with_running_parts(settings)
    assert here.elasticsearch_url == "http://127.0.0.1:1"
    assert here.redis_url is not None
    assert here.redis_url.get_secret_value() == "redis://127.0.0.1:2/0"
    assert here.index_prefix == "other"


def test_an_address_that_the_user_set_stays(tmp_path: Path) -> None:
    write_state(tmp_path, make_state(elasticsearch_url="http://127.0.0.1:1"))
    mine = Settings(home=tmp_path, elasticsearch_url="http://127.0.0.1:9")
    assert with_running_parts(mine).elasticsearch_url == "http://127.0.0.1:9"


def test_a_stack_without_supervisor_does_not_run(tmp_path: Path) -> None:
    gone = make_part(started_at=started_at(os.getpid()) - timedelta(hours=1))
    write_state(tmp_path, make_state(supervisor=gone))
    assert running_state(tmp_path) is None
    assert read_state(tmp_path) is not None
