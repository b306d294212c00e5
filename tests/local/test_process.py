import dataclasses
import os
import signal
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import psutil
import pytest

from core.errors import LocalPartError
from core.settings import environment_for_child
from local.process import Launch, Part, RunningPart

SLEEP = "import time; print('up', flush=True); time.sleep(60)"
FORK = "import os, time; os.fork(); time.sleep(60)"
STUBBORN = (
    "import signal, time; signal.signal(signal.SIGTERM, signal.SIG_IGN); time.sleep(60)"
)

MakeRunning = Callable[..., RunningPart]


@pytest.fixture
def make_running(tmp_path: Path) -> Iterator[MakeRunning]:
    made: list[RunningPart] = []

    def make(code: str, **changes: object) -> RunningPart:
        values = {
            "name": "thing",
            "launch": lambda: Launch(
                [sys.executable, "-c", code], environment_for_child(), tmp_path
            ),
            "is_ready": lambda: True,
            "log": tmp_path / "logs" / "thing.log",
        }
        running = RunningPart(Part(**(values | changes)))  # type: ignore[arg-type]
        made.append(running)
        return running

    yield make
    for running in made:
        running.stop()


def watch_until(running: RunningPart, condition: Callable[[], bool]) -> None:
    until = time.monotonic() + 20
    while not condition():
        assert time.monotonic() < until, running
        running.watch()
        time.sleep(0.05)


def test_a_killed_part_is_restarted(make_running: MakeRunning) -> None:
    running = make_running(SLEEP)
    running.start()
    watch_until(running, lambda: running.ready)
    first = running.pid
    assert first is not None
    os.kill(first, signal.SIGKILL)
    watch_until(running, lambda: running.restarts == 1 and running.is_alive())
    assert running.pid != first
    assert running.fault is None


def test_what_a_dead_part_left_behind_is_swept(make_running: MakeRunning) -> None:
    running = make_running(FORK)
    running.start()
    assert running.pid is not None
    parent = psutil.Process(running.pid)
    watch_until(running, lambda: bool(parent.children()))
    (orphan,) = parent.children()
    parent.kill()
    watch_until(running, lambda: running.restarts == 1)
    orphan.wait(5)


def test_a_part_that_keeps_dying_is_given_up_with_its_last_words(
    make_running: MakeRunning,
) -> None:
    running = make_running("raise SystemExit('no such table')", fatal_starts=2)
    running.start()
    watch_until(running, lambda: running.fault is not None)
    assert running.fault is not None
    assert "ended 2 times in a row" in running.fault
    assert "no such table" in running.fault
    state = running.state()
    assert state is None or not state.ready


def test_a_part_is_stopped_for_good(make_running: MakeRunning) -> None:
    running = make_running(SLEEP)
    running.start()
    watch_until(running, lambda: running.ready)
    running.stop()
    assert not running.is_alive()
    running.stop()


def test_a_part_that_does_not_listen_is_killed(
    make_running: MakeRunning, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("local.process.KILL_AFTER_S", 0.5)
    running = make_running(STUBBORN)
    running.start()
    watch_until(running, lambda: running.ready)
    time.sleep(0.3)
    running.stop()
    assert not running.is_alive()


def test_a_command_that_is_not_there_is_named(
    make_running: MakeRunning, tmp_path: Path
) -> None:
    running = make_running("", launch=lambda: Launch(["no-such-program"], {}, tmp_path))
    with pytest.raises(LocalPartError, match="no-such-program"):
        running.start()


def test_a_part_that_explains_itself_says_what_to_do(
    make_running: MakeRunning,
) -> None:
    def explain(what: str) -> LocalPartError:
        return LocalPartError(f"{what}: turn it off and on")

    part = make_running("").part
    assert "the whole log" in part.failure("it ended").message
    told = dataclasses.replace(part, explain=explain)
    assert told.failure("it ended").message == "it ended: turn it off and on"
