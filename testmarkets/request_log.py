"""Writes down every request that a test marketplace answers."""

import json
from pathlib import Path
from typing import TextIO

from starlette.types import ASGIApp, Message, Receive, Scope, Send


class RequestLog:
    """A file with one JSON object a line: market, path, status.

    Lines are written in the order in which answers start, each at once, so that a test can read the file while the
    markets run.
    """

    def __init__(self, path: Path) -> None:
        path.parent.mkdir(parents=True, exist_ok=True)
        self._file: TextIO = path.open("a", encoding="utf-8", buffering=1)

    def write(self, market: str, path: str, status: int) -> None:
        """Append one request."""
        entry = {"market": market, "path": path, "status": status}
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

        async def logged(message: Message) -> None:
            if message["type"] == "http.response.start":
                self._log.write(self._market, target(scope), message["status"])
            await send(message)

        await self._app(scope, receive, logged)


def target(scope: Scope) -> str:
    """Return the path of a request with its query, decoded."""
    query = scope["query_string"].decode("latin-1")
    path: str = scope["path"]
    return f"{path}?{query}" if query else path
