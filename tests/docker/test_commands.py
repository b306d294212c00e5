"""Every image's command and health check, as compose gives them, run against guarded servers."""

import stat
import subprocess
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
import redis
from redis.exceptions import NoPermissionError

from cli.main import build_app
from core.settings import Settings
from local.elasticsearch import ElasticsearchServer
from local.ports import choose_port
from local.security import ServerSecurity
from tests.conftest import BUSY_START_S, fetch_downloads, quick_folder
from tests.docker.containers import LOOPBACK, PATIENCE_S, Host, lay_out
from tests.docker.images import CLUSTER, rendered

pytestmark = [pytest.mark.elasticsearch, pytest.mark.models, pytest.mark.slow]
MONITOR = "stallwatch-monitor"
PARTS = ("elasticsearch", "redis", "redis-replica", "api")


@pytest.fixture(scope="module")
def host() -> Iterator[Host]:
    """A machine with the files that compose mounts, secrets made by the set-up's own command."""
    config = rendered(CLUSTER, variables={"STALLWATCH_WORKER_CONCURRENCY": "1"})
    ports = {name: choose_port(0, part=name, setting="") for name in PARTS}
    with quick_folder() as folder:
        made = Host(folder / "host", config["services"], ports)
        lay_out(made)
        done = made.run("credentials")
        assert done.returncode == 0, done.stderr
        yield made


@pytest.fixture(scope="module")
def search(host: Host) -> Iterator[Host]:
    """The same, with an Elasticsearch that has these certificates and users."""
    with quick_folder() as home:
        (home / "downloads").symlink_to(fetch_downloads())
        settings = Settings(
            home=home,
            elasticsearch_port=host.ports["elasticsearch"],
            elasticsearch_heap_mb=512,
        )
        security = ServerSecurity(
            folder=host.secrets,
            authority=host.secrets / "ca.crt",
            certificate=host.secrets / "elasticsearch.crt",
            key=host.secrets / "elasticsearch.key",
            username=MONITOR,
            password=(host.secrets / f"{MONITOR}.password").read_text("utf-8"),
        )
        server = ElasticsearchServer(settings, security)
        server.start(timeout_s=BUSY_START_S)
        yield host
        server.stop()
        server.remove()


@pytest.fixture(scope="module")
def queue(host: Host) -> Iterator[Host]:
    """The same, with the Redis of the compose file."""
    with host.running("redis") as process:
        host.wait_until_healthy("redis", process)
        yield host


@pytest.fixture(scope="module")
def stores(search: Host, queue: Host) -> Host:
    """Both stores, with the indices in place."""
    done = search.run("setup-indices")
    assert done.returncode == 0, done.stderr
    return search


def connect(host: Host, part: str, *, password: str | None) -> "redis.Redis":
    return redis.Redis(
        host=LOOPBACK,
        port=host.ports[part],
        username="stallwatch" if password else None,
        password=password,
        decode_responses=True,
    )


def as_stallwatch(host: Host, part: str) -> "redis.Redis":
    password = (host.secrets / "redis.password").read_text("utf-8")
    return connect(host, part, password=password)


def test_set_up_makes_every_secret_that_a_service_is_given(host: Host) -> None:
    wanted = {
        one["source"]
        for service in host.services.values()
        for one in service.get("secrets", ())
    }
    for name in wanted:
        # By their group, which every container is in; by nobody else.
        assert stat.S_IMODE((host.secrets / name).stat().st_mode) == 0o440, name


def test_set_up_may_run_again_and_changes_nothing(host: Host) -> None:
    before = contents(host.secrets)
    done = host.run("credentials")
    assert done.returncode == 0, done.stderr
    assert contents(host.secrets) == before


def contents(folder: Path) -> dict[str, bytes]:
    return {
        str(path.relative_to(folder)): path.read_bytes()
        for path in folder.rglob("*")
        if path.is_file()
    }


def test_what_set_up_made_passes_the_look_before_the_start(
    host: Host, tmp_path: Path
) -> None:
    count = tmp_path / "max_map_count"
    count.write_text("1048576\n", "utf-8")
    script = Path(__file__).parents[2] / "docker" / "preflight.sh"
    done = subprocess.run(
        [script, count, host.secrets], capture_output=True, check=False, text=True
    )
    assert (done.returncode, done.stderr) == (0, "")


def test_elasticsearch_is_healthy_for_who_has_the_password(search: Host) -> None:
    assert search.check("elasticsearch").returncode == 0


def test_redis_lets_nobody_in_without_the_password(queue: Host) -> None:
    with (
        connect(queue, "redis", password=None) as client,
        pytest.raises(redis.AuthenticationError),
    ):
        client.ping()
    with as_stallwatch(queue, "redis") as client:
        with pytest.raises(NoPermissionError):
            client.flushall()
        assert client.ping() is True


def test_the_second_redis_follows_the_first(queue: Host) -> None:
    with queue.running("redis-replica") as process:
        # Its check asks the port of a container of its own, which here is the first one's.
        queue.wait_until_healthy("redis-replica", process)
        with as_stallwatch(queue, "redis") as first:
            first.set("test:followed", "yes")
        with as_stallwatch(queue, "redis-replica") as second:
            wait_for_value(second, "test:followed", "yes")
            with pytest.raises(redis.ReadOnlyError):
                second.set("test:followed", "no")
            # It does not listen to the end while it writes its first file.
            wait_for_file(second)


def wait_for_value(client: "redis.Redis", key: str, value: str) -> None:
    ends_at = time.monotonic() + PATIENCE_S
    while client.get(key) != value:
        assert time.monotonic() < ends_at
        time.sleep(0.1)


def wait_for_file(client: "redis.Redis") -> None:
    ends_at = time.monotonic() + PATIENCE_S
    while True:
        state = client.info("persistence")
        if not (state["aof_rewrite_in_progress"] or state["aof_rewrite_scheduled"]):
            return
        assert time.monotonic() < ends_at
        time.sleep(0.1)


def test_indices_are_made_by_the_one_shot_and_it_may_run_again(stores: Host) -> None:
    done = stores.run("setup-indices")
    assert done.returncode == 0, done.stderr
    assert done.stdout.startswith("0 of ")


@pytest.mark.parametrize("name", ["api", "crawler", "beat", "worker"])
def test_a_service_starts_becomes_healthy_and_ends_when_told(
    stores: Host, name: str
) -> None:
    with stores.running(name) as process:
        stores.wait_until_healthy(name, process)
        assert process.poll() is None
    assert process.returncode in {0, -15}
    if name != "beat":
        # Beat's mark stays fresh for a while; its own tests say when it is stale.
        done = stores.check(name)
        assert done.returncode == 1
        assert "unhealthy: " in done.stderr


@pytest.mark.parametrize("name", ["credentials", "setup-indices", "setup-kibana"])
def test_the_verbs_of_one_shots_exist_with_their_options(host: Host, name: str) -> None:
    program, *tokens = host.services[name]["command"]
    assert program == "stallwatch"
    _, bound, ignored = build_app(with_summaries=False).parse_args(
        tokens, exit_on_error=False
    )
    assert ignored == {}
    assert bound.signature is not None
