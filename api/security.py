"""What every answer carries and what no request may exceed."""

from starlette.datastructures import Headers, MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from api.problems import TOO_LARGE, problem_response

MAX_TARGET_BYTES = 8 * 1024
"""Longest path and query string; uvicorn itself stops at 64 KiB."""
MAX_BODY_BYTES = 16 * 1024
"""A judgement is the only body that is read: a verdict and 2,000 characters at most."""

STRICT_POLICY = "default-src 'none'; frame-ancestors 'none'"
DOCS_POLICY = (
    "default-src 'none'; connect-src 'self'; img-src 'self' data:; "
    "script-src 'self' 'unsafe-inline'; style-src 'self' 'unsafe-inline'; "
    "frame-ancestors 'none'"
)
"""Swagger UI starts from a script in its page; that page shows nothing from markets."""
DOCS_PATHS = ("/api/docs", "/api/assets")

HEADERS = {
    "X-Content-Type-Options": "nosniff",
    "Cache-Control": "no-store",
    "Referrer-Policy": "no-referrer",
    "X-Frame-Options": "DENY",
    "Cross-Origin-Resource-Policy": "same-origin",
}


class SecurityHeaders:
    """Adds the headers that keep answers out of caches, frames and other origins."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass a request on; complete its answer."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        docs = scope["path"].startswith(DOCS_PATHS)

        async def complete(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers = MutableHeaders(scope=message)
                for name, value in HEADERS.items():
                    headers[name] = value
                headers["Content-Security-Policy"] = (
                    DOCS_POLICY if docs else STRICT_POLICY
                )
            await send(message)

        await self._app(scope, receive, complete)


class RequestLimits:
    """Answers 413 to a request with an overlong address or a body."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass a request on unless it is too large."""
        if scope["type"] == "http" and is_too_large(scope):
            answer = problem_response(TOO_LARGE, TOO_LARGE.remedy)
            await answer(scope, receive, send)
            return
        await self._app(scope, receive, send)


def is_too_large(scope: Scope) -> bool:
    """Tell whether a request goes beyond the limits; reads nothing of its body."""
    target = len(scope["raw_path"] or b"") + len(scope["query_string"])
    if target > MAX_TARGET_BYTES:
        return True
    headers = Headers(scope=scope)
    length = headers.get("content-length", "0")
    if not length.isdecimal() or int(length[:12]) > MAX_BODY_BYTES:
        return True
    return "transfer-encoding" in headers
