import io
import os
import signal
import subprocess
import sys
import threading
import time
from pathlib import Path

import pytest
from rich.console import Console

from core.errors import LocalPartError
from core.settings import Settings
from demo.run import DemoOptions, Stages, _serve, run_demo
from local.state import PartState, StackState, started_at, write_state


def test_a_world_has_indices_of_its_own() -> None:
    settings = Settings(index_prefix="cases")
    prefixes = {
        DemoOptions(seed=seed, size=size).index_prefix(settings)
        for seed, size in ((1, 10), (2, 10), (1, 20))
    }
    assert len(prefixes) == 3
    assert all(prefix.startswith("cases-demo-") for prefix in prefixes)


def test_a_stage_is_timed_even_if_it_fails() -> None:
    stages = Stages()
    with pytest.raises(TimeoutError), stages.stage("crawl"):
        fail_late()
    assert stages.seconds["crawl"] >= 0.02


def fail_late() -> None:
    time.sleep(0.02)
    raise TimeoutError


@pytest.mark.parametrize(
    ("prefix", "words"),
    [("stallwatch", "stallwatch down"), ("stallwatch-demo-7-4000", "another demo")],
)
def test_what_runs_in_the_home_already_is_left_alone(
    tmp_path: Path, prefix: str, words: str
) -> None:
    sleep = [sys.executable, "-c", "import time; time.sleep(60)"]
    with subprocess.Popen(sleep) as running:
        supervisor = PartState(
            name="supervisor",
            pid=running.pid,
            started_at=started_at(running.pid),
            log="l",
        )
        state = StackState(supervisor=supervisor, index_prefix=prefix, ready=True)
        write_state(tmp_path, state)
        with pytest.raises(LocalPartError, match=words):
            run_demo(
                Settings(home=tmp_path),
                DemoOptions(once=True),
                parent=os.getpid(),
                console=Console(quiet=True),
            )
        assert running.poll() is None
        running.kill()


def test_ctrl_c_is_the_good_end_of_a_demo_that_serves() -> None:
    shown = io.StringIO()
    told = Console(file=shown)
    # A suite that runs in the background is started with the signal ignored.
    before = signal.signal(signal.SIGINT, signal.default_int_handler)
    threading.Timer(0.3, os.kill, (os.getpid(), signal.SIGINT)).start()
    _serve(told)
    signal.signal(signal.SIGINT, before)
    assert "Ctrl-C" in shown.getvalue()
