import json
import subprocess
import sys
from pathlib import Path

from core.settings import environment_for_child


def status(home: Path, *words: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "cli", "status", *words],
        env=environment_for_child(home=str(home)),
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
