import os
import subprocess
import sys
from datetime import timedelta
from pathlib import Path

from core.settings import Settings
from local.overview import overview
from local.state import PartState, StackState, read_state, started_at, write_state


def part_of(pid: int, name: str, **changes: object) -> PartState:
    values = {"name": name, "pid": pid, "started_at": started_at(pid), "log": "l"}
    return PartState.model_validate(values | changes)


def test_an_empty_home_shows_that_nothing_runs(tmp_path: Path) -> None:
    view = overview(Settings(home=tmp_path))
    assert not view.running
    assert view.parts == ()
    assert view.queue is None


def test_each_part_shows_its_condition_and_memory(
    tmp_path: Path, redis_url: str
) -> None:
    child = subprocess.Popen([sys.executable, "-c", "input()"], stdin=subprocess.PIPE)
    good = part_of(child.pid, "worker", ready=True, restarts=2)
    starting = part_of(child.pid, "api")
    dead = good.model_copy(
        update={"name": "redis", "started_at": good.started_at - timedelta(days=1)}
    )
    lost = good.model_copy(update={"fault": "no such table"})
    state = StackState(
        supervisor=part_of(os.getpid(), "supervisor", ready=True),
        parts=(good, starting, dead, lost),
        index_prefix="x",
        redis_url=redis_url,
    )
    write_state(tmp_path, state)
    view = overview(Settings(home=tmp_path))
    child.communicate()
    assert [part.summary for part in view.parts] == [
        "running",
        "running, restarted 2x",
        "starting",
        "dead",
        "given up",
    ]
    assert view.parts[4].fault == "no such table"
    assert view.parts[1].memory_mb > 0
    assert view.parts[3].memory_mb == 0
    assert view.queue == 0


def test_a_state_that_nobody_holds_is_cleared(tmp_path: Path) -> None:
    here = part_of(os.getpid(), "supervisor")
    gone = here.model_copy(update={"started_at": here.started_at - timedelta(days=1)})
    write_state(tmp_path, StackState(supervisor=gone, index_prefix="x"))
    assert not overview(Settings(home=tmp_path)).running
    assert read_state(tmp_path) is None


def test_a_queue_that_does_not_answer_is_unknown(tmp_path: Path) -> None:
    state = StackState(
        supervisor=part_of(os.getpid(), "supervisor"),
        index_prefix="x",
        redis_url="redis://127.0.0.1:1/0",
    )
    write_state(tmp_path, state)
    assert overview(Settings(home=tmp_path)).queue is None


def test_memory_counts_children_whatever_the_home_is_called(tmp_path: Path) -> None:
    grow = "import sys; kept = bytearray(60_000_000); print(); input()"
    code = f"import subprocess, sys; subprocess.run([sys.executable, '-c', {grow!r}])"
    with subprocess.Popen(
        [sys.executable, "-c", code, "supervisees"],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
    ) as parent:
        assert parent.stdout is not None
        parent.stdout.readline()
        state = StackState(
            supervisor=part_of(parent.pid, "supervisor"),
            parts=(part_of(parent.pid, "worker"),),
            index_prefix="x",
        )
        write_state(tmp_path, state)
        supervisor, worker = overview(Settings(home=tmp_path)).parts
        parent.communicate(b"\n")
    assert worker.memory_mb >= supervisor.memory_mb + 57
