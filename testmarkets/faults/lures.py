"""Links that no crawler should follow: out of the market, or hidden from people."""

from collections.abc import Callable, Iterator
from typing import Literal
from urllib.parse import parse_qs, urlsplit

from starlette.responses import HTMLResponse, Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send
from typing_extensions import override

from testmarkets.faults.answers import with_html
from testmarkets.faults.ground import Ground, Trap, note
from testmarkets.request_log import target
from testmarkets.rewriting import Answer, header_of, rewritten

HONEYPOT_FORM = "/account/confirm"
HONEYPOT_FIELD = "website"
"""A field of the login form that people do not see and so leave empty."""
_LEAVING, _HIDDEN = "leave-", "hidden-"
"""How the external ids of listings begin that are none."""
_HIDING = {
    "style": 'style="display: none"',
    "attribute": "hidden",
    "offside": 'style="position:absolute; left:-9999px"',
}
_CAUGHT = "<!DOCTYPE html><html><body><p>Only a machine finds this page.</p></body>"


def outside_addresses(outside: str, own: str, path: str) -> tuple[str, ...]:
    """Return ways to write addresses outside a market, some in disguise.

    Args:
        outside: Origin of the server that must not be asked.
        own: Host and port of the market itself.
        path: Of the page, with a leading slash.
    """
    there = urlsplit(outside).netloc
    port = there.rpartition(":")[2] if ":" in there else "80"
    own_port = own.rpartition(":")[2] if ":" in own else "80"
    return (
        f"http://{there}{path}",
        f"//{there}{path}",
        f"HTTP://{there}{path}",
        f"https://{there}{path}",
        f"http://{own}@{there}{path}",
        f"http://{own}\\@{there}{path}",
        f"http:\\\\{there}{path}",
        f"http://2130706433:{port}{path}",
        f"http://0x7f000001:{port}{path}",
        f"http://127.1:{port}{path}",
        f"http://localhost:{port}{path}",
        f"http://[::ffff:127.0.0.1]:{port}{path}",
        # The market's own server, by a name that nobody authorised.
        f"http://2130706433:{own_port}{path}",
        f"http://localhost:{own_port}{path}",
    )


class OutsideLinks(Trap):
    """Offers on every page that lead out of the market, at once or by a redirect."""

    kind: Literal["outside_links"]

    @override
    def laid(self, app: ASGIApp, ground: Ground) -> ASGIApp:
        leaving = ground.listing_path(_LEAVING)

        def change(answer: Answer, scope: Scope) -> Answer:
            if answer.is_page:
                links = "".join(map(ground.bait.offer_link, self._links(scope, ground)))
                answer.body = with_html(answer.body, links)
            return answer

        linked = rewritten(app, change)
        redirects = _numbered_paths(ground.listing_path, _LEAVING)

        async def tempting(scope: Scope, receive: Receive, send: Send) -> None:
            number = redirects.get(target(scope))
            if number is None:
                await linked(scope, receive, send)
                return
            address = self._addresses(scope, ground, leaving)[number]
            # A framework would tidy the address up.
            answer = Response(status_code=302, headers={"location": address})
            await answer(scope, receive, send)

        return tempting

    def _links(self, scope: Scope, ground: Ground) -> Iterator[str]:
        addresses = self._addresses(scope, ground, ground.listing_path("outside"))
        yield from addresses
        for number in range(len(addresses)):
            yield ground.listing_path(f"{_LEAVING}{number}")

    @staticmethod
    def _addresses(scope: Scope, ground: Ground, path: str) -> tuple[str, ...]:
        own = header_of(scope, "host") or "127.0.0.1"
        return outside_addresses(ground.outside, own, path)


class Honeypot(Trap):
    """Links, a form and a field of the login form that only a machine would touch."""

    kind: Literal["honeypot"]

    @override
    def laid(self, app: ASGIApp, ground: Ground) -> ASGIApp:
        hidden = {
            ground.listing_path(f"{_HIDDEN}{name}"): hiding
            for name, hiding in _HIDING.items()
        }
        links = "".join(
            ground.bait.offer_link(path, hiding) for path, hiding in hidden.items()
        )

        def change(answer: Answer, _scope: Scope) -> Answer:
            if answer.is_page:
                answer.body = with_html(_with_hidden_field(answer.body), links + _FORM)
            return answer

        baited = rewritten(app, change)

        async def watching(scope: Scope, receive: Receive, send: Send) -> None:
            if target(scope) in hidden or scope["path"] == HONEYPOT_FORM:
                note(scope, tripped=self.kind)
                await HTMLResponse(_CAUGHT)(scope, receive, send)
                return
            if scope["method"] == "POST":
                body = await _body_of(receive)
                if any(parse_qs(body).get(HONEYPOT_FIELD.encode(), [])):
                    note(scope, tripped=self.kind)
                receive = _replayed(body, receive)
            await baited(scope, receive, send)

        return watching


_FORM = (
    f'<form style="display:none" method="post" action="{HONEYPOT_FORM}">'
    '<input name="email" value=""><button>Confirm</button></form>'
)
_FIELD = f'<input name="{HONEYPOT_FIELD}" value="" style="display:none">'.encode()


def _with_hidden_field(body: bytes) -> bytes:
    before, found, after = body.partition(b'<input type="password"')
    return before + _FIELD + found + after if found else body


def _numbered_paths(listing_path: Callable[[str], str], start: str) -> dict[str, int]:
    count = len(outside_addresses("http://x", "x", "/"))
    return {listing_path(f"{start}{number}"): number for number in range(count)}


async def _body_of(receive: Receive) -> bytes:
    body, more = b"", True
    while more:
        message = await receive()
        body += message.get("body", b"")
        more = message.get("more_body", False)
    return body


def _replayed(body: bytes, receive: Receive) -> Receive:
    waiting: list[Message] = [{"type": "http.request", "body": body}]

    async def replay() -> Message:
        return waiting.pop() if waiting else await receive()

    return replay
