"""A small marketplace on loopback, whose every answer a test can replace."""

import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread
from typing import Any
from urllib.parse import parse_qs

from typing_extensions import override

USERNAME, PASSWORD = "observer", "right horse"


@dataclass
class Answer:
    """What the server sends for one path."""

    body: bytes
    status: int = 200
    headers: dict[str, str] = field(
        default_factory=lambda: {"Content-Type": "text/html; charset=utf-8"}
    )
    declared_length: int | None = None
    """Where it differs from the body's."""


@dataclass
class Asked:
    """A request as the server saw it."""

    method: str
    path: str
    headers: dict[str, str]
    body: str


Route = Answer | Callable[[Asked], Answer]


def html(text: str, **options: Any) -> Answer:
    """Return a page."""
    page = f"<html><head><title>t</title></head><body>{text}</body></html>"
    return Answer(page.encode(), **options)


def redirect(target: str, **headers: str) -> Answer:
    """Return a redirect."""
    return Answer(b"", status=302, headers={"Location": target} | headers)


def listing_page(number: int, *, price: str = "12.50 USD", vendor: str = "v1") -> str:
    """Return the body of an offer."""
    return (
        f"<div class=offer><h1>Brass lamp no {number}</h1>"
        f"<p>by <a class=vendor href=/vendor/{vendor}>Vendor {vendor}</a></p>"
        f"<nav class=crumbs><a href=/>Household</a><a href=/>Lamps</a></nav>"
        f"<table><tr><th>Price:</th><td>{price}</td></tr>"
        "<tr><th>Ships from:</th><td>Germany</td></tr>"
        "<tr><th>Ships to:</th><td>Worldwide</td></tr>"
        "<tr><th>In stock:</th><td>1,204</td></tr></table>"
        f"<div class=text><p>A lamp<br>made of brass, number {number}.</div></div>"
    )


def vendor_page(name: str) -> str:
    """Return the body of an account."""
    return (
        f"<div class=account><h1>Vendor {name}</h1><div class=about>Sells lamps.</div>"
        "<dl><dt>Rating</dt><dd>98,5 %</dd><dt>Sales</dt><dd>321</dd></dl></div>"
    )


class SmallMarket:
    """The routes of a marketplace and what was asked of it."""

    def __init__(self, origin: str) -> None:
        self.origin = origin
        self.host = origin.removeprefix("http://")
        self.routes: dict[str, Route] = {}
        self.asked: list[Asked] = []

    def fill(self, listings: int, *, per_page: int = 20, vendors: int = 2) -> None:
        """Offer some listings, in pages, by some vendors."""
        pages = range(0, listings, per_page)
        for page, first in enumerate(pages):
            numbers = range(first, min(first + per_page, listings))
            links = "".join(
                f"<a class=item href=/item/{n}>lamp {n}</a>" for n in numbers
            )
            more = f"<a class=next href='/?page={page + 1}'>next</a>"
            text = links + (more if page + 1 < len(pages) else "")
            self.routes["/" if page == 0 else f"/?page={page}"] = html(text)
        for number in range(listings):
            body = listing_page(number, vendor=f"v{number % vendors}")
            self.routes[f"/item/{number}"] = html(body)
        for number in range(vendors):
            self.routes[f"/vendor/v{number}"] = html(vendor_page(f"v{number}"))

    def answer(self, asked: Asked) -> Answer:
        """Return what a request gets."""
        self.asked.append(asked)
        route = self.routes.get(asked.path)
        if route is None:
            return html("no such page", status=404)
        return route(asked) if callable(route) else route

    def require_login(self, *, sessions: int = 1, uses: int = 10_000) -> None:
        """Ask for a login: each session is good for some pages, and there are so many."""
        plain = dict(self.routes)
        tokens = {f"token-{n}": uses for n in range(sessions)}
        unused = list(tokens)

        def guarded(asked: Asked) -> Answer:
            token = asked.headers.get("cookie", "").removeprefix("session=")
            if tokens.get(token, 0) <= 0:
                return redirect("/login")
            tokens[token] -= 1
            route = plain[asked.path]
            return route(asked) if callable(route) else route

        def log_in(asked: Asked) -> Answer:
            given = {name: values[0] for name, values in parse_qs(asked.body).items()}
            right = {"user": USERNAME, "pass": PASSWORD, "csrf": "c-123"}
            if not right.items() <= given.items() or not unused:
                return html("<p class=refused>wrong name or password</p>")
            cookie = f"session={unused.pop(0)}; Path=/"
            return redirect("/", **{"Set-Cookie": cookie})

        self.routes = dict.fromkeys(plain, guarded)
        self.routes["/login"] = html(
            "<form id=login method=post action=/session>"
            "<input type=hidden name=csrf value=c-123><input name=user>"
            "<input type=password name=pass><button type=submit name=go>in</button></form>"
        )
        self.routes["/session"] = log_in


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    market: SmallMarket

    def _serve(self) -> None:
        length = int(self.headers.get("Content-Length", 0))
        body = self.rfile.read(length).decode()
        headers = {name.lower(): value for name, value in self.headers.items()}
        asked = Asked(self.command, self.path, headers, body)
        answer = self.market.answer(asked)
        self.send_response(answer.status)
        for name, value in answer.headers.items():
            self.send_header(name, value)
        length = answer.declared_length or len(answer.body)
        self.send_header("Content-Length", str(length))
        self.end_headers()
        self.wfile.write(answer.body)
        if length != len(answer.body):
            self.close_connection = True

    do_GET = _serve  # noqa: N815 - the server looks for this name
    do_POST = _serve  # noqa: N815

    @override
    def log_message(self, format: str, *args: Any) -> None:
        """Say nothing."""


class _Server(ThreadingHTTPServer):
    daemon_threads = True

    @override
    def handle_error(self, request: Any, client_address: Any) -> None:
        """Report a fault, unless the crawler was killed and waits for no answer."""
        if not isinstance(sys.exc_info()[1], ConnectionError):
            super().handle_error(request, client_address)


@contextmanager
def serve_small_market() -> Iterator[SmallMarket]:
    """Serve an empty market on a free port."""
    server = _Server(("127.0.0.1", 0), _Handler)
    market = SmallMarket(f"http://127.0.0.1:{server.server_address[1]}")
    server.RequestHandlerClass = type("Handler", (_Handler,), {"market": market})
    thread = Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05})
    thread.start()
    try:
        yield market
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


PROFILE = """\
schema_version: 1
name: lamps
title: Lamps
base_url: "{origin}"
hosts: ["{host}"]
authorisation:
  reference: TEST-1
  authority: Test authority
  legal_basis: our own server
  valid_until: 2999-12-31
rate: {delay_s: 0, concurrency: 8, autothrottle: false}
start: [/]
markers:
  challenge: [{css: form.captcha}]
  logged_out: [{css: form#login}]
  error: [{text: internal error}]
  not_found: [{text: this offer is gone}]
follow:
  - {from: category, css: a.item, to: listing}
  - {from: category, css: a.next, to: category}
  - {from: listing, css: a.vendor, to: vendor}
pages:
  category:
    url: '^/(\\?page=\\d+)?$'
  listing:
    url: '^/item/(?P<external_id>\\d+)'
    fields:
      title: {css: h1}
      vendor_handle: {css: a.vendor}
      vendor_external_id: {css: a.vendor, attr: href, regex: '/vendor/(.+)'}
      description: {css: div.text}
      category_path: {css: nav.crumbs a}
      price: {label: Price}
      ships_from: {label: Ships from}
      ships_to: {label: Ships to}
      stock: {label: In stock}
  vendor:
    url: '^/vendor/(?P<external_id>\\w+)$'
    fields:
      handle: {css: h1}
      profile: {css: div.about}
      rating_percent: {label: Rating}
      sales: {label: Sales}
categories: {Household: other}
expected: {listings_min: 1}
"""
LOGIN = """\
login:
  page: /login
  form: form#login
  username_field: user
  password_field: pass
  failed: [{css: .refused}]
"""


def profile_text(market: SmallMarket, **changes: str) -> str:
    """Return the market's profile, some of its text replaced."""
    text = PROFILE.replace("{origin}", market.origin).replace("{host}", market.host)
    for old, new in changes.items():
        text = text.replace(old, new)
    return text
