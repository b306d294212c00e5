import gzip
import json
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path
from typing import Any

import pytest
from typing_extensions import override

from core.errors import ConfigError, ServiceRefusedError, ServiceUnavailableError
from core.settings import Settings
from search.access.api_keys import SERVICES, ApiKeys, api_key_request, role_requests
from search.access.folder import CredentialsFolder
from search.access.roles import API, WORKER, roles
from search.client import connect

Asked = list[tuple[str, dict[str, Any]]]


@contextmanager
def server(status: int, answer: dict[str, Any]) -> Iterator[tuple[str, Asked]]:
    """A server that answers as Elasticsearch's keys do, and what it was asked."""
    asked: Asked = []

    class Answer(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["Content-Length"]))
            asked.append((self.path, json.loads(gzip.decompress(body))))
            text = json.dumps(answer).encode()
            self.send_response(status)
            self.send_header("X-Elastic-Product", "Elasticsearch")
            self.send_header("Content-Type", "application/json")
            self.send_header("Content-Length", str(len(text)))
            self.end_headers()
            self.wfile.write(text)

        do_PUT = do_POST  # noqa: N815 - the name is the library's

        @override
        def log_message(self, *args: object) -> None:
            pass

    with HTTPServer(("127.0.0.1", 0), Answer) as made:
        threading.Thread(target=made.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{made.server_port}", asked
        made.shutdown()


def issue(folder: Path, url: str, *, renew: bool = False) -> list[str]:
    kept = CredentialsFolder(folder)
    with connect(Settings(elasticsearch_url=url)).options(max_retries=0) as client:
        ApiKeys(kept, "sw", client, renew=renew).issue()
    return kept.written


def test_each_service_gets_a_key_with_its_role_and_no_more(tmp_path: Path) -> None:
    with server(200, {"id": "1", "api_key": "x", "encoded": "QUJD"}) as (url, asked):
        assert issue(tmp_path, url) == [f"{name}.api-key" for name in SERVICES]
        assert issue(tmp_path, url) == []
        assert issue(tmp_path, url, renew=True) == []
    assert len(asked) == 2 * len(SERVICES)
    assert {path for path, _ in asked} == {"/_security/api_key"}
    described = {role.name: role.descriptor() for role in roles("sw")}
    for name, (_, body) in zip(SERVICES, asked, strict=False):
        assert body["name"] == name
        assert body["role_descriptors"] == {name: described[name]}
    assert (tmp_path / f"{WORKER}.api-key").read_text() == "QUJD"


def test_server_that_makes_no_keys_is_named(tmp_path: Path) -> None:
    with (
        server(400, {"error": {"type": "illegal_argument_exception"}}) as (url, _),
        pytest.raises(ServiceUnavailableError, match="file realm"),
    ):
        issue(tmp_path, url)


def test_user_that_may_make_no_keys_is_named(tmp_path: Path) -> None:
    reason = "action [cluster:admin/xpack/security/api_key/create] is unauthorized"
    answer = {"error": {"type": "security_exception", "reason": reason}}
    with (
        server(403, answer) as (url, _),
        pytest.raises(ServiceRefusedError, match="does not let this user do that"),
    ):
        issue(tmp_path, url)


def test_answer_without_a_key_is_refused(tmp_path: Path) -> None:
    with (
        server(200, {"id": "1"}) as (url, _),
        pytest.raises(ConfigError, match="without an API key"),
    ):
        issue(tmp_path, url)
    assert list(tmp_path.glob("*.api-key")) == []


def test_request_names_the_installation() -> None:
    role = next(one for one in roles("sw") if one.name == API)
    request = api_key_request(role, "sw")
    assert request.keys() == {"name", "role_descriptors", "metadata"}
    assert request["metadata"] == {"made_by": "stallwatch", "index_prefix": "sw"}


def test_people_get_roles_in_place_of_keys() -> None:
    requests = role_requests("sw")
    assert requests.keys() == {"stallwatch-analyst", "stallwatch-auditor"}
    for body in requests.values():
        assert body.keys() == {"cluster", "indices", "applications", "metadata"}
        assert body["indices"]
