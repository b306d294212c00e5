from collections.abc import MutableMapping
from typing import Any

import anyio
import pytest
from starlette.requests import Request
from starlette.responses import PlainTextResponse
from starlette.testclient import TestClient
from starlette.types import Receive, Scope, Send

from api.failures import Failures

SECRET = "the value that must not leave"


async def broken(_scope: Scope, _receive: Receive, _send: Send) -> None:
    raise RuntimeError(SECRET)


async def broken_midway(scope: Scope, receive: Receive, send: Send) -> None:
    await send({"type": "http.response.start", "status": 200, "headers": []})
    raise RuntimeError(SECRET)


async def healthy(scope: Scope, receive: Receive, send: Send) -> None:
    await PlainTextResponse(Request(scope).url.path)(scope, receive, send)


def test_failure_is_answered_without_its_reason() -> None:
    answer = TestClient(Failures(broken)).get("/anything")
    assert answer.status_code == 500
    assert answer.headers["content-type"] == "application/problem+json"
    assert SECRET not in answer.text
    assert "Traceback" not in answer.text


def test_failure_after_the_answer_began_is_not_hidden() -> None:
    with pytest.raises(RuntimeError, match=SECRET):
        TestClient(Failures(broken_midway)).get("/anything")


def test_an_answer_passes_unchanged() -> None:
    assert TestClient(Failures(healthy)).get("/path").text == "/path"


def test_what_is_not_http_passes() -> None:
    passed: list[str] = []

    async def lifespan(scope: Scope, _receive: Receive, _send: Send) -> None:
        passed.append(scope["type"])

    async def nothing() -> MutableMapping[str, Any]:
        return {}

    async def drop(_message: MutableMapping[str, Any]) -> None:
        return None

    anyio.run(Failures(lifespan), {"type": "lifespan"}, nothing, drop)
    assert passed == ["lifespan"]
