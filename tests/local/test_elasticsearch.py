import socket
from collections.abc import Iterator
from pathlib import Path

import psutil
import pytest

from core.errors import LocalPartError
from core.settings import Settings
from local.elasticsearch import (
    ELASTICSEARCH,
    REMEDIES,
    ElasticsearchServer,
    ready,
)
from local.ports import choose_port
from tests.conftest import BUSY_START_S, fetch_downloads, quick_folder


@pytest.fixture
def home() -> Iterator[Path]:
    downloads = fetch_downloads()
    with quick_folder() as folder:
        (folder / "downloads").symlink_to(downloads)
        yield folder


def make_server(
    home: Path, *, port: int = 0, heap_mb: int = 512
) -> ElasticsearchServer:
    return ElasticsearchServer(
        Settings(home=home, elasticsearch_port=port, elasticsearch_heap_mb=heap_mb)
    )


def test_server_starts_answers_and_stops(home: Path) -> None:
    server = make_server(home)
    steps: list[str] = []
    url = server.start(steps.append, timeout_s=BUSY_START_S)
    assert server.pid is not None
    process = psutil.Process(server.pid)
    assert process.uids().real == (psutil.Process().uids().real or server.user)
    assert (ready(url), server.is_ready()) == (True, True)
    assert any(step.startswith("starting Elasticsearch") for step in steps)
    family = [process, *process.children(recursive=True)]
    server.stop()
    assert not any(item.is_running() for item in family)
    assert not ready(url)
    server.stop()
    assert make_server(home).pid is None


def test_prepare_downloads_and_unpacks_nothing_twice(home: Path) -> None:
    server = make_server(home)
    server.prepare()
    steps: list[str] = []
    assert server.prepare(steps.append) == 0
    assert steps == []


def test_prepare_writes_a_server_for_this_machine_alone(home: Path) -> None:
    server = make_server(home, heap_mb=300)
    server.prepare()
    config = server.location / "config"
    text = (config / "elasticsearch.yml").read_text()
    assert "network.host: 127.0.0.1" in text
    assert f"http.port: {server.port}" in text
    assert "action.auto_create_index: false" in text
    options = (config / "jvm.options.d" / "stallwatch.options").read_text()
    assert "-Xmx300m" in options
    data = server.location / "data"
    assert data.stat().st_uid == (server.user or psutil.Process().uids().real)


def test_prepare_names_a_port_in_use_and_its_setting(home: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        server = make_server(home, port=port)
        with pytest.raises(LocalPartError, match=f"port {port}") as caught:
            server.prepare()
    assert "STALLWATCH_ELASTICSEARCH_PORT" in str(caught.value)


def test_server_lies_outside_a_home_that_its_user_cannot_enter(tmp_path: Path) -> None:
    closed = tmp_path / "closed"
    closed.mkdir(mode=0o700)
    server = make_server(closed / "home")
    inside = server.location.is_relative_to(closed)
    assert inside == (server.user is None)
    server.remove()
    assert not server.location.exists()
    assert server.user is None or not server.location.parent.exists()


def test_start_that_dies_quotes_the_log_and_says_what_to_do(home: Path) -> None:
    server = make_server(home, heap_mb=900_000_000)
    with pytest.raises(LocalPartError) as caught:
        server.start()
    message = str(caught.value)
    assert "STALLWATCH_ELASTICSEARCH_HEAP_MB" in message
    assert str(home / "logs" / "elasticsearch.log") in message
    assert server.pid is None


@pytest.mark.parametrize("sign", list(REMEDIES))
def test_failure_says_what_to_do_about(tmp_path: Path, sign: str) -> None:
    server = make_server(tmp_path)
    server.log_file.parent.mkdir(parents=True)
    server.log_file.write_text(f"fine\n[ERROR] it broke: {sign}\nat Some.java\n")
    message = str(server.failure("It ended"))
    assert f"It ended: [ERROR] it broke: {sign}; {REMEDIES[sign]}." in message
    server.remove()


def test_failure_is_not_misled_by_an_option_of_java(tmp_path: Path) -> None:
    server = make_server(tmp_path)
    server.log_file.parent.mkdir(parents=True)
    server.log_file.write_text("JVM arguments [-XX:+ExitOnOutOfMemoryError]\n")
    assert "heap" not in str(server.failure("It ended"))
    server.remove()


def test_start_that_takes_too_long_says_so_and_leaves_nothing(home: Path) -> None:
    server = make_server(home)
    with pytest.raises(LocalPartError, match="did not answer within 0 seconds"):
        server.start(timeout_s=0.01)
    assert server.pid is None


def test_failure_without_a_log_sends_to_the_doctor(tmp_path: Path) -> None:
    server = make_server(tmp_path)
    assert "stallwatch doctor" in str(server.failure("It ended"))
    server.remove()


def test_environment_lets_nothing_of_the_caller_in(
    home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("ES_JAVA_OPTS", "-Xmx1m")
    monkeypatch.setenv("JAVA_TOOL_OPTIONS", "-Xmx1m")
    server = make_server(home)
    server.prepare()
    environment = server.environment()
    assert not {"ES_JAVA_OPTS", "JAVA_TOOL_OPTIONS"} & set(environment)
    assert Path(environment["ES_JAVA_HOME"], "bin", "java").is_file()
    assert Path(server.command()[0]).is_file()


def test_ready_of_what_is_no_server_is_false() -> None:
    port = choose_port(0, part="nothing", setting="none")
    assert not ready(f"http://127.0.0.1:{port}", timeout_s=0.5)


def test_the_version_and_its_digest_are_pinned() -> None:
    assert ELASTICSEARCH.version == "8.19.21"
    assert len(ELASTICSEARCH.sha256) == 64
