"""A database of the real Redis for each test, and settings that point to it."""

import os
import signal
import subprocess
import uuid
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path

import pytest
import redis
from elasticsearch import Elasticsearch

from broker.client import connect_broker
from core.analysis import Account
from core.settings import Settings, environment_for_child
from nlp.embedding.encoder import Encoder, load_encoder
from nlp.extract import Extractor
from search.indices import VectorModel, create_indices
from search.ingest_store import IngestStore
from search.linking_stores import open_linking_stores
from workers.attempts import Attempts
from workers.command import worker_command
from workers.handling import work_off
from workers.services import Services


@pytest.fixture
def queue_settings(redis_url: str, tmp_path: Path) -> Iterator[Settings]:
    """Settings of an empty queue on the real Redis."""
    made = Settings.model_validate(
        {
            "home": tmp_path / "home",
            "redis_url": redis_url.replace("/0", "/4"),
            "visibility_timeout_s": 5,
        }
    )
    with connect_broker(made) as client:
        client.flushdb()
        yield made
        client.flushdb()


@pytest.fixture
def broker(queue_settings: Settings) -> Iterator["redis.Redis"]:
    """A client of that queue's Redis."""
    with connect_broker(queue_settings) as client:
        yield client


@pytest.fixture
def no_broker(tmp_path: Path) -> Settings:
    """Settings that point where nothing listens."""
    return Settings.model_validate(
        {"home": tmp_path / "home", "redis_url": "redis://:hidden-word@127.0.0.1:1/0"}
    )


class WorkerProcess:
    """A real worker in a process group of its own."""

    def __init__(self, settings: Settings, app: str, log: Path) -> None:
        command = worker_command(settings, name=f"test-{uuid.uuid4().hex[:8]}")
        command[3] = f"--app={app}"
        environment = environment_for_child(
            home=str(settings.home),
            redis_url=settings.broker_url,
            elasticsearch_url=settings.search_url,
            index_prefix=settings.index_prefix,
            visibility_timeout_s=str(settings.visibility_timeout_s),
            worker_concurrency=str(settings.worker_concurrency),
        )
        environment["PYTHONPATH"] = str(Path(__file__).parent)
        self.log = log
        with log.open("ab") as file:
            self.process = subprocess.Popen(
                command,
                cwd=Path(__file__).parents[2],
                env=environment,
                stdout=file,
                stderr=file,
                start_new_session=True,
            )

    def kill(self) -> None:
        """End the main process the hard way; the kernel ends its children."""
        self.process.kill()
        self.process.wait()

    def stop(self) -> None:
        """Ask the worker to end, and insist after a while."""
        self.process.terminate()
        try:
            self.process.wait(timeout=30)
        except subprocess.TimeoutExpired:
            os.killpg(self.process.pid, signal.SIGKILL)
            self.process.wait()


@pytest.fixture
def start_worker(tmp_path: Path) -> Iterator[Callable[[Settings, str], WorkerProcess]]:
    """Starts workers that end with the test."""
    started: list[WorkerProcess] = []

    def start(settings: Settings, app: str) -> WorkerProcess:
        log = tmp_path / f"worker-{len(started)}.log"
        started.append(WorkerProcess(settings, app, log))
        return started[-1]

    yield start
    for worker in started:
        worker.stop()


@pytest.fixture(scope="session")
def models() -> tuple[Extractor, Encoder]:
    """The real pipeline and encoder, loaded once for the whole run."""
    return Extractor.load(), load_encoder("all-MiniLM-L6-v2", 8, threads=1)


@pytest.fixture
def services(
    settings: Callable[..., Settings],
    queue_settings: Settings,
    broker: "redis.Redis",
    client: Elasticsearch,
    models: tuple[Extractor, Encoder],
) -> Services:
    """What a worker's child has: real models, Elasticsearch and Redis."""
    made = settings(
        redis_url=queue_settings.broker_url, home=queue_settings.home, batch_attempts=2
    )
    extractor, encoder = models
    model = VectorModel(encoder.version, encoder.dimensions)
    return Services(
        settings=made,
        extractor=extractor,
        encoder=encoder,
        store=IngestStore(client, made),
        linking=open_linking_stores(client, made),
        broker=broker,
        attempts=Attempts(broker, made),
        create_indices=partial(create_indices, client, made, model),
    )


@pytest.fixture
def use_services(services: Services, monkeypatch: pytest.MonkeyPatch) -> None:
    """Give the tasks of this process these services."""
    monkeypatch.setattr(work_off, "__defaults__", (lambda: services,))


def stored_accounts(services: Services) -> list[Account]:
    """Return all accounts as the linker sees them, by id."""
    accounts = services.linking.accounts
    accounts.refresh()
    found = accounts.fresh_accounts(list(accounts.vendor_ids()))
    return [found[one] for one in sorted(found)]
