"""Takes the answer of an application whole, so that another one can change it."""

from collections.abc import Callable
from dataclasses import dataclass

from starlette.responses import Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send


@dataclass(slots=True)
class Answer:
    """An answer, taken apart."""

    status: int
    headers: dict[str, str]
    """Names in lower case; of several with one name, such as cookies, see ``cookies``."""
    body: bytes
    cookies: tuple[str, ...] = ()

    @property
    def is_page(self) -> bool:
        """Whether it is a page of content, in HTML."""
        kind = self.headers.get("content-type", "")
        return self.status == 200 and kind.startswith("text/html")

    def response(self) -> Response:
        """Return the answer ready to be sent, its length corrected."""
        headers = {k: v for k, v in self.headers.items() if k != "content-length"}
        response = Response(self.body, status_code=self.status, headers=headers)
        for cookie in self.cookies:
            response.headers.append("set-cookie", cookie)
        return response


async def answer_of(app: ASGIApp, scope: Scope, receive: Receive) -> Answer:
    """Return what an application answers."""
    answer = Answer(200, {}, b"")

    async def collect(message: Message) -> None:
        if message["type"] == "http.response.start":
            headers = [
                (name.decode("latin-1").lower(), value.decode("latin-1"))
                for name, value in message["headers"]
            ]
            answer.status = message["status"]
            answer.headers = {k: v for k, v in headers if k != "set-cookie"}
            answer.cookies = tuple(v for k, v in headers if k == "set-cookie")
        elif message["type"] == "http.response.body":
            answer.body += message.get("body", b"")

    # A copy: what the application notes in it is none of the next one's business.
    await app({**scope}, receive, collect)
    return answer


def rewritten(app: ASGIApp, change: Callable[[Answer, Scope], Answer]) -> ASGIApp:
    """Return an application whose answers are changed before they are sent."""

    async def rewriting(scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await app(scope, receive, send)
            return
        answer = change(await answer_of(app, scope, receive), scope)
        await answer.response()(scope, receive, send)

    return rewriting


def header_of(scope: Scope, name: str) -> str | None:
    """Return a header of a request, ``None`` where it has none of this name."""
    wanted = name.lower().encode("latin-1")
    found: bytes | None = dict(scope["headers"]).get(wanted)
    return None if found is None else found.decode("latin-1")
