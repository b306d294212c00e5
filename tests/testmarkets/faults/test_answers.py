"""Wrong pages as they come over a real connection."""

import http.client
import zlib
from collections.abc import Callable, Iterator
from contextlib import closing
from urllib.parse import urlsplit

import pytest
from starlette.testclient import TestClient

from testmarkets.faults import answers
from testmarkets.faults.page_rules import FaultKind, FaultRule, FaultyApp
from testmarkets.server import MarketServers
from testmarkets.skins.skin import Skin

LARGE = 200_000_000


@pytest.fixture
def ask(make_skin: Callable[..., Skin]) -> Iterator[Callable[..., object]]:
    """A function that asks a served market for a page that is wrong in one way."""
    skin = make_skin("nordmarkt")
    rules = tuple(FaultRule(kind=kind, path=f"/{kind}") for kind in FaultKind)
    app = FaultyApp(skin.app, rules, skin.listing_path)
    with MarketServers({"nordmarkt": app}, {}) as servers:
        address = urlsplit(servers.origins["nordmarkt"])
        connection = http.client.HTTPConnection(
            str(address.hostname), address.port, timeout=30
        )

        def get(kind: FaultKind) -> http.client.HTTPResponse:
            connection.request("GET", f"/{kind}")
            return connection.getresponse()

        with closing(connection):
            yield get


Ask = Callable[[FaultKind], http.client.HTTPResponse]


def test_page_that_is_not_html_says_it_is(ask: Ask) -> None:
    response = ask(FaultKind.NOT_HTML)
    assert response.headers["content-type"].startswith("text/html")
    body = response.read()
    assert body.startswith(b"\x89PNG")
    assert b"\0" in body


def test_truncated_page_ends_before_its_announced_length(ask: Ask) -> None:
    response = ask(FaultKind.TRUNCATED)
    announced = int(response.headers["content-length"])
    with pytest.raises(http.client.IncompleteRead) as caught:
        response.read()
    assert len(caught.value.partial) == announced // 2


def test_huge_page_is_more_than_30_mb(ask: Ask) -> None:
    response = ask(FaultKind.HUGE_30MB)
    assert response.headers["content-length"] is None
    assert len(response.read()) > 30 * 1024 * 1024


def test_gzip_bomb_is_small_until_unpacked(ask: Ask) -> None:
    response = ask(FaultKind.GZIP_BOMB)
    assert response.headers["content-encoding"] == "gzip"
    body = response.read()
    assert len(body) < 1_000_000
    assert unpacked_size(body) > LARGE


def test_stalled_page_sends_no_more_than_its_start(ask: Ask) -> None:
    # To wait for the end would run into the connection's timeout.
    response = ask(FaultKind.STALL)
    assert response.status == 200
    assert response.read1() == b"<!DOCTYPE html><html><head>"
    response.close()


def test_server_error_is_500(ask: Ask) -> None:
    response = ask(FaultKind.SERVER_ERROR)
    assert response.status == 500
    assert b"Internal Server Error" in response.read()


def test_challenge_and_login_pages_are_forms_with_status_200(ask: Ask) -> None:
    challenge = ask(FaultKind.CHALLENGE)
    assert (challenge.status, b'id="captcha-form"' in challenge.read()) == (200, True)
    login = ask(FaultKind.LOGIN_PAGE)
    assert (login.status, b'type="password"' in login.read()) == (200, True)


def test_half_page_is_a_complete_answer(make_skin: Callable[..., Skin]) -> None:
    app = make_skin("lantern").app
    whole = TestClient(app).get("/p/a1").content
    half = TestClient(answers.first_half(app)).get("/p/a1")
    assert half.content == whole[: len(whole) // 2]
    assert int(half.headers["content-length"]) == len(half.content)


@pytest.mark.parametrize(("market", "path"), [("lantern", "/p/a1"), ("nordmarkt", "/")])
def test_wrong_charset_declares_utf_8_over_latin_1(
    make_skin: Callable[..., Skin], market: str, path: str
) -> None:
    app = answers.in_wrong_charset(make_skin(market).app)
    response = TestClient(app).get(path)
    assert response.headers["content-type"] == "text/html; charset=utf-8"
    assert b"windows-1252" not in response.content
    with pytest.raises(UnicodeDecodeError):
        response.content.decode("utf-8")
    assert "größer, café" in response.content.decode("latin-1")


def test_status_of_a_changed_page_stays(make_skin: Callable[..., Skin]) -> None:
    app = answers.with_link(make_skin("lantern").app, "http://127.0.0.1:9/")
    assert TestClient(app).get("/nothing").status_code == 404


def unpacked_size(body: bytes) -> int:
    unpack = zlib.decompressobj(wbits=31)
    size = len(unpack.decompress(body, 1_000_000))
    while unpack.unconsumed_tail:
        size += len(unpack.decompress(unpack.unconsumed_tail, 1_000_000))
    return size
