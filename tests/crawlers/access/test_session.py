from dataclasses import replace
from urllib.parse import parse_qs

import pytest
from pydantic import SecretStr
from scrapy import Request
from scrapy.exceptions import CloseSpider
from scrapy.http import HtmlResponse
from twisted.python.failure import Failure

from core.errors import BlockedError
from core.records import AlertKind, RunOutcome
from crawlers.access.cookies import StoredCookie
from crawlers.access.logins import Credentials
from crawlers.access.session import (
    ADDRESS_KEY,
    LOGIN_KEY,
    SECRET_KEY,
    SESSION_KEY,
    Session,
    as_first_asked,
    page_of,
)
from crawlers.access.state import MarketAccess
from crawlers.context import CrawlContext
from crawlers.profile.access import Login

COOKIE = StoredCookie(name="session", value="abc", domain="127.0.0.1")
FORM = b"<form id=login action=/in method=post><input name=u><input name=p></form>"


def failure_of(error: Exception) -> Failure:
    return Failure(error)  # type: ignore[no-untyped-call]  # Twisted has none


@pytest.fixture
def session(context: CrawlContext) -> Session:
    login = Login(
        page="/login", form="form#login", username_field="u", password_field="p"
    )
    context.state.profile = context.state.profile.model_copy(update={"login": login})
    credentials = Credentials(username="me", password=SecretStr("open sesame"))
    whole = replace(context, credentials=credentials)
    return Session(whole, lambda: iter([Request("http://127.0.0.1/")]))


def log_in(session: Session, begun: Request) -> list[Request]:
    page = HtmlResponse(begun.url, body=b"<html>" + FORM, request=begun)
    (sent,) = begun.callback(page)  # type: ignore[misc]
    inside = HtmlResponse(sent.url, body=b"<html><p>welcome</p>", request=sent)
    return list(sent.callback(inside))


def test_login_fills_in_the_form_and_resumes(session: Session) -> None:
    (begun,) = session.open()
    assert begun.url.endswith("/login")
    page = HtmlResponse(begun.url, body=b"<html>" + FORM, request=begun)
    (sent,) = begun.callback(page)  # type: ignore[misc]
    assert sent.method == "POST"
    assert parse_qs(sent.body.decode()) == {"u": ["me"], "p": ["open sesame"]}
    assert sent.meta[SECRET_KEY]
    inside = HtmlResponse(sent.url, body=b"<html><p>welcome</p>", request=sent)
    assert [request.url for request in sent.callback(inside)] == ["http://127.0.0.1/"]
    assert session.number == 1


def test_lost_session_is_won_back_once(session: Session) -> None:
    (begun,) = session.open()
    log_in(session, begun)
    lost = [
        Request(f"http://127.0.0.1/item/{number}", meta={SESSION_KEY: 1})
        for number in range(2)
    ]
    (again,) = session.lost(lost[0])
    # A second page of the same lost session waits for the same login.
    assert list(session.lost(lost[1])) == []
    resumed = log_in(session, again)
    assert [request.url for request in resumed] == [request.url for request in lost]
    assert session.number == 2
    # Merely late: it was sent before the present session began.
    assert [r.url for r in session.lost(lost[0])] == [lost[0].url]
    with pytest.raises(BlockedError, match="lost again"):
        list(session.lost(Request("http://127.0.0.1/item/9", meta={SESSION_KEY: 2})))


def test_late_pages_of_a_session_lost_for_good_are_no_further_loss(
    session: Session, context: CrawlContext
) -> None:
    (begun,) = session.open()
    for number in (1, 2):
        log_in(session, begun)
        page = Request("http://127.0.0.1/item/1", meta={SESSION_KEY: number})
        if number == 1:
            (begun,) = session.lost(page)
    for number in range(4):
        late = Request(f"http://127.0.0.1/item/{number}", meta={SESSION_KEY: 2})
        with pytest.raises(BlockedError, match="lost again"):
            list(session.lost(late))
    assert context.state.session_losses == 2


@pytest.mark.parametrize(
    ("kept", "outcome"),
    [
        ({}, RunOutcome.FAILED),
        ({"listings": 1}, RunOutcome.DEGRADED),
        ({"vendors": 1}, RunOutcome.DEGRADED),
        ({"sighted": 1}, RunOutcome.DEGRADED),
    ],
)
def test_market_that_is_down_ends_the_run_and_what_was_read_is_kept(
    session: Session, context: CrawlContext, kept: dict[str, int], outcome: RunOutcome
) -> None:
    state = context.state
    for name, count in kept.items():
        setattr(state, name, count)
    session.down("nobody there")
    assert (state.stopped, state.reasons) == (outcome, ["nobody there"])
    assert [alert.kind for alert in state.alerts] == [AlertKind.DOWN]
    assert session.ended == (MarketAccess.DOWN, "nobody there")


def test_market_without_login_cannot_win_a_session(context: CrawlContext) -> None:
    session = Session(context, lambda: iter([Request("http://127.0.0.1/")]))
    assert [request.url for request in session.open()] == ["http://127.0.0.1/"]
    with pytest.raises(BlockedError, match="no 'login'"):
        list(session.lost(Request("http://127.0.0.1/item/1")))


def test_login_that_cannot_be_reached_fails_the_run(
    session: Session, context: CrawlContext
) -> None:
    (begun,) = session.open()
    with pytest.raises(CloseSpider):
        begun.errback(failure_of(TimeoutError("late")))  # type: ignore[misc]
    assert context.state.stopped is RunOutcome.FAILED


def test_redirected_request_is_asked_again_as_it_was_first() -> None:
    meta = {
        "redirect_urls": ["http://127.0.0.1/item/1"],
        "redirect_times": 1,
        "depth": 3,
    }
    again = as_first_asked(Request("http://127.0.0.1/login", meta=meta))
    assert again.url == "http://127.0.0.1/item/1"
    assert again.dont_filter
    assert again.meta == {"depth": 3}


def test_page_has_what_the_reader_needs() -> None:
    response = HtmlResponse(
        "http://127.0.0.1/",
        body=b"<p>",
        status=503,
        headers={"Content-Type": "text/html"},
    )
    page = page_of(response)
    assert (page.status, page.body, page.content_type) == (503, b"<p>", "text/html")


def test_kept_session_is_tried_before_any_login(
    session: Session, context: CrawlContext
) -> None:
    session.stored = {session.address: (COOKIE,)}
    (begun,) = session.open()
    assert begun.url == "http://127.0.0.1/"
    stale = Request("http://127.0.0.1/", meta={SESSION_KEY: 0})
    (login,) = session.lost(stale)
    assert login.url.endswith("/login")
    # It had ended before this run began: no loss of this run.
    assert context.state.session_losses == 0
    assert session.stored == {}
    (again,) = log_in(session, login)
    assert again.url == stale.url


def test_kept_session_that_brought_records_is_a_loss(
    session: Session, context: CrawlContext
) -> None:
    session.stored = {session.address: (COOKIE,)}
    list(session.open())
    context.state.listings = 1
    list(session.lost(Request("http://127.0.0.1/", meta={SESSION_KEY: 0})))
    assert context.state.session_losses == 1
    assert [alert.kind for alert in context.state.alerts] == [AlertKind.SESSION_LOST]


def test_kept_session_without_password_needs_a_human(session: Session) -> None:
    session._credentials = None
    session.stored = {session.address: (COOKIE,)}
    assert not session.has_login
    list(session.open())
    with pytest.raises(BlockedError, match="bring new cookies"):
        list(session.lost(Request("http://127.0.0.1/", meta={SESSION_KEY: 0})))


def test_other_address_needs_a_login_of_its_own_and_that_is_no_loss(
    session: Session, context: CrawlContext
) -> None:
    (begun,) = session.open()
    log_in(session, begun)
    session.move_to("http://mirror.test")
    assert context.state.address == "http://mirror.test"
    late = Request("http://127.0.0.1/item/1", meta={SESSION_KEY: 1})
    assert [request.url for request in session.lost(late)] == [late.url]
    fresh = Request("http://mirror.test/item/1", meta={SESSION_KEY: session.number})
    (login,) = session.lost(fresh)
    assert login.url == "http://mirror.test/login"
    assert context.state.session_losses == 0
    assert [request.url for request in log_in(session, login)] == [fresh.url]


def test_login_begins_anew_where_the_address_changed_meanwhile(
    session: Session,
) -> None:
    (begun,) = session.open()
    begun.meta[ADDRESS_KEY] = session.address
    session.move_to("http://mirror.test")
    page = HtmlResponse(begun.url, body=b"<html>" + FORM, request=begun)
    (anew,) = begun.callback(page)  # type: ignore[misc]
    assert (anew.url, anew.method) == ("http://mirror.test/login", "GET")


def test_jar_is_of_the_session_and_its_address(session: Session) -> None:
    page, login = Request("http://x/"), Request("http://x/", meta={LOGIN_KEY: True})
    assert session.jar_of(page) == f"{session.address}#0"
    assert session.jar_of(login) == f"{session.address}#1"


def test_first_word_of_the_market_stands(session: Session) -> None:
    session.end(MarketAccess.BANNED, "shut out")
    session.end(MarketAccess.DOWN, "gone")
    assert session.ended == (MarketAccess.BANNED, "shut out")
