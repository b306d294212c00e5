import ssl
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path
from socketserver import BaseRequestHandler, TCPServer

import pytest
from elastic_transport import ConnectionError as TransportConnectionError
from typing_extensions import override

from core.clock import utc_now
from core.errors import ServiceRefusedError, ServiceUnavailableError
from core.settings import Settings
from search.access import certificates
from search.access.certificates import Signed, make_authority, make_certificate
from search.client import connect, service_errors
from search.connection_errors import connection_failure


class Answer(BaseHTTPRequestHandler):
    """Answers as Elasticsearch does."""

    def do_GET(self) -> None:
        self.send_response(200)
        self.send_header("X-Elastic-Product", "Elasticsearch")
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", "2")
        self.end_headers()
        self.wfile.write(b"{}")

    @override
    def log_message(self, *args: object) -> None:
        pass


class HangUp(BaseRequestHandler):
    """Ends each connection once something was said."""

    @override
    def handle(self) -> None:
        self.request.recv(1024)


class QuietServer(HTTPServer):
    """Says nothing of connections that fail, which is what is tested."""

    @override
    def handle_error(self, *args: object) -> None:
        pass


@pytest.fixture(scope="module")
def authority() -> Signed:
    return make_authority(utc_now() - timedelta(days=400))


@contextmanager
def serving(server: TCPServer) -> Iterator[int]:
    with server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield int(server.server_address[1])
        server.shutdown()


@contextmanager
def tls_server(folder: Path, signed: Signed) -> Iterator[int]:
    """A server that shows a certificate; yields its port."""
    (folder / "node.crt").write_text(signed.certificate)
    (folder / "node.key").write_text(signed.key)
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(folder / "node.crt", folder / "node.key")
    server = QuietServer(("127.0.0.1", 0), Answer)
    server.socket = context.wrap_socket(server.socket, server_side=True)
    with serving(server) as port:
        yield port


def ask(url: str, folder: Path, trusted: Signed | None = None) -> None:
    authority = None
    if trusted is not None:
        authority = folder / "ca.crt"
        authority.write_text(trusted.certificate)
    settings = Settings(elasticsearch_url=url, elasticsearch_ca_certs=authority)
    with connect(settings).options(max_retries=0) as client, service_errors():
        client.cluster.health()


def test_trusted_server_answers(authority: Signed, tmp_path: Path) -> None:
    signed = make_certificate(authority, "a", utc_now())
    with tls_server(tmp_path, signed) as port:
        ask(f"https://127.0.0.1:{port}", tmp_path, authority)
        ask(f"https://localhost:{port}", tmp_path, authority)


@pytest.mark.parametrize(
    ("days_ago", "remedy"),
    [(20, "has expired.*--renew certificates"), (-20, "not valid yet.*clocks")],
)
def test_certificate_out_of_its_time_is_refused(
    authority: Signed, tmp_path: Path, days_ago: int, remedy: str
) -> None:
    begins: datetime = utc_now() - timedelta(days=days_ago)
    signed = make_certificate(authority, "a", begins, days=10)
    with (
        tls_server(tmp_path, signed) as port,
        pytest.raises(ServiceRefusedError, match=remedy),
    ):
        ask(f"https://127.0.0.1:{port}", tmp_path, authority)


def test_unknown_authority_is_refused(authority: Signed, tmp_path: Path) -> None:
    signed = make_certificate(authority, "a", utc_now())
    other = make_authority(utc_now())
    with (
        tls_server(tmp_path, signed) as port,
        pytest.raises(ServiceRefusedError, match="STALLWATCH_ELASTICSEARCH_CA_CERTS"),
    ):
        ask(f"https://127.0.0.1:{port}", tmp_path, other)


@pytest.mark.parametrize("host", ["127.0.0.1", "localhost"])
def test_certificate_of_another_host_is_refused(
    authority: Signed, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, host: str
) -> None:
    monkeypatch.setattr(certificates, "ALWAYS_NAMED", ())
    signed = make_certificate(authority, "elsewhere", utc_now())
    with (
        tls_server(tmp_path, signed) as port,
        pytest.raises(ServiceRefusedError, match=r"does not name the host.*--node"),
    ):
        ask(f"https://{host}:{port}", tmp_path, authority)


def test_tls_spoken_to_a_server_without_is_told(
    authority: Signed, tmp_path: Path
) -> None:
    with (
        serving(QuietServer(("127.0.0.1", 0), Answer)) as port,
        pytest.raises(ServiceRefusedError, match="must begin with http://"),
    ):
        ask(f"https://127.0.0.1:{port}", tmp_path, authority)


def test_server_that_hangs_up_may_want_tls(tmp_path: Path) -> None:
    with (
        serving(TCPServer(("127.0.0.1", 0), HangUp)) as port,
        pytest.raises(ServiceUnavailableError, match="must begin with https://"),
    ):
        ask(f"http://127.0.0.1:{port}", tmp_path)


def test_tls_that_breaks_off_is_told(authority: Signed, tmp_path: Path) -> None:
    with (
        serving(TCPServer(("127.0.0.1", 0), HangUp)) as port,
        pytest.raises(ServiceUnavailableError, match="no safe connection"),
    ):
        ask(f"https://127.0.0.1:{port}", tmp_path, authority)


def test_server_that_is_away_is_looked_for() -> None:
    away = connection_failure(TransportConnectionError("refused"))
    assert "stallwatch doctor" in away.message
    assert type(away) is ServiceUnavailableError
