import http.client
import os
import re
import signal
import socket
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from api.serve import listen
from core.errors import ConfigError, LocalPartError
from core.settings import Settings, environment_for_child
from tests.api.conftest import Api

ROOT = Path(__file__).parents[2]
COMMAND = [sys.executable, "-m", "api.serve"]


@pytest.fixture
def busy_port() -> Iterator[int]:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        yield taken.getsockname()[1]


def test_listen_takes_a_free_port() -> None:
    with listen(Settings(api_port=0)) as listener:
        assert listener.getsockname()[1] > 0


def test_listen_tells_what_to_do_about_a_port_in_use(busy_port: int) -> None:
    with pytest.raises(LocalPartError, match="STALLWATCH_API_PORT"):
        listen(Settings(api_port=busy_port))


def test_listen_refuses_what_is_no_address() -> None:
    with pytest.raises(ConfigError, match="STALLWATCH_API_HOST"):
        listen(Settings(api_host="no address", api_port=0))


def test_serve_ends_with_status_1_when_its_port_is_in_use(
    busy_port: int, tmp_path: Path
) -> None:
    ended = subprocess.run(
        COMMAND,
        cwd=ROOT,
        env=environment_for_child(home=str(tmp_path), api_port=str(busy_port)),
        capture_output=True,
        text=True,
        check=False,
        timeout=120,
    )
    assert ended.returncode == 1
    assert f"port {busy_port}" in ended.stderr
    assert "STALLWATCH_API_PORT" in ended.stderr
    assert "Traceback" not in ended.stderr


def test_serve_names_a_wrong_setting(tmp_path: Path) -> None:
    ended = subprocess.run(
        COMMAND,
        cwd=ROOT,
        env=environment_for_child(home=str(tmp_path), api_port="many"),
        capture_output=True,
        text=True,
        check=False,
        timeout=120,
    )
    assert ended.returncode == 1
    assert "STALLWATCH_API_PORT" in ended.stderr
    assert "Traceback" not in ended.stderr


@pytest.mark.elasticsearch
def test_serve_answers_until_it_is_told_to_stop(api: Api, tmp_path: Path) -> None:
    environment = environment_for_child(
        home=str(tmp_path),
        api_port="0",
        elasticsearch_url=str(api.settings.elasticsearch_url),
        index_prefix=api.settings.index_prefix,
    )
    process = subprocess.Popen(
        COMMAND, cwd=ROOT, env=environment, stdout=subprocess.PIPE, text=True
    )
    assert process.stdout is not None
    try:
        found = re.search(r"http://127\.0\.0\.1:(\d+)", process.stdout.readline())
        assert found is not None
        connection = http.client.HTTPConnection("127.0.0.1", int(found[1]), timeout=60)
        connection.request("GET", "/api/v1/health")
        answer = connection.getresponse()
        assert answer.status == 200
        assert answer.getheader("server") is None
        assert answer.read() == b'{"status":"ok"}'
        connection.close()
    finally:
        os.kill(process.pid, signal.SIGTERM)
        process.wait(timeout=60)
        process.stdout.close()
    assert process.returncode in {0, -signal.SIGTERM}
