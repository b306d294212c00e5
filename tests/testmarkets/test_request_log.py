import asyncio
import json
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

from starlette.responses import Response
from starlette.testclient import TestClient
from starlette.types import Receive, Scope, Send

from testmarkets.faults.ground import note
from testmarkets.request_log import LoggedApp, RequestLog
from testmarkets.skins.skin import Skin


def test_every_request_is_a_line_with_its_status(
    tmp_path: Path, make_skin: Callable[..., Skin]
) -> None:
    path = tmp_path / "logs" / "requests.jsonl"
    with closing(RequestLog(path)) as log:
        client = TestClient(LoggedApp(make_skin("foundry").app, "foundry", log))
        client.get("/viewtopic.php?t=a1")
        client.get("/größe")
        # Lines are there while the market still runs.
        lines = [json.loads(line) for line in path.read_text("utf-8").splitlines()]
    same = {"market": "foundry", "method": "GET", "host": "testserver"}
    assert lines == [
        same | {"path": "/viewtopic.php?t=a1", "status": 200},
        same | {"path": "/größe", "status": 404},
    ]


def test_host_is_the_name_that_the_market_was_asked_by(
    tmp_path: Path, make_skin: Callable[..., Skin]
) -> None:
    path = tmp_path / "requests.jsonl"
    with closing(RequestLog(path)) as log:
        client = TestClient(LoggedApp(make_skin("lantern").app, "lantern", log))
        client.get("/", headers={"Host": "2130706433:8802"})
    assert json.loads(path.read_text("utf-8"))["host"] == "2130706433:8802"


def test_what_a_fault_notes_is_in_the_line(tmp_path: Path) -> None:
    path = tmp_path / "requests.jsonl"

    async def app(scope: Scope, receive: Receive, send: Send) -> None:
        note(scope, tripped="honeypot")
        await Response("caught")(scope, receive, send)

    with closing(RequestLog(path)) as log:
        TestClient(LoggedApp(app, "lantern", log)).post("/form")
    entry = json.loads(path.read_text("utf-8"))
    assert (entry["method"], entry["tripped"]) == ("POST", "honeypot")


def test_log_is_continued_where_it_exists(tmp_path: Path) -> None:
    path = tmp_path / "requests.jsonl"
    for status in (200, 404):
        with closing(RequestLog(path)) as log:
            log.write("harbour", path="/", status=status)
    assert len(path.read_text("utf-8").splitlines()) == 2


def test_only_http_is_logged(tmp_path: Path) -> None:
    path = tmp_path / "requests.jsonl"
    seen: list[str] = []

    async def app(scope: object, _receive: object, _send: object) -> None:
        seen.append(scope["type"])  # type: ignore[index]

    with closing(RequestLog(path)) as log:
        logged = LoggedApp(app, "harbour", log)
        asyncio.run(logged({"type": "lifespan"}, None, None))  # type: ignore[arg-type]
    assert seen == ["lifespan"]
    assert path.read_text("utf-8") == ""
