import os
import socket
import subprocess
import sys
import threading
from datetime import timedelta
from pathlib import Path

import psutil
import pytest

from core.errors import LocalPartError
from core.settings import LOOPBACK, Settings
from local.stack import _settled_state, start_stack, stop_stack
from local.state import PartState, StackState, read_state, started_at, write_state
from local.supervisor import home_lock
from tests.conftest import fetch_downloads

SLEEP = [sys.executable, "-c", "import time; time.sleep(60)"]


def part_of(pid: int, name: str, **changes: object) -> PartState:
    values = {"name": name, "pid": pid, "started_at": started_at(pid), "log": "l"}
    return PartState.model_validate(values | changes)


def gone(name: str) -> PartState:
    here = part_of(os.getpid(), name)
    return here.model_copy(update={"started_at": here.started_at - timedelta(days=1)})


def test_parts_whose_supervisor_was_killed_are_stopped(tmp_path: Path) -> None:
    child = subprocess.Popen(SLEEP, start_new_session=True)
    part = part_of(child.pid, "worker")
    state = StackState(supervisor=gone("supervisor"), parts=(part,), index_prefix="x")
    write_state(tmp_path, state)
    steps: list[str] = []
    assert stop_stack(tmp_path, on_step=steps.append) == ["worker"]
    assert steps == ["stopping worker"]
    child.wait(5)
    assert not psutil.pid_exists(child.pid)
    assert read_state(tmp_path) is None
    assert stop_stack(tmp_path) == []


def test_a_process_that_only_has_the_pid_is_left_alone(tmp_path: Path) -> None:
    state = StackState(supervisor=gone("s"), parts=(gone("worker"),), index_prefix="x")
    write_state(tmp_path, state)
    assert stop_stack(tmp_path) == []
    assert psutil.pid_exists(os.getpid())


def test_a_start_that_fails_says_why_and_leaves_nothing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "downloads").symlink_to(fetch_downloads())
    with socket.socket() as taken:
        taken.bind((LOOPBACK, 0))
        taken.listen()
        port = taken.getsockname()[1]
        monkeypatch.setenv("STALLWATCH_REDIS_PORT", str(port))
        monkeypatch.setenv("STALLWATCH_ELASTICSEARCH_PORT", "0")
        with pytest.raises(LocalPartError) as caught:
            start_stack(Settings(home=tmp_path), on_step=lambda _: None)
    assert f"port {port}, which Redis needs, is in use" in str(caught.value)
    assert read_state(tmp_path) is None


def test_a_stack_of_other_indices_is_not_taken_over(tmp_path: Path) -> None:
    state = StackState(
        supervisor=part_of(os.getpid(), "supervisor"), index_prefix="mine", ready=True
    )
    write_state(tmp_path, state)
    settings = Settings(home=tmp_path)
    with pytest.raises(LocalPartError, match="stallwatch down"):
        start_stack(settings, on_step=lambda _: None, index_prefix="other")
    found, started = start_stack(settings, on_step=lambda _: None, index_prefix="mine")
    assert (found, started) == (state, False)


def test_a_supervisor_that_has_no_parts_yet_is_stopped(tmp_path: Path) -> None:
    child = subprocess.Popen(SLEEP)
    state = StackState(supervisor=part_of(child.pid, "supervisor"), index_prefix="x")
    write_state(tmp_path, state)
    assert stop_stack(tmp_path) == ["supervisor"]
    child.wait(5)


def test_of_two_starts_at_once_the_second_finds_the_first(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("STALLWATCH_INDEX_PREFIX", "mine")
    first = StackState(
        supervisor=part_of(os.getpid(), "supervisor"), index_prefix="mine", ready=True
    )
    with home_lock(tmp_path):
        # The first has the home already, but has not written anything yet.
        writer = threading.Timer(0.3, write_state, (tmp_path, first))
        writer.start()
        found = start_stack(Settings(home=tmp_path), on_step=lambda _: None)
        writer.join()
    assert found == (first, False)
    assert read_state(tmp_path) == first


def test_a_stack_that_is_stopping_is_waited_for(tmp_path: Path) -> None:
    child = subprocess.Popen([sys.executable, "-c", "import time; time.sleep(1)"])
    state = StackState(
        supervisor=part_of(child.pid, "supervisor"), index_prefix="x", stopping=True
    )
    write_state(tmp_path, state)
    assert _settled_state(tmp_path) == state
    assert state.supervisor.process() is None
    child.wait()


def test_a_stack_of_another_user_is_left_alone(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(process: psutil.Process) -> None:
        raise psutil.AccessDenied(process.pid)

    # What the system answers to a user who is not root.
    monkeypatch.setattr(psutil.Process, "terminate", refuse)
    state = StackState(
        supervisor=part_of(os.getpid(), "supervisor"), index_prefix="x", ready=True
    )
    write_state(tmp_path, state)
    with pytest.raises(LocalPartError, match="belongs to another user"):
        stop_stack(tmp_path)
    assert read_state(tmp_path) == state
