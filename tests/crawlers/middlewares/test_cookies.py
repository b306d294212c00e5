from pathlib import Path

import pytest
from scrapy import Request
from scrapy.crawler import Crawler
from scrapy.http import Response

from core.settings import Settings
from crawlers.access.cookies import (
    MAX_COOKIES,
    StoredCookie,
    cookies_path,
    load_sessions,
    save_session,
)
from crawlers.access.state import MarketAccess
from crawlers.middlewares.blocked import SessionStampMiddleware
from crawlers.middlewares.cookies import SessionCookiesMiddleware
from tests.crawlers.access.homes import write_logins
from tests.crawlers.conftest import Crawl
from tests.crawlers.small_market import LOGIN, SmallMarket, html, redirect


@pytest.fixture
def cookies(crawler: Crawler) -> SessionCookiesMiddleware:
    return SessionCookiesMiddleware(crawler)


def sent(cookies: SessionCookiesMiddleware, url: str) -> bytes | None:
    request = Request(url)
    SessionStampMiddleware(cookies.crawler).process_request(request)
    cookies.process_request(request)
    return request.headers.get("Cookie")


def receive(cookies: SessionCookiesMiddleware, url: str, *values: str) -> None:
    request = Request(url)
    SessionStampMiddleware(cookies.crawler).process_request(request)
    response = Response(url, headers={"Set-Cookie": list(values)}, request=request)
    assert cookies.process_response(request, response) is response


def test_cookie_comes_back_to_its_host_only(cookies: SessionCookiesMiddleware) -> None:
    receive(cookies, "http://a.lamps.test/in", "session=abc; Path=/")
    assert sent(cookies, "http://a.lamps.test/item/1") == b"session=abc"
    assert sent(cookies, "http://b.lamps.test/item/1") is None


@pytest.mark.parametrize("domain", ["test", ".lamps.test", "lamps.test"])
def test_wider_cookie_is_narrowed_to_its_host(
    cookies: SessionCookiesMiddleware, domain: str
) -> None:
    receive(cookies, "http://a.lamps.test/", f"session=abc; Domain={domain}")
    assert sent(cookies, "http://b.lamps.test/") is None


def test_wider_cookie_is_good_for_hosts_of_the_profile(crawler: Crawler) -> None:
    state = SessionCookiesMiddleware(crawler).run_state
    state.profile = state.profile.model_copy(update={"hosts": ("lamps.test:8080",)})
    cookies = SessionCookiesMiddleware(crawler)
    receive(cookies, "http://a.lamps.test/", "session=abc; Domain=lamps.test")
    assert sent(cookies, "http://lamps.test/") == b"session=abc"


def test_session_of_another_number_or_address_has_other_cookies(
    cookies: SessionCookiesMiddleware,
) -> None:
    receive(cookies, "http://lamps.test/", "session=abc")
    cookies.session.number += 1
    assert sent(cookies, "http://lamps.test/") is None
    receive(cookies, "http://lamps.test/", "session=def")
    cookies.session.address = "http://mirror.test"
    assert sent(cookies, "http://lamps.test/") is None


def test_flood_of_cookies_is_cut(cookies: SessionCookiesMiddleware) -> None:
    flood = [f"c{number}=x" for number in range(MAX_COOKIES + 50)]
    receive(cookies, "http://lamps.test/", *flood)
    assert (sent(cookies, "http://lamps.test/") or b"").count(b"=") == MAX_COOKIES


def test_market_that_needs_no_session_leaves_none(
    cookies: SessionCookiesMiddleware,
) -> None:
    receive(cookies, cookies.session.address + "/", "tracker=abc")
    cookies._close()
    assert not cookies_path(cookies.context.settings, "lamps").exists()


@pytest.mark.slow
def test_session_is_kept_and_used_by_the_next_crawl_without_a_login(
    market: SmallMarket, crawl: Crawl, tmp_path: Path
) -> None:
    market.fill(4)
    market.require_login(sessions=5)
    write_logins(tmp_path / "home")
    first = crawl(extra=LOGIN)
    assert first.run.outcome == "complete", first.said
    settings = Settings(home=first.home)
    ((address, (cookie,)),) = load_sessions(settings, "lamps").items()
    assert (address, cookie.value) == (market.origin, "token-0")
    assert b"token-0" not in cookies_path(settings, "lamps").read_bytes()
    market.asked.clear()
    second = crawl(extra=LOGIN)
    assert second.run.outcome == "complete", second.said
    assert second.run.listings + second.run.sighted == 4
    assert not [asked for asked in market.asked if "login" in asked.path]


@pytest.mark.slow
def test_kept_session_that_has_ended_costs_one_login_and_is_no_loss(
    market: SmallMarket, crawl: Crawl, tmp_path: Path
) -> None:
    market.fill(4)
    market.require_login()
    write_logins(tmp_path / "home")
    settings = Settings(home=tmp_path / "home")
    stale = StoredCookie(name="session", value="gone", domain="127.0.0.1")
    save_session(settings, "lamps", market.origin, [stale])
    crawled = crawl(extra=LOGIN)
    assert crawled.run.outcome == "complete", crawled.said
    assert crawled.run.listings == 4
    assert crawled.run.session_losses == 0
    assert [asked.method for asked in market.asked].count("POST") == 1
    ((cookie,),) = load_sessions(settings, "lamps").values()
    assert cookie.value == "token-0"


@pytest.mark.slow
def test_session_that_the_market_shut_out_is_forgotten(
    market: SmallMarket, crawl: Crawl, tmp_path: Path
) -> None:
    market.fill(30)
    market.require_login(sessions=2, uses=6)
    write_logins(tmp_path / "home")
    crawled = crawl(extra=LOGIN, changes={"concurrency: 8": "concurrency: 1"})
    assert crawled.run.outcome == "degraded", crawled.said
    assert crawled.run.session_losses == 2
    settings = Settings(home=crawled.home)
    assert load_sessions(settings, "lamps") == {}
    market.asked.clear()
    refused = crawl(extra=LOGIN)
    assert refused.run.outcome == "failed"
    assert market.asked == []
    assert f"state {MarketAccess.NEED_MANUAL_LOGIN} since" in refused.said
    assert "stallwatch market session lamps --cookie-file FILE" in refused.said


@pytest.mark.slow
def test_pasted_session_reads_a_market_without_any_password(
    market: SmallMarket, crawl: Crawl, tmp_path: Path
) -> None:
    market.fill(3)
    market.require_login()
    market.routes["/token"] = redirect("/")
    settings = Settings(home=tmp_path / "home")
    pasted = StoredCookie(name="session", value="token-0", domain="127.0.0.1")
    save_session(settings, "lamps", market.origin, [pasted])
    crawled = crawl(extra=LOGIN)
    assert crawled.run.outcome == "complete", crawled.said
    assert crawled.run.listings == 3
    market.routes["/item/1"] = html("<form id=login></form>")
    market.routes["/"] = market.routes["/item/1"]
    again = crawl(extra=LOGIN)
    assert "bring new cookies with `stallwatch market session`" in again.said
    assert load_sessions(settings, "lamps") == {}
