import pytest
from scrapy import Request
from scrapy.crawler import Crawler
from scrapy.exceptions import CloseSpider
from scrapy.http import HtmlResponse

from core.errors import BlockedError, LayoutChangedError
from core.records import RunOutcome
from crawlers.access.session import LOGIN_KEY
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
