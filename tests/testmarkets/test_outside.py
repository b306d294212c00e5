import http.client
import json
import socket
import time
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from urllib.parse import urlsplit

import pytest

from testmarkets.outside import OutsideServer
from testmarkets.request_log import RequestLog


@pytest.fixture
def log(tmp_path: Path) -> Path:
    return tmp_path / "requests.jsonl"


@pytest.fixture
def server(log: Path) -> Iterator[OutsideServer]:
    with closing(RequestLog(log)) as writing, OutsideServer(writing) as running:
        yield running


def entries(log: Path, count: int) -> list[dict[str, object]]:
    """Return the lines of a log once there are so many."""
    until = time.monotonic() + 10
    while len(lines := log.read_text("utf-8").splitlines()) < count:
        assert time.monotonic() < until
        time.sleep(0.02)
    return [json.loads(line) for line in lines]


def test_request_is_answered_and_written_down(server: OutsideServer, log: Path) -> None:
    address = urlsplit(server.origin)
    connection = http.client.HTTPConnection(str(address.hostname), address.port)
    with closing(connection):
        connection.request("GET", "/p/x?y=1", headers={"Host": "elsewhere.example"})
        assert connection.getresponse().status == 200
    assert entries(log, 1) == [
        {
            "market": "outside",
            "method": "GET",
            "host": "elsewhere.example",
            "path": "/p/x?y=1",
            "status": 200,
        }
    ]


def test_connection_without_a_request_is_written_down_too(
    server: OutsideServer, log: Path
) -> None:
    address = urlsplit(server.origin)
    with socket.create_connection((str(address.hostname), address.port or 0)):
        pass
    (entry,) = entries(log, 1)
    assert (entry["market"], entry["method"]) == ("outside", "")
