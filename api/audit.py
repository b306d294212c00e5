"""One audit entry for every request, written before the answer is sent.

If the entry cannot be written there is no answer: nobody sees data without a trace.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from http import HTTPStatus
from typing import Any

from starlette.concurrency import run_in_threadpool
from starlette.datastructures import QueryParams
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from api.auth import ANONYMOUS, PUBLIC_ROUTES, Principal
from api.problems import UNAVAILABLE, problem_response
from core.errors import StallwatchError
from core.log import get_logger

AUDITED_PREFIX = "/api/v1/"
MAX_VALUE_CHARS = 1_000
SHOWN_TO_ALL = (HTTPStatus.OK, HTTPStatus.SERVICE_UNAVAILABLE)
"""Ordinary answers of a public route; a wrong key there is recorded."""

_log = get_logger(__name__)


@dataclass(frozen=True, slots=True)
class Look:
    """One request, as the audit log keeps it."""

    principal: Principal
    action: str
    """Method and route: ``GET /api/v1/listings/{listing_id}``."""
    target: str
    """What exactly was asked for: the path."""
    question: dict[str, list[str]]
    """The parameters as sent, each cut to a length; never the key."""
    status: int
    results: int
    """How many records the answer shows."""


Record = Callable[[Look], None]
"""Writes an entry, or raises one of our errors."""


class AuditTrail:
    """Holds every answer of the API back until its audit entry is written."""

    def __init__(self, app: ASGIApp, *, record: Record) -> None:
        self._app = app
        self._record = record

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass a request on; record it; then let the answer go."""
        if scope["type"] != "http" or not scope["path"].startswith(AUDITED_PREFIX):
            await self._app(scope, receive, send)
            return
        refused = False

        async def hold(message: Message) -> None:
            nonlocal refused
            if message["type"] == "http.response.start":
                refused = not await self._recorded(scope, message["status"])
                if refused:
                    answer = problem_response(
                        UNAVAILABLE,
                        "the audit log cannot be written, so nothing may be shown: try "
                        "again in some seconds",
                        headers={"Retry-After": "5"},
                    )
                    await answer(scope, receive, send)
            if not refused:
                await send(message)

        await self._app(scope, receive, hold)

    async def _recorded(self, scope: Scope, status: int) -> bool:
        look = look_at(scope, status)
        if look.target in PUBLIC_ROUTES and status in SHOWN_TO_ALL:
            # Shows nothing, and is asked every few seconds by whatever watches us.
            return True
        try:
            await run_in_threadpool(self._record, look)
        except StallwatchError:
            _log.exception("audit/not-written", action=look.action)
            return False
        return True


def look_at(scope: Scope, status: int) -> Look:
    """Return what the audit log keeps of a request that is about to be answered."""
    state: Mapping[str, Any] = scope.get("state", {})
    route = getattr(scope.get("route"), "path_format", scope["path"])
    return Look(
        principal=state.get("principal", ANONYMOUS),
        action=f"{scope['method']} {route}"[:MAX_VALUE_CHARS],
        target=scope["path"][:MAX_VALUE_CHARS],
        question=_question(scope["query_string"]),
        status=status,
        results=int(state.get("results", 0)),
    )


def _question(query_string: bytes) -> dict[str, list[str]]:
    question: dict[str, list[str]] = {}
    for name, value in QueryParams(query_string).multi_items():
        if name != "cursor":
            # The index takes no NUL in a name, and without an entry there is no trace.
            key = name[:MAX_VALUE_CHARS].replace("\0", "\ufffd")
            values = question.setdefault(key, [])
            values.append(value[:MAX_VALUE_CHARS])
    return question
