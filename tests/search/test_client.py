import json
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path

import pytest
from elasticsearch import BadRequestError, Elasticsearch
from pydantic import SecretStr
from typing_extensions import override

from core.clock import utc_now
from core.errors import (
    ConfigError,
    ServiceRefusedError,
    ServiceUnavailableError,
)
from core.settings import Settings
from local.ports import choose_port
from search.access.certificates import make_authority
from search.client import (
    connect,
    not_allowed,
    service_errors,
    unavailable,
    wait_until_ready,
)
from tests.conftest import MakeSettings


@contextmanager
def server_that_says(
    status: int, error: str, *, product: str = "Elasticsearch"
) -> Iterator[str]:
    """A server on loopback that gives the same answer to every request."""
    body = json.dumps({"error": {"type": error}, "status": status}).encode()

    class Answer(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            self.send_response(status)
            self.send_header("X-Elastic-Product", product)
            self.send_header("Content-Type", "application/json")
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        @override
        def log_message(self, *args: object) -> None:
            pass

    with HTTPServer(("127.0.0.1", 0), Answer) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{server.server_port}"
        server.shutdown()


def ask(url: str) -> None:
    settings = Settings(elasticsearch_url=url)
    with connect(settings).options(max_retries=0) as client, service_errors():
        client.cluster.health()


def test_connect_without_an_address_says_how_to_get_one() -> None:
    with pytest.raises(ServiceUnavailableError, match="stallwatch up"):
        connect(Settings(elasticsearch_url=None))


def test_connect_sends_the_credentials(settings: MakeSettings) -> None:
    made = settings(elasticsearch_username="ann", elasticsearch_password="s3")
    with connect(made) as client:
        assert client._headers["authorization"].startswith("Basic ")


def test_connect_sends_no_secret_for_all_to_read() -> None:
    remote, local = "http://search.example:9200", "http://127.0.0.1:9200"
    key = SecretStr("an id and a key, encoded")
    with pytest.raises(ConfigError, match="begin its address with https://"):
        connect(Settings(elasticsearch_url=remote, elasticsearch_api_key=key))
    within = "http://ann:a-long-enough-password@search.example:9200"
    with pytest.raises(ConfigError, match="begin its address with https://"):
        connect(Settings(elasticsearch_url=within))
    connect(Settings(elasticsearch_url=local, elasticsearch_api_key=key)).close()
    connect(Settings(elasticsearch_url=remote)).close()


def test_connect_names_a_missing_file_of_certificates(tmp_path: Path) -> None:
    made = Settings(
        elasticsearch_url="https://127.0.0.1:1",
        elasticsearch_ca_certs=tmp_path / "ca.pem",
    )
    with pytest.raises(ConfigError, match="STALLWATCH_ELASTICSEARCH_CA_CERTS"):
        connect(made)


def test_wait_until_ready_returns_once_the_server_answers(
    client: Elasticsearch,
) -> None:
    wait_until_ready(client, timeout_s=5)


def test_wait_until_ready_gives_up_with_the_remedy() -> None:
    port = choose_port(0, part="nothing", setting="none")
    made = Settings(elasticsearch_url=f"http://127.0.0.1:{port}")
    with (
        connect(made) as client,
        pytest.raises(ServiceUnavailableError, match="stallwatch doctor"),
    ):
        wait_until_ready(client, timeout_s=0.5)


@pytest.mark.parametrize(
    ("status", "error", "remedy"),
    [
        (401, "security_exception", "STALLWATCH_ELASTICSEARCH_USERNAME"),
        (403, "security_exception", "STALLWATCH_ELASTICSEARCH_PASSWORD"),
        (403, "cluster_block_exception", "stallwatch status"),
        (429, "es_rejected_execution_exception", "stallwatch status"),
        (503, "master_not_discovered_exception", "stallwatch doctor"),
        (404, "index_not_found_exception", "stallwatch up"),
    ],
)
def test_service_errors_say_what_to_do(status: int, error: str, remedy: str) -> None:
    with (
        server_that_says(status, error) as url,
        pytest.raises(ServiceUnavailableError, match=remedy),
    ):
        ask(url)


def test_service_errors_name_a_server_of_another_kind() -> None:
    with (
        server_that_says(200, "", product="Other") as url,
        pytest.raises(ServiceUnavailableError, match="not Elasticsearch 8"),
    ):
        ask(url)


def test_service_errors_pass_our_own_faults_on() -> None:
    with (
        server_that_says(400, "parsing_exception") as url,
        pytest.raises(BadRequestError),
    ):
        ask(url)


def test_unavailable_tells_a_full_disk() -> None:
    reason = "index [a] blocked by: [index has read-only-allow-delete block]"
    assert "make room" in str(unavailable(429, reason))
    assert "make room" not in str(unavailable(429, "queue is full"))


def test_connect_shows_an_api_key_in_place_of_a_user(settings: MakeSettings) -> None:
    with connect(settings(elasticsearch_api_key="QUJD")) as client:
        assert client._headers["authorization"] == "ApiKey QUJD"


def test_connect_names_a_file_that_holds_no_certificate(tmp_path: Path) -> None:
    (tmp_path / "ca.pem").write_text("nonsense")
    made = Settings(
        elasticsearch_url="https://127.0.0.1:1",
        elasticsearch_ca_certs=tmp_path / "ca.pem",
    )
    with pytest.raises(ConfigError, match="holds no certificate"):
        connect(made)


def test_waiting_ends_at_once_where_it_would_not_help() -> None:
    with (
        server_that_says(401, "security_exception") as url,
        connect(Settings(elasticsearch_url=url)) as client,
        pytest.raises(ServiceRefusedError),
    ):
        wait_until_ready(client, timeout_s=60)


def test_what_a_user_may_not_do_is_named() -> None:
    reason = "action [indices:data/read/search] is unauthorized for user [ann]"
    told = not_allowed(403, reason)
    assert told.context == {"status": 403, "reason": reason}
    assert "stallwatch setup credentials" in told.message
    assert len(not_allowed(403, "x" * 10_000).context["reason"]) < 1000


def test_connect_refuses_a_certificate_without_tls(tmp_path: Path) -> None:
    (tmp_path / "ca.pem").write_text(make_authority(utc_now()).certificate)
    made = Settings(
        elasticsearch_url="http://127.0.0.1:1",
        elasticsearch_ca_certs=tmp_path / "ca.pem",
    )
    with pytest.raises(ConfigError, match="must begin with https://"):
        connect(made)


@pytest.mark.parametrize("url", ["127.0.0.1:9200", "https://", "http://a"])
def test_connect_names_an_address_that_is_none(url: str) -> None:
    with pytest.raises(ConfigError, match="STALLWATCH_ELASTICSEARCH_URL is no address"):
        connect(Settings(elasticsearch_url=url))


def test_connect_names_an_address_that_is_none_with_a_key_too() -> None:
    key = SecretStr("an id and a key, encoded")
    with pytest.raises(ConfigError, match="STALLWATCH_ELASTICSEARCH_URL is no address"):
        connect(Settings(elasticsearch_url="http://[::1", elasticsearch_api_key=key))
