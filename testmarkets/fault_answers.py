"""The bytes of wrong pages, as ASGI applications."""

import asyncio
import re
import zlib
from collections.abc import AsyncIterator, Callable
from dataclasses import dataclass
from functools import lru_cache

from starlette.responses import (
    HTMLResponse,
    RedirectResponse,
    Response,
    StreamingResponse,
)
from starlette.types import ASGIApp, Message, Receive, Scope, Send

HUGE_BYTES = 30 * 1024 * 1024
BOMB_BYTES = 220 * 1000 * 1000
"""What the gzip bomb expands to; more than 200 MB."""
STALL_S = 600
"""How long a stalled answer stays silent unless the client hangs up."""
_CHUNK = b"<p>nothing to see on this line</p>\n" * 1024
_CHALLENGE = """<!DOCTYPE html><html><head><title>Are you human?</title></head><body>
<h1>Are you human?</h1><p>Checking your browser before you may continue.</p>
<form method="post" action="/verify" id="captcha-form">
<label>Type the characters of the picture <input name="captcha"></label>
<button>Continue</button></form></body></html>"""
_LOGIN = """<!DOCTYPE html><html><head><title>Sign in</title></head><body>
<h1>Your session has ended</h1><form id="login" method="post" action="/login">
<label>Username <input name="username"></label>
<label>Password <input type="password" name="password"></label>
<button>Sign in</button></form></body></html>"""
_META_CHARSET = re.compile(rb"charset=[\"']?[A-Za-z0-9_-]{1,40}", re.IGNORECASE)


@dataclass(slots=True)
class _Page:
    """An answer of the market, taken apart."""

    status: int
    headers: dict[str, str]
    body: bytes

    def send_with(self, body: bytes) -> Response:
        """Return the answer with another body, its length corrected."""
        headers = {k: v for k, v in self.headers.items() if k != "content-length"}
        return Response(body, status_code=self.status, headers=headers)


def not_html() -> ASGIApp:
    """Answer with a picture's bytes, declared as HTML."""
    body = b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR" + bytes(range(256)) * 64
    return Response(body, media_type="text/html")


def huge() -> ASGIApp:
    """Answer with 30 MB of HTML, sent in pieces of unannounced number."""
    return StreamingResponse(_huge_body(), media_type="text/html; charset=utf-8")


def gzip_bomb() -> ASGIApp:
    """Answer with a small gzip body that expands to more than 200 MB."""
    return _send_bomb


def challenge() -> ASGIApp:
    """Answer with a page that asks whether the visitor is human."""
    return HTMLResponse(_CHALLENGE)


def login_page() -> ASGIApp:
    """Answer with a login form where content was expected."""
    return HTMLResponse(_LOGIN)


def server_error() -> ASGIApp:
    """Answer 500."""
    return HTMLResponse("<h1>Internal Server Error</h1>", status_code=500)


def redirect(url: str) -> ASGIApp:
    """Answer 302 to an address outside the market."""
    return RedirectResponse(url, status_code=302)


def stall() -> ASGIApp:
    """Answer with headers and then say nothing."""
    return StreamingResponse(_silence(), media_type="text/html; charset=utf-8")


def first_half(app: ASGIApp) -> ASGIApp:
    """Answer with the first half of the page, as if that were all."""
    return _changed(app, lambda body: body[: len(body) // 2])


def in_wrong_charset(app: ASGIApp) -> ASGIApp:
    """Answer with a page that declares UTF-8 and is written in Latin-1."""
    return _changed(app, _as_latin_1, charset="utf-8")


def with_link(app: ASGIApp, url: str) -> ASGIApp:
    """Answer with the page and a further link."""
    link = f'\n<a class="listing" href="{url}">Mirror of this offer</a>\n'.encode()

    def linked(body: bytes) -> bytes:
        # Within the body: parsers drop what follows the end of the document.
        before, end, after = body.rpartition(b"</body>")
        return before + link + end + after if end else body + link

    return _changed(app, linked)


def cut_off(app: ASGIApp) -> ASGIApp:
    """Announce the whole page, send half of it and cut the connection."""

    async def answer(scope: Scope, receive: Receive, send: Send) -> None:
        page = await _page_of(app, scope, receive)
        headers = [
            (b"content-type", page.headers["content-type"].encode("latin-1")),
            (b"content-length", str(len(page.body)).encode("ascii")),
        ]
        start = {"type": "http.response.start", "status": 200, "headers": headers}
        half = page.body[: len(page.body) // 2]
        await send(start)
        await send({"type": "http.response.body", "body": half, "more_body": True})
        # Returning without the rest makes the server close the connection.

    return answer


def _changed(
    app: ASGIApp, change: Callable[[bytes], bytes], charset: str | None = None
) -> ASGIApp:
    async def answer(scope: Scope, receive: Receive, send: Send) -> None:
        page = await _page_of(app, scope, receive)
        if charset is not None:
            page.headers["content-type"] = f"text/html; charset={charset}"
        await page.send_with(change(page.body))(scope, receive, send)

    return answer


async def _page_of(app: ASGIApp, scope: Scope, receive: Receive) -> _Page:
    page = _Page(200, {}, b"")

    async def collect(message: Message) -> None:
        if message["type"] == "http.response.start":
            page.status = message["status"]
            page.headers = {
                name.decode("latin-1"): value.decode("latin-1")
                for name, value in message["headers"]
            }
        elif message["type"] == "http.response.body":
            page.body += message.get("body", b"")

    await app(scope, receive, collect)
    return page


def _as_latin_1(body: bytes) -> bytes:
    try:
        text = body.decode("utf-8")
    except UnicodeDecodeError:
        text = body.decode("cp1252")
    latin = text.encode("latin-1", errors="xmlcharrefreplace")
    declared = _META_CHARSET.sub(b"charset=utf-8", latin)
    # A page of plain ASCII would be right in any charset.
    return declared + "<!-- größer, café -->".encode("latin-1")


async def _huge_body() -> AsyncIterator[bytes]:
    yield b"<!DOCTYPE html><html><head><title>All offers</title></head><body>\n"
    for _ in range(HUGE_BYTES // len(_CHUNK) + 1):
        yield _CHUNK
    yield b"</body></html>"


async def _silence() -> AsyncIterator[bytes]:
    yield b"<!DOCTYPE html><html><head>"
    await asyncio.sleep(STALL_S)


async def _send_bomb(scope: Scope, receive: Receive, send: Send) -> None:
    body = await asyncio.to_thread(_bomb)
    headers = {"Content-Encoding": "gzip"}
    response = Response(body, media_type="text/html; charset=utf-8", headers=headers)
    await response(scope, receive, send)


@lru_cache(maxsize=1)
def _bomb() -> bytes:
    """Return the compressed bytes; the expanded ones never stand in memory."""
    gzip = zlib.compressobj(level=6, wbits=31)
    packed = [gzip.compress(b"<!DOCTYPE html><html><body><pre>\n")]
    block = b"\n" * 1_000_000
    packed += [gzip.compress(block) for _ in range(BOMB_BYTES // len(block))]
    return b"".join([*packed, gzip.flush()])
