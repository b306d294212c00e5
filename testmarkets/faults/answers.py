"""The bytes of wrong pages, as ASGI applications."""

import asyncio
import re
import zlib
from collections.abc import AsyncIterator, Callable
from functools import lru_cache

from starlette.responses import (
    HTMLResponse,
    RedirectResponse,
    Response,
    StreamingResponse,
)
from starlette.types import ASGIApp, Receive, Scope, Send

from testmarkets.rewriting import Answer, answer_of, rewritten

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
_BANNED = """<!DOCTYPE html><html><head><title>Account closed</title></head><body>
<div id="account-banned"><h1>Your account has been closed</h1>
<p>The staff has shut this account out for good. There is no appeal.</p></div>
</body></html>"""
_JAVASCRIPT = """<!DOCTYPE html><html><head><title>Loading</title>
<script src="/assets/app.js" defer></script></head><body><div id="root"></div>
<noscript>You need to enable JavaScript to run this app.</noscript></body></html>"""
BLOCKED_PHRASE = "quartzlantern veil seventeen"
"""Made up, and found nowhere else: what a test puts on its block list."""
_META_CHARSET = re.compile(rb"charset=[\"']?[A-Za-z0-9_-]{1,40}", re.IGNORECASE)


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


def banned() -> ASGIApp:
    """Answer with a page that shuts the visitor's account out."""
    return HTMLResponse(_BANNED)


def javascript_only() -> ASGIApp:
    """Answer with a page that is nothing until a browser runs its script."""
    return HTMLResponse(_JAVASCRIPT)


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


def in_mixed_charsets(app: ASGIApp) -> ASGIApp:
    """Answer with a page in UTF-8 whose header says one charset and whose meta another."""

    def mix(body: bytes) -> bytes:
        text = _text_of(body)
        return _META_CHARSET.sub(b"charset=koi8-r", text.encode("utf-8"))

    return _changed(app, mix, charset="us-ascii")


def with_blocked_phrase(app: ASGIApp) -> ASGIApp:
    """Answer with the page and a phrase that a block list may know."""
    return _changed(app, lambda body: with_html(body, f"<p>{BLOCKED_PHRASE}</p>"))


def refreshing(app: ASGIApp, url: str) -> ASGIApp:
    """Answer with the page, which refreshes to an address at once."""
    tag = f'<meta http-equiv="refresh" content="0; url={url}">'.encode()

    def refresh(body: bytes) -> bytes:
        at = re.search(rb"<head[^>]*>", body, re.IGNORECASE)
        return body if at is None else body[: at.end()] + tag + body[at.end() :]

    return _changed(app, refresh)


def with_link(app: ASGIApp, url: str) -> ASGIApp:
    """Answer with the page and a further link."""
    link = f'<a class="listing" href="{url}">Mirror of this offer</a>'
    return _changed(app, lambda body: with_html(body, link))


def cut_off(app: ASGIApp) -> ASGIApp:
    """Announce the whole page, send half of it and cut the connection."""

    async def answer(scope: Scope, receive: Receive, send: Send) -> None:
        page = await answer_of(app, scope, receive)
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
    def changed(answer: Answer, _scope: Scope) -> Answer:
        if answer.status == 304:
            return answer
        if charset is not None:
            answer.headers["content-type"] = f"text/html; charset={charset}"
        answer.body = change(answer.body)
        return answer

    return rewritten(app, changed)


def with_html(body: bytes, html: str) -> bytes:
    """Return a page with something added within its body.

    Parsers drop what follows the end of the document.
    """
    added = f"\n{html}\n".encode()
    at = body.lower().rfind(b"</body>")
    return body + added if at < 0 else body[:at] + added + body[at:]


def _text_of(body: bytes) -> str:
    try:
        return body.decode("utf-8")
    except UnicodeDecodeError:
        return body.decode("cp1252")


def _as_latin_1(body: bytes) -> bytes:
    text = _text_of(body)
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
