"""One whole stack for all tests of this folder: real servers, a real worker, the API."""

import json
import subprocess
import sys
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import httpx
import pytest

from core.settings import Settings, environment_for_child
from local.state import with_running_parts
from tests.conftest import fetch_downloads
from workers.queue import wait_until_drained

DRAIN_S = 300.0


@dataclass(frozen=True)
class Installation:
    """A home, and the command as a user types it."""

    home: Path
    settings: Mapping[str, str] = field(default_factory=dict)

    def run(
        self, *words: str, timeout_s: float = 300, **settings: str
    ) -> subprocess.CompletedProcess[str]:
        """Run ``stallwatch`` to its end."""
        return subprocess.run(
            [sys.executable, "-m", "cli", *words],
            env=self.environment(**settings),
            cwd=self.home.parent,
            capture_output=True,
            text=True,
            timeout=timeout_s,
            check=False,
        )

    def start(self, *words: str, log: Path) -> subprocess.Popen[bytes]:
        """Start ``stallwatch`` and leave it running."""
        with log.open("wb") as file:
            return subprocess.Popen(
                [sys.executable, "-m", "cli", *words],
                env=self.environment(),
                cwd=self.home.parent,
                stdin=subprocess.DEVNULL,
                stdout=file,
                stderr=subprocess.STDOUT,
                start_new_session=True,
            )

    def json(self, *words: str) -> Any:
        """Run a verb with ``--json`` and read what it prints."""
        return json.loads(self.run(*words, "--json").stdout)

    def environment(self, **settings: str) -> dict[str, str]:
        """Return the environment that the command runs in."""
        return environment_for_child(
            home=str(self.home), **(dict(self.settings) | settings)
        )

    def settings_here(self) -> Settings:
        """Return the settings with the addresses of the running parts."""
        return with_running_parts(Settings(home=self.home))

    def wait_until_drained(self) -> None:
        """Wait until every batch is worked off."""
        wait_until_drained(self.settings_here(), timeout_s=DRAIN_S)


SMALL = {
    "elasticsearch_port": "0",
    "elasticsearch_heap_mb": "512",
    "redis_port": "0",
    "api_port": "0",
    "worker_concurrency": "1",
    "batch_size": "16",
}


def new_installation(folder: Path, **settings: str) -> Installation:
    """Return an installation in an empty home that downloads nothing anew."""
    home = folder / "home"
    home.mkdir()
    (home / "downloads").symlink_to(fetch_downloads())
    return Installation(home, SMALL | settings)


@pytest.fixture(scope="session")
def stack(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Installation]:
    """A running installation, shared by the tests of this folder."""
    installation = new_installation(tmp_path_factory.mktemp("stack"))
    started = installation.run("up")
    assert started.returncode == 0, started.stderr
    yield installation
    stopped = installation.run("down")
    assert stopped.returncode == 0, stopped.stderr


@pytest.fixture(scope="session")
def api(stack: Installation) -> Iterator[httpx.Client]:
    """A client of the stack's API with a good key and a purpose."""
    key = stack.json("key", "create", "tests")["key"]
    url = stack.json("status")["api_url"]
    headers = {"Authorization": f"Bearer {key}", "X-Purpose": "tests"}
    with httpx.Client(base_url=f"{url}/api/v1", headers=headers, timeout=30) as client:
        yield client
