import json
import os
import subprocess
import sys
from datetime import timedelta
from pathlib import Path

from core.settings import environment_for_child
from local.state import PartState, StackState, started_at, write_state


def status(
    home: Path, *words: str, columns: str = "80"
) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "cli", "status", *words],
        env=environment_for_child(home=str(home)) | {"COLUMNS": columns},
        capture_output=True,
        text=True,
        check=False,
    )


def test_status_of_an_empty_home_says_what_to_do(tmp_path: Path) -> None:
    done = status(tmp_path)
    assert done.returncode == 3
    assert "stallwatch up" in done.stdout
    assert str(tmp_path) in done.stdout


def test_status_is_json_for_scripts(tmp_path: Path) -> None:
    done = status(tmp_path, "--json")
    assert done.returncode == 3
    assert json.loads(done.stdout)["running"] is False


def test_status_is_whole_on_a_narrow_terminal_and_with_any_path(tmp_path: Path) -> None:
    home = tmp_path / "a [b] [/c]"
    part = PartState(
        name="elasticsearch",
        pid=os.getpid(),
        started_at=started_at(os.getpid()),
        address="http://127.0.0.1:65535",
        location=str(home / "elasticsearch"),
        fault="no room [left]",
        log="l",
    )
    gone = part.model_copy(
        update={
            "name": "supervisor",
            "started_at": part.started_at - timedelta(days=1),
            "location": None,
            "fault": None,
        }
    )
    write_state(home, StackState(supervisor=gone, parts=(part,), index_prefix="x"))
    done = status(home, columns="40")
    assert done.returncode == 1
    assert "http://127.0.0.1:65535" in done.stdout
    assert f"home   {home}\n" in done.stdout
    assert f"{part.location} (elasticsearch)" in done.stdout
    assert "given up: no room [left]" in done.stdout
    assert "the supervisor is dead" in done.stdout
