"""Writes down every request that a test marketplace answers."""

import json
import threading
from pathlib import Path
from typing import TextIO

from starlette.types import ASGIApp, Message, Receive, Scope, Send

from testmarkets.rewriting import header_of
from testmarkets.scope_keys import NOTES


class RequestLog:
    """A file with one JSON object a line: market, method, host, path, status.

    ``host`` is the header: the name by which the market was asked for. ``fault`` and ``trap`` name what a page had wrong on
    purpose, and ``tripped`` the trap that only a machine falls into.

    Lines are written in the order in which answers start, each at once, so that a test can read the file while the
    markets run.
    """

    def __init__(self, path: Path) -> None:
        path.parent.mkdir(parents=True, exist_ok=True)
        self._lock = threading.Lock()
        self._file: TextIO = path.open("a", encoding="utf-8", buffering=1)

    def write(self, market: str, **facts: str | int | None) -> None:
        """Append one request."""
        entry = {"market": market} | facts
        with self._lock:
            self._file.write(json.dumps(entry, ensure_ascii=False) + "\n")

    def close(self) -> None:
        """Close the file; nothing may be written after this."""
        self._file.close()


class LoggedApp:
    """An ASGI application whose requests go into a log.

    Args:
        app: The marketplace.
        market: Its name in the log.
        log: Where the requests are written.
    """

    def __init__(self, app: ASGIApp, market: str, log: RequestLog) -> None:
        self._app = app
        self._market = market
        self._log = log

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer as the application does, and log the status."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return

        notes: dict[str, str] = {}

        async def logged(message: Message) -> None:
            if message["type"] == "http.response.start":
                self._log.write(
                    self._market,
                    method=scope["method"],
                    host=header_of(scope, "host"),
                    path=target(scope),
                    status=message["status"],
                    **notes,
                )
            await send(message)

        await self._app({**scope, NOTES: notes}, receive, logged)


def target(scope: Scope) -> str:
    """Return the path of a request with its query, decoded."""
    query = scope["query_string"].decode("latin-1")
    path: str = scope["path"]
    return f"{path}?{query}" if query else path
