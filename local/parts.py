"""The parts of the embedded deployment, in the order in which they need each other."""

import sys
import urllib.error
import urllib.request
from collections.abc import Iterator
from pathlib import Path

from celery import Celery

from core.errors import LocalPartError
from core.settings import LOOPBACK, Settings, environment_for_child
from local.elasticsearch import ElasticsearchServer
from local.ports import choose_port
from local.process import Launch, Part
from local.redis import redis_command, redis_folder, redis_is_ready
from local.supervisor import Supervisor
from search.client import connect
from search.migration.migrating import migrate

WORKER_START_S = 180.0
"""Each child of the worker loads two models before the worker is ready."""


def embedded_parts(supervisor: Supervisor, settings: Settings) -> Iterator[list[Part]]:
    """Yield the parts group by group; each group needs those before it."""
    supervisor.note(step="looking for Java and Elasticsearch")
    server = ElasticsearchServer(settings)
    downloads = server.prepare(lambda step: supervisor.note(step=step))
    supervisor.note(downloads=downloads)
    redis_port = choose_port(settings.redis_port, part="Redis", setting="redis_port")
    yield [
        _elasticsearch_part(settings, server),
        _redis_part(settings, redis_port),
    ]
    redis_url = f"redis://{LOOPBACK}:{redis_port}/0"
    supervisor.note(elasticsearch_url=server.url, redis_url=redis_url)
    supervisor.note(step="creating the indices")
    served = settings.model_copy(update={"elasticsearch_url": server.url})
    prepare_indices(supervisor, served)
    api_port = choose_port(settings.api_port, part="the API", setting="api_port")
    environment = environment_for_child(
        home=str(settings.home),
        index_prefix=settings.index_prefix,
        elasticsearch_url=server.url,
        redis_url=redis_url,
        api_port=str(api_port),
    )
    api_url = settings.api_url(api_port)
    supervisor.note(api_url=api_url)
    yield [
        _worker_part(settings, redis_url, environment),
        _api_part(settings, api_url, environment),
    ]


def prepare_indices(supervisor: Supervisor, served: Settings) -> None:
    """Create what is missing and migrate what is older, while no worker writes yet.

    Raises:
        LocalPartError: The supervisor was told to end; the next start goes on.
        StallwatchError: An index is of a later version, or its documents do not fit.
    """

    def report(what: str, done: int, of: int) -> None:
        if supervisor.stopping:
            raise LocalPartError(
                "stopped while indices were brought to their present form: the next "
                "`stallwatch up` goes on where it was",
                index=what,
            )
        supervisor.note(step=f"bringing {what} to its present form: {done} of {of}")

    with connect(served) as client:
        migrate(client, served, report)


def _log(settings: Settings, name: str) -> Path:
    return settings.home / "logs" / f"{name}.log"


def _elasticsearch_part(settings: Settings, server: ElasticsearchServer) -> Part:
    return Part(
        name="elasticsearch",
        launch=lambda: Launch(
            command=server.command(),
            environment=server.environment(),
            folder=server.location,
            user=server.user,
            group=server.group,
        ),
        is_ready=server.is_ready,
        log=_log(settings, "elasticsearch"),
        address=server.url,
        location=str(server.location),
        explain=server.failure,
    )


def _redis_part(settings: Settings, port: int) -> Part:
    return Part(
        name="redis",
        launch=lambda: Launch(
            command=redis_command(settings, port),
            environment=environment_for_child(),
            folder=settings.home,
        ),
        is_ready=lambda: redis_is_ready(port),
        log=_log(settings, "redis"),
        address=f"redis://{LOOPBACK}:{port}/0",
        location=str(redis_folder(settings)),
    )


def _worker_part(
    settings: Settings, redis_url: str, environment: dict[str, str]
) -> Part:
    inspector = Celery(broker=redis_url)
    return Part(
        name="worker",
        launch=lambda: Launch(
            command=[sys.executable, "-m", "workers.start"],
            environment=environment,
            folder=settings.home,
        ),
        is_ready=lambda: bool(inspector.control.ping(timeout=0.5)),
        log=_log(settings, "worker"),
        start_timeout_s=WORKER_START_S,
    )


def _api_part(settings: Settings, url: str, environment: dict[str, str]) -> Part:
    return Part(
        name="api",
        launch=lambda: Launch(
            command=[sys.executable, "-m", "api.serve"],
            environment=environment,
            folder=settings.home,
        ),
        is_ready=lambda: _answers(f"{url}/api/v1/health"),
        log=_log(settings, "api"),
        address=url,
    )


def _answers(url: str) -> bool:
    try:
        with urllib.request.urlopen(url, timeout=2) as response:  # noqa: S310
            return bool(response.status == 200)
    except (urllib.error.URLError, TimeoutError, ConnectionError):
        return False
