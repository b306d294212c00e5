import socket
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, HTTPServer

import pytest
from typing_extensions import override

from api.health import PATH, main, require_api
from api.routes import health
from core.errors import ServiceUnavailableError
from core.settings import Settings

HOST = "127.0.0.1"


class Answers(BaseHTTPRequestHandler):
    """Says 200 where the real API has its health, else 503."""

    def do_GET(self) -> None:
        self.send_response(200 if self.path == self.server.good else 503)  # type: ignore[attr-defined]
        self.end_headers()

    @override
    def log_message(self, format: str, *args: object) -> None:
        """Keep the test's output clean."""


@pytest.fixture
def api(monkeypatch: pytest.MonkeyPatch) -> Iterator[HTTPServer]:
    server = HTTPServer((HOST, 0), Answers)
    server.good = PATH  # type: ignore[attr-defined]
    monkeypatch.setenv("STALLWATCH_API_PORT", str(server.server_port))
    thread = threading.Thread(target=server.serve_forever, args=(0.05,))
    thread.start()
    yield server
    server.shutdown()
    thread.join()
    server.server_close()


def test_it_asks_the_address_that_the_api_has() -> None:
    assert [route.path for route in health.router.routes] == [PATH]  # type: ignore[attr-defined]


def test_an_api_that_can_search_is_healthy(
    api: HTTPServer, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    # It listens everywhere within its container, and is asked on loopback.
    monkeypatch.setenv("STALLWATCH_API_HOST", "0.0.0.0")  # noqa: S104
    assert main() == 0
    assert capsys.readouterr().err == ""


def test_an_api_that_cannot_search_is_unhealthy(
    api: HTTPServer, capsys: pytest.CaptureFixture[str]
) -> None:
    api.good = ""  # type: ignore[attr-defined]
    assert main() == 1
    assert "it cannot search" in capsys.readouterr().err


def test_an_api_that_is_away_is_unhealthy_with_its_address() -> None:
    with socket.create_server((HOST, 0)) as taken:
        port = taken.getsockname()[1]
    with pytest.raises(ServiceUnavailableError, match="does not answer") as caught:
        require_api(Settings(api_port=port))
    assert caught.value.context["address"] == f"{HOST}:{port}"
