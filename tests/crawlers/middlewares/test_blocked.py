import pytest
from scrapy import Request
from scrapy.crawler import Crawler
from scrapy.exceptions import CloseSpider
from scrapy.http import HtmlResponse

from core.errors import BlockedError, LayoutChangedError, SourceUnavailableError
from core.records import AlertKind, RunOutcome
from crawlers.access.session import LOGIN_KEY, LOOK_KEY
from crawlers.access.state import MarketAccess
from crawlers.middlewares.blocked import BlockedMiddleware, SessionStampMiddleware

URL = "http://127.0.0.1/item/1"


def response_to(**meta: object) -> HtmlResponse:
    return HtmlResponse(URL, request=Request(URL, meta=dict(meta)))


def test_request_carries_the_number_of_its_session(crawler: Crawler) -> None:
    stamp = SessionStampMiddleware(crawler)
    request = Request(URL, meta={"session": 0})
    stamp.session.number = 2
    stamp.process_request(request)
    assert request.meta["session"] == 2


def test_redirected_request_stays_in_the_session_it_was_sent_in(
    crawler: Crawler,
) -> None:
    stamp = SessionStampMiddleware(crawler)
    request = Request(URL)
    stamp.process_request(request)
    stamp.session.number += 1
    sent_on = request.replace(meta=request.meta | {"redirect_times": 1})
    stamp.process_request(sent_on)
    assert sent_on.meta["session"] == request.meta["session"]
    assert sent_on.meta["cookiejar"] == request.meta["cookiejar"]


def test_each_session_has_cookies_of_its_own(crawler: Crawler) -> None:
    stamp = SessionStampMiddleware(crawler)
    page, login = Request(URL), Request(URL, meta={LOGIN_KEY: True})
    stamp.process_request(login)
    stamp.process_request(page)
    assert page.meta["cookiejar"] != login.meta["cookiejar"]
    stamp.session.number += 1
    stamp.process_request(page)
    assert page.meta["cookiejar"] == login.meta["cookiejar"]


def test_challenge_stops_the_run_and_keeps_what_it_has(crawler: Crawler) -> None:
    blocked = BlockedMiddleware(crawler)
    error = BlockedError("prove it", obstacle="challenge")
    with pytest.raises(CloseSpider):
        blocked.process_spider_exception(response_to(), error)
    assert blocked.run_state.stopped is RunOutcome.DEGRADED
    assert blocked.run_state.reasons == ["lamps: prove it"]


def test_login_page_of_a_market_without_login_stops_the_run(crawler: Crawler) -> None:
    blocked = BlockedMiddleware(crawler)
    error = BlockedError("lost", obstacle="logged_out")
    with pytest.raises(CloseSpider):
        blocked.process_spider_exception(response_to(), error)
    assert blocked.run_state.stopped is RunOutcome.FAILED
    assert "no 'login'" in blocked.run_state.reasons[0]


def test_changed_login_form_stops_the_run(crawler: Crawler) -> None:
    blocked = BlockedMiddleware(crawler)
    with pytest.raises(CloseSpider):
        blocked.process_spider_exception(
            response_to(**{LOGIN_KEY: True}), LayoutChangedError("no form")
        )
    assert blocked.run_state.stopped is RunOutcome.FAILED


@pytest.mark.parametrize("error", [LayoutChangedError("x"), ValueError("x")])
def test_other_faults_are_left_to_others(crawler: Crawler, error: Exception) -> None:
    blocked = BlockedMiddleware(crawler)
    assert blocked.process_spider_exception(response_to(), error) is None
    assert blocked.run_state.stopped is None


def test_look_at_another_address_belongs_to_no_session(crawler: Crawler) -> None:
    stamp = SessionStampMiddleware(crawler)
    request = Request(URL, meta={LOOK_KEY: True, "cookiejar": "look"})
    stamp.process_request(request)
    assert request.meta == {LOOK_KEY: True, "cookiejar": "look"}


@pytest.mark.parametrize(
    ("obstacle", "state", "kind"),
    [
        ("challenge", MarketAccess.CHALLENGE, AlertKind.CHALLENGE),
        ("banned", MarketAccess.BANNED, AlertKind.BANNED),
        ("logged_out", MarketAccess.NEED_MANUAL_LOGIN, AlertKind.SESSION_LOST),
    ],
)
def test_obstacle_says_how_the_market_stands_and_what_to_do(
    crawler: Crawler, obstacle: str, state: MarketAccess, kind: AlertKind
) -> None:
    blocked = BlockedMiddleware(crawler)
    error = BlockedError("halt", obstacle=obstacle)
    with pytest.raises(CloseSpider):
        blocked.process_spider_exception(response_to(), error)
    assert blocked.session.ended is not None
    assert blocked.session.ended[0] is state
    (alert,) = blocked.run_state.alerts
    assert alert.kind is kind
    assert "stallwatch market session lamps" in alert.message


def test_refused_login_waits_for_a_human_and_an_unavailable_one_does_not(
    crawler: Crawler,
) -> None:
    blocked = BlockedMiddleware(crawler)
    login = response_to(**{LOGIN_KEY: True})
    with pytest.raises(CloseSpider):
        blocked.process_spider_exception(login, SourceUnavailableError("503"))
    assert blocked.session.ended is None
    with pytest.raises(CloseSpider):
        blocked.process_spider_exception(login, BlockedError("refused"))
    assert blocked.session.ended == (MarketAccess.NEED_MANUAL_LOGIN, "refused")


def test_pages_that_need_scripts_are_counted_and_told_once(crawler: Crawler) -> None:
    blocked = BlockedMiddleware(crawler)
    for number in range(3):
        error = BlockedError("scripts only", obstacle="javascript", url=str(number))
        assert blocked.process_spider_exception(response_to(), error) == []
    assert blocked.run_state.unreadable == 3
    assert blocked.run_state.stopped is None
    (alert,) = blocked.run_state.alerts
    assert alert.kind is AlertKind.JAVASCRIPT
    assert alert.first_bad_url == URL
