import ssl
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from http.server import BaseHTTPRequestHandler, HTTPServer
from ipaddress import ip_address
from pathlib import Path
from threading import Thread

import pytest
from cryptography import x509
from cryptography.hazmat.primitives.asymmetric.ec import SECP256R1, generate_private_key
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    NoEncryption,
    PrivateFormat,
)
from pydantic import SecretStr
from typing_extensions import override

from core.errors import AccessError, ConfigError, KibanaError, ServiceUnavailableError
from search.kibana.server import Access, KibanaServer, Reply, refusal
from tests.search.kibana.kibana import Kibana, running

YEAR = timedelta(days=365)


class Hello(BaseHTTPRequestHandler):
    def do_GET(self) -> None:
        self.send_response(200)
        self.send_header("Content-Length", "2")
        self.end_headers()
        self.wfile.write(b"{}")

    @override
    def log_message(self, format: str, *args: object) -> None:
        return


def certificate(folder: Path, *, days: int) -> Path:
    """Write a certificate of 127.0.0.1 that signs itself, with its key in one file."""
    key = generate_private_key(SECP256R1())
    name = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, "kibana")])
    now = datetime.now(UTC)
    names = x509.SubjectAlternativeName([x509.IPAddress(ip_address("127.0.0.1"))])
    made = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - YEAR)
        .not_valid_after(now + timedelta(days=days))
        .add_extension(names, critical=False)
        .add_extension(x509.BasicConstraints(ca=True, path_length=0), critical=True)
        .sign(key, SHA256())
    )
    path = folder / "kibana.pem"
    private = key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
    path.write_bytes(private + made.public_bytes(Encoding.PEM))
    return path


def served(pem: Path) -> Iterator[str]:
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(pem)
    with HTTPServer(("127.0.0.1", 0), Hello) as server:
        server.socket = context.wrap_socket(
            server.socket, server_side=True, do_handshake_on_connect=False
        )
        thread = Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02})
        thread.start()
        try:
            yield f"https://127.0.0.1:{server.server_port}"
        finally:
            server.shutdown()
            thread.join()


@pytest.fixture
def good(tmp_path: Path) -> Iterator[tuple[str, Path]]:
    pem = certificate(tmp_path, days=30)
    for url in served(pem):
        yield url, pem


@pytest.fixture
def expired(tmp_path: Path) -> Iterator[tuple[str, Path]]:
    pem = certificate(tmp_path, days=-1)
    for url in served(pem):
        yield url, pem


def test_a_certificate_of_the_given_authority_is_trusted(
    good: tuple[str, Path],
) -> None:
    url, pem = good
    assert KibanaServer(Access(url, ca_certs=pem)).get("/").status == 200


def test_another_certificate_is_not_trusted(good: tuple[str, Path]) -> None:
    with pytest.raises(ConfigError, match=r"cannot be trusted.*--ca-certs"):
        KibanaServer(Access(good[0])).get("/")


def test_an_expired_certificate_is_told_as_such(expired: tuple[str, Path]) -> None:
    url, pem = expired
    with pytest.raises(ConfigError, match=r"cannot be trusted: renew it"):
        KibanaServer(Access(url, ca_certs=pem)).get("/")


def test_a_file_that_holds_no_certificate_is_told(tmp_path: Path) -> None:
    empty = tmp_path / "ca.pem"
    for content in (b"", b"nothing"):
        empty.write_bytes(content)
        with pytest.raises(ConfigError, match="--ca-certs names a file"):
            KibanaServer(Access("https://127.0.0.1:5601", ca_certs=empty))
    with pytest.raises(ConfigError, match="--ca-certs names a file"):
        KibanaServer(Access("https://127.0.0.1:5601", ca_certs=tmp_path / "none"))


@pytest.mark.parametrize(
    ("access", "words"),
    [
        (Access("127.0.0.1:5601"), "no address"),
        (Access("ftp://kibana"), "no address"),
        (Access("http://user:secret@kibana"), "neither credentials"),
        (Access("http://kibana/?a=b"), "neither credentials"),
        (Access("http://[kibana"), "no address"),
        (Access("http://kibana:port"), "no address"),
        (Access("http://kibana", username="a"), "belong together"),
        (Access("http://kibana", password=SecretStr("a")), "belong together"),
        (Access("http://kibana", space="a/../b"), "no id of a space"),
    ],
)
def test_an_access_that_cannot_be_right_is_refused(access: Access, words: str) -> None:
    with pytest.raises(ConfigError, match=words) as caught:
        KibanaServer(access)
    assert "secret" not in str(caught.value)


def test_a_base_path_and_a_space_stand_before_the_path() -> None:
    kibana = Kibana(breaks={"/base/s/own/api/x": (200, {"here": True})})
    with running(kibana):
        server = KibanaServer(Access(f"{kibana.url}/base/", space="own"))
        assert server.get("/api/x").body == {"here": True}


def test_a_server_that_is_gone_is_told() -> None:
    with running(Kibana()) as kibana:
        server = KibanaServer(Access(kibana.url))
    with pytest.raises(ServiceUnavailableError, match="does not answer at"):
        server.get("/api/status")


@pytest.mark.parametrize(
    ("status", "body", "location", "error"),
    [
        (401, None, None, AccessError),
        (302, None, "/login?next=x", AccessError),
        (302, None, "/kbn", KibanaError),
        (403, None, None, AccessError),
        (400, {"message": "bad"}, None, KibanaError),
        (200, [1], None, KibanaError),
    ],
)
def test_refusals_by_their_kind(
    status: int, body: object, location: str | None, error: type[Exception]
) -> None:
    reply = Reply(status, body, "", location)
    assert type(refusal(reply, "the import")) is error
