"""The command as a user types it, in a home where nothing runs."""

import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from core.settings import environment_for_child

Stallwatch = Callable[..., subprocess.CompletedProcess[str]]


@pytest.fixture
def stallwatch(tmp_path: Path) -> Stallwatch:
    """Run ``stallwatch`` with words and settings."""

    def run(*words: str, **settings: str) -> subprocess.CompletedProcess[str]:
        values = {"home": str(tmp_path / "home")} | settings
        done = subprocess.run(
            [sys.executable, "-m", "cli", *words],
            env=environment_for_child(**values),
            cwd=tmp_path,
            stdin=subprocess.DEVNULL,
            capture_output=True,
            text=True,
            check=False,
        )
        assert "Traceback" not in done.stderr
        return done

    return run
