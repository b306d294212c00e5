import asyncio
import json
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

from starlette.testclient import TestClient

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
    assert lines == [
        {"market": "foundry", "path": "/viewtopic.php?t=a1", "status": 200},
        {"market": "foundry", "path": "/größe", "status": 404},
    ]


def test_log_is_continued_where_it_exists(tmp_path: Path) -> None:
    path = tmp_path / "requests.jsonl"
    for status in (200, 404):
        with closing(RequestLog(path)) as log:
            log.write("harbour", "/", status)
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
