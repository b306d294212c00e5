import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import psutil
import pytest

from core.errors import LocalPartError
from core.settings import environment_for_child
from local.state import StackState, read_state, state_file
from local.supervisor import home_lock

PROGRAM = """\
import sys
from pathlib import Path
from core.settings import Settings, environment_for_child
from local.process import Launch, Part
from local.supervisor import Supervisor

settings = Settings.load()
parent = int(sys.argv[1]) or None
supervisor = Supervisor(settings, parent=parent)

def part(name, code, timeout=20.0, ready=lambda: True):
    command = [sys.executable, "-c", code]
    return Part(
        name=name,
        launch=lambda: Launch(command, environment_for_child(), Path("/")),
        is_ready=ready,
        log=settings.home / f"{name}.log",
        start_timeout_s=timeout,
    )

def groups():
    yield [part("first", "import time; time.sleep(60)")]
    supervisor.note(api_url="http://127.0.0.1:1")
    if sys.argv[2] == "dies":
        yield [part("second", "raise SystemExit('disk full')", ready=lambda: False)]
    elif sys.argv[2] == "hangs":
        code = "import time; time.sleep(60)"
        yield [part("second", code, timeout=0.5, ready=lambda: False)]
    else:
        yield [part("second", "import time; time.sleep(60)")]

sys.exit(supervisor.run(groups()))
"""


def start(
    home: Path, behaviour: str = "lives", parent: int = 0
) -> subprocess.Popen[bytes]:
    return subprocess.Popen(
        [sys.executable, "-c", PROGRAM, str(parent), behaviour],
        env=environment_for_child(home=str(home)),
        stderr=subprocess.DEVNULL,
    )


def wait_for(home: Path, condition: Callable[[StackState], bool]) -> StackState:
    until = time.monotonic() + 30
    while True:
        state = read_state(home)
        if state is not None and condition(state):
            return state
        assert time.monotonic() < until, state
        time.sleep(0.1)


def test_parts_start_in_order_and_stop_together(tmp_path: Path) -> None:
    supervisor = start(tmp_path)
    state = wait_for(tmp_path, lambda state: state.ready)
    assert [part.name for part in state.parts] == ["first", "second"]
    assert state.api_url == "http://127.0.0.1:1"
    processes = [part.process() for part in state.parts]
    supervisor.send_signal(signal.SIGTERM)
    assert supervisor.wait(30) == 0
    assert [p.is_running() for p in processes if p] == [False, False]
    assert read_state(tmp_path) is None


def test_a_killed_part_comes_back(tmp_path: Path) -> None:
    supervisor = start(tmp_path)
    state = wait_for(tmp_path, lambda state: state.ready)
    os.kill(state.parts[1].pid, signal.SIGKILL)
    after = wait_for(
        tmp_path, lambda now: now.parts[1].restarts == 1 and now.parts[1].ready
    )
    assert after.parts[1].pid != state.parts[1].pid
    supervisor.terminate()
    assert supervisor.wait(30) == 0


@pytest.mark.parametrize(
    ("behaviour", "words"),
    [("dies", "disk full"), ("hangs", "did not become ready in time")],
)
def test_a_failed_start_says_why_and_leaves_nothing(
    tmp_path: Path, behaviour: str, words: str
) -> None:
    supervisor = start(tmp_path, behaviour)
    state = wait_for(tmp_path, lambda state: state.failure is not None)
    assert words in (state.failure or "")
    assert supervisor.wait(30) == 1
    assert [part.process() for part in state.parts] == [None] * len(state.parts)


def test_the_stack_ends_with_its_parent(tmp_path: Path) -> None:
    parent = subprocess.Popen([sys.executable, "-c", "input()"], stdin=subprocess.PIPE)
    supervisor = start(tmp_path, parent=parent.pid)
    state = wait_for(tmp_path, lambda state: state.ready)
    parent.communicate()
    assert supervisor.wait(30) == 0
    assert not any(psutil.pid_exists(part.pid) for part in state.parts)


def test_a_home_has_one_supervisor(tmp_path: Path) -> None:
    with (
        home_lock(tmp_path),
        pytest.raises(LocalPartError, match="STALLWATCH_HOME"),
        home_lock(tmp_path),
    ):
        pass
    with home_lock(tmp_path):
        supervisor = start(tmp_path)
        assert supervisor.wait(30) == 1


def test_the_state_is_written_only_when_something_changed(tmp_path: Path) -> None:
    supervisor = start(tmp_path)
    wait_for(tmp_path, lambda state: state.ready)
    written = state_file(tmp_path).stat().st_mtime_ns
    time.sleep(1)
    assert state_file(tmp_path).stat().st_mtime_ns == written
    state_file(tmp_path).unlink()
    wait_for(tmp_path, lambda state: state.ready)
    supervisor.terminate()
    assert supervisor.wait(30) == 0
