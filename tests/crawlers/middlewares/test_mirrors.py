from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from scrapy import Request
from scrapy.crawler import Crawler
from scrapy.exceptions import DownloadFailedError, DownloadTimeoutError
from scrapy.http import HtmlResponse, Response

from core.records import AlertKind
from core.settings import Settings
from crawlers.access.clones import fingerprint_of, load_fingerprint, save_fingerprint
from crawlers.access.mirrors import MirrorBook
from crawlers.access.session import ADDRESS_KEY, LOOK_KEY
from crawlers.access.state import MarketAccess, load_access
from crawlers.middlewares.mirrors import (
    DOWN_AFTER,
    FAILURES_MAX,
    MirrorMiddleware,
    rest_of,
)
from crawlers.pages.reader import Page
from crawlers.profile.load import parse_profile
from tests.crawlers.access.homes import write_logins
from tests.crawlers.conftest import Crawl
from tests.crawlers.small_market import (
    LOGIN,
    Answer,
    Asked,
    Route,
    SmallMarket,
    html,
    profile_text,
    serve_small_market,
)

DEAD = "http://127.0.0.1:9"
KEY = (
    "<pre>-----BEGIN PGP PUBLIC KEY BLOCK-----\n\nmQENBF{}\n"
    "-----END PGP PUBLIC KEY BLOCK-----</pre>"
)


@pytest.fixture
def mirror() -> Iterator[SmallMarket]:
    with serve_small_market() as served:
        yield served


def with_mirror(
    market: SmallMarket, mirror: SmallMarket, *, base: str | None = None
) -> dict[str, str]:
    """The changes of a profile that give it a second address."""
    base = base or market.origin
    hosts = [base.removeprefix("http://"), mirror.host, market.host]
    return {
        f'base_url: "{market.origin}"': f'base_url: "{base}"\nmirrors: ["{mirror.origin}"]',
        f'["{market.host}"]': str(sorted(set(hosts))).replace("'", '"'),
        "concurrency: 8": "concurrency: 2",
    }


def gone_after(route: Route, market: SmallMarket, count: int) -> Route:
    """Answer so many requests of a market, then hang up on each."""

    def answer(asked: Asked) -> Answer:
        if len(market.asked) > count:
            raise ConnectionAbortedError("hung up")
        return route(asked) if callable(route) else route

    return answer


def hang_up(market: SmallMarket, *, after: int) -> None:
    market.routes = {
        path: gone_after(route, market, after) for path, route in market.routes.items()
    }


@pytest.mark.slow
def test_dead_base_address_is_replaced_by_its_mirror(
    market: SmallMarket, mirror: SmallMarket, crawl: Crawl
) -> None:
    mirror.fill(12)
    crawled = crawl(changes=with_mirror(market, mirror, base=DEAD))
    assert crawled.run.outcome == "complete", crawled.said
    assert crawled.run.address == mirror.origin
    assert crawled.run.listings == 12
    assert all(item.url.startswith(mirror.origin) for item in crawled.listings())
    asked = len(mirror.asked)
    # What failed last is not tried first again.
    again = crawl(changes=with_mirror(market, mirror, base=DEAD))
    assert again.run.address == mirror.origin
    assert not [e for e in again.events if e["event"] == "mirrors/moved"]
    assert asked < len(mirror.asked)


@pytest.mark.slow
@pytest.mark.filterwarnings("ignore::pytest.PytestUnhandledThreadExceptionWarning")
def test_address_that_dies_in_the_run_is_left_and_no_listing_is_lost(
    market: SmallMarket, mirror: SmallMarket, crawl: Crawl
) -> None:
    market.fill(30)
    mirror.fill(30)
    hang_up(market, after=12)
    crawled = crawl(changes=with_mirror(market, mirror))
    assert crawled.run.outcome == "complete", crawled.said
    assert crawled.run.address == mirror.origin
    found = [item.external_id for item in crawled.listings()]
    assert sorted(found, key=int) == [str(number) for number in range(30)]
    # Which address showed it is no part of what it is.
    assert len({item.listing_id for item in crawled.listings()}) == 30


@pytest.mark.slow
@pytest.mark.filterwarnings("ignore::pytest.PytestUnhandledThreadExceptionWarning")
def test_login_at_a_mirror_is_its_own_and_no_lost_session(
    market: SmallMarket, mirror: SmallMarket, crawl: Crawl, tmp_path: Path
) -> None:
    for served in (market, mirror):
        served.fill(20)
        served.require_login()
    hang_up(market, after=10)
    write_logins(tmp_path / "home")
    crawled = crawl(changes=with_mirror(market, mirror), extra=LOGIN)
    assert crawled.run.outcome == "complete", crawled.said
    assert crawled.run.listings == 20
    assert crawled.run.session_losses == 0
    cookies = {asked.headers.get("cookie") for asked in mirror.asked}
    assert cookies == {None, "session=token-0"}
    assert [a.path for a in mirror.asked if a.method == "POST"] == ["/session"]


@pytest.mark.slow
def test_address_that_only_answers_with_errors_is_left(
    market: SmallMarket, mirror: SmallMarket, crawl: Crawl
) -> None:
    market.fill(20)
    mirror.fill(20)
    for number in range(20):
        market.routes[f"/item/{number}"] = html("overload", status=503)
    crawled = crawl(changes=with_mirror(market, mirror))
    assert crawled.run.outcome == "complete", crawled.said
    assert crawled.run.listings == 20


@pytest.mark.slow
def test_clone_among_the_mirrors_is_told_and_not_read(
    market: SmallMarket, mirror: SmallMarket, crawl: Crawl
) -> None:
    for served, key in ((market, "market"), (mirror, "thief")):
        served.fill(10)
        front = served.routes["/"]
        assert isinstance(front, Answer)
        front.body += KEY.format(key).encode()
    first = crawl(changes=with_mirror(market, mirror))
    assert first.run.outcome == "complete", first.said
    assert mirror.asked == []
    for path in market.routes:
        market.routes[path] = html("out of order", status=503)
    second = crawl(changes=with_mirror(market, mirror))
    assert [asked.path for asked in mirror.asked] == ["/"]
    (alert,) = (item for item in second.run.alerts if item.kind is AlertKind.CLONE)
    assert "PGP keys are not the market's" in alert.message
    assert second.run.listings == 0
    book = MirrorBook.of(
        Settings(home=first.home),
        parse_profile(
            profile_text(market, **with_mirror(market, mirror)), source="lamps.yml"
        ),
    )
    assert book.health(mirror.origin).clone
    assert book.candidates() == (market.origin,)


@pytest.mark.slow
def test_market_that_answers_nowhere_is_down(
    market: SmallMarket, mirror: SmallMarket, crawl: Crawl
) -> None:
    changes = with_mirror(market, mirror, base=DEAD)
    changes[f'mirrors: ["{mirror.origin}"]'] = 'mirrors: ["http://127.0.0.1:1"]'
    changes[mirror.host] = "127.0.0.1:1"
    crawled = crawl(changes=changes)
    assert crawled.run.outcome == "failed"
    assert crawled.run.listings == 0
    assert [alert.kind for alert in crawled.run.alerts] == [AlertKind.DOWN]
    access = load_access(Settings(home=crawled.home), "lamps")
    assert access.state is MarketAccess.DOWN


@pytest.mark.slow
@pytest.mark.parametrize(("good", "outcome"), [(0, "failed"), (12, "degraded")])
def test_market_that_answers_only_with_errors_is_down(
    market: SmallMarket, crawl: Crawl, good: int, outcome: str
) -> None:
    market.fill(40)
    market.routes = {
        path: error_after(route, market, good) for path, route in market.routes.items()
    }
    crawled = crawl()
    run = crawled.run
    assert run.outcome == outcome, crawled.said
    assert run.listings == len(crawled.listings())
    assert bool(run.listings) == bool(good)
    assert "it answers 503" in " ".join(run.reasons)
    assert [alert.kind for alert in run.alerts] == [AlertKind.DOWN]
    access = load_access(Settings(home=crawled.home), "lamps")
    assert access.state is MarketAccess.DOWN
    # It is not asked to the end, which would be three times for each of its pages.
    assert len(market.asked) <= good + 3 * DOWN_AFTER


@pytest.mark.slow
def test_both_addresses_answering_with_errors_are_left_in_the_end(
    market: SmallMarket, mirror: SmallMarket, crawl: Crawl
) -> None:
    for served in (market, mirror):
        served.fill(40)
        for number in range(40):
            served.routes[f"/item/{number}"] = error_after(html(""), served, 8)
    crawled = crawl(changes=with_mirror(market, mirror))
    # Their start pages answer, so the market is not down: each page is asked for in vain.
    assert crawled.run.outcome == "degraded"
    assert not [one for one in crawled.run.alerts if one.kind is AlertKind.DOWN]
    for served in (market, mirror):
        served.routes = {"/": html("out of order", status=503)}
    again = crawl(changes=with_mirror(market, mirror))
    assert [one.kind for one in again.run.alerts] == [AlertKind.DOWN]


@pytest.mark.slow
def test_pages_with_errors_do_not_make_a_market_down(
    market: SmallMarket, crawl: Crawl
) -> None:
    market.fill(30)
    for number in range(30):
        market.routes[f"/item/{number}"] = html("overload", status=500)
    crawled = crawl()
    assert crawled.run.unreadable == 30
    assert crawled.run.vendors == 0
    access = load_access(Settings(home=crawled.home), "lamps")
    assert access.state is MarketAccess.ACTIVE


@pytest.mark.slow
def test_challenge_that_calls_itself_an_error_is_a_challenge(
    market: SmallMarket, crawl: Crawl
) -> None:
    market.fill(40)
    for number in range(40):
        market.routes[f"/item/{number}"] = html("<form class=captcha>", status=503)
    crawled = crawl()
    assert [alert.kind for alert in crawled.run.alerts] == [AlertKind.CHALLENGE]
    access = load_access(Settings(home=crawled.home), "lamps")
    assert access.state is MarketAccess.CHALLENGE


def error_after(route: Route, market: SmallMarket, count: int) -> Route:
    """Answer so many requests of a market, then 503 to each."""

    def answer(asked: Asked) -> Answer:
        if len(market.asked) > count:
            return html("out of order", status=503)
        return route(asked) if callable(route) else route

    return answer


@pytest.mark.parametrize(
    ("url", "address", "rest"),
    [
        ("http://a.test/x?y=1", "http://a.test", "/x?y=1"),
        ("http://A.test", "http://a.test", ""),
        ("http://a.test/m/x", "http://a.test/m", "/x"),
        ("http://a.test/mx", "http://a.test/m", None),
        ("https://a.test/x", "http://a.test", None),
        ("http://a.test:81/x", "http://a.test", None),
        ("http://a.test.evil/x", "http://a.test", None),
    ],
)
def test_rest_of_a_url_is_what_follows_its_address(
    url: str, address: str, rest: str | None
) -> None:
    assert rest_of(url, address) == rest


@pytest.fixture
def mirrors(crawler: Crawler) -> MirrorMiddleware:
    return MirrorMiddleware(crawler)


def test_request_notes_its_address(
    mirrors: MirrorMiddleware, market: SmallMarket
) -> None:
    request = Request(f"{market.origin}/item/1")
    assert mirrors.process_request(request) is None
    assert request.meta[ADDRESS_KEY] == market.origin
    assert mirrors.run_state.address == market.origin


@pytest.mark.parametrize("meta", [{LOOK_KEY: True}, {}])
def test_others_are_left_alone(
    mirrors: MirrorMiddleware, meta: dict[str, bool]
) -> None:
    request = Request("http://elsewhere.test/picture.png", meta=meta)
    assert mirrors.process_request(request) is None
    assert ADDRESS_KEY not in request.meta
    error = DownloadTimeoutError("late")
    assert mirrors.process_exception(request, error) is None
    assert mirrors.session.unanswered == 0


def test_failures_of_the_page_are_none_of_the_address(
    mirrors: MirrorMiddleware, market: SmallMarket
) -> None:
    request = Request(f"{market.origin}/item/1", meta={ADDRESS_KEY: market.origin})
    for _ in range(FAILURES_MAX):
        assert mirrors.process_exception(request, ValueError("odd")) is None
    assert mirrors.session.unanswered == 0


def test_answer_ends_a_row_of_failures(
    mirrors: MirrorMiddleware, market: SmallMarket
) -> None:
    request = Request(f"{market.origin}/item/1", meta={ADDRESS_KEY: market.origin})
    response = HtmlResponse(request.url, body=b"<p>", request=request)
    for _ in range(4):
        for _ in range(FAILURES_MAX - 1):
            failed = mirrors.process_exception(request, DownloadFailedError("cut"))
            assert failed is None
        assert mirrors.process_response(request, response) is response
    assert mirrors.session.answers == 4
    assert mirrors.session.unanswered == 8


def test_start_page_of_the_market_is_learnt(
    mirrors: MirrorMiddleware,
    market: SmallMarket,
    learn: Callable[[str], Response],
    crawler: Crawler,
) -> None:
    response = learn("/")
    request = response.request
    assert request is not None
    mirrors.process_response(request, response)
    mirrors._close()
    settings = mirrors.context.settings
    known = load_fingerprint(settings, "lamps")
    assert known is not None
    assert known.listings == {"1", "2"}
    assert known.offers == {"lamp 1", "lamp 2"}


@pytest.fixture
def learn(market: SmallMarket) -> Callable[[str], Response]:
    def page(path: str) -> Response:
        request = Request(market.origin + path, meta={ADDRESS_KEY: market.origin})
        body = b"<html><title>t</title><a href=/item/1>Lamp 1</a><a href=/item/2>lamp 2</a>"
        return HtmlResponse(request.url, body=body, request=request)

    return page


def test_kept_fingerprint_grows_by_pages_without_listings(
    crawler: Crawler, market: SmallMarket, learn: Callable[[str], Response]
) -> None:
    first = MirrorMiddleware(crawler)
    profile = first.run_state.profile
    settings = first.context.settings
    old = fingerprint_of(
        profile, Page(url=f"{market.origin}/", body=b"<title>old</title><p>x")
    )
    save_fingerprint(settings, "lamps", old)
    mirrors = MirrorMiddleware(crawler)
    request = Request(f"{market.origin}/", meta={ADDRESS_KEY: market.origin})
    bare = HtmlResponse(request.url, body=b"<title>new</title><p>x", request=request)
    mirrors.process_response(request, bare)
    mirrors._close()
    known = load_fingerprint(settings, "lamps")
    assert known is not None
    assert known.titles == {"old", "new"}


@pytest.mark.slow
def test_market_that_changes_its_keys_is_told_and_read(
    market: SmallMarket, crawl: Crawl
) -> None:
    market.fill(10)
    front = market.routes["/"]
    assert isinstance(front, Answer)
    plain = front.body
    for key, alerts in (("one", 0), ("one", 0), ("two", 1), ("two", 0)):
        front.body = plain + KEY.format(key).encode()
        crawled = crawl()
        assert crawled.run.outcome == "complete", crawled.said
        assert len(crawled.run.alerts) == alerts
        if alerts:
            (alert,) = crawled.run.alerts
            assert alert.kind is AlertKind.CLONE
            assert market.origin in alert.message
            assert "PGP key" in alert.message


def test_conditions_of_the_former_address_are_not_sent_to_the_next(
    mirrors: MirrorMiddleware, market: SmallMarket
) -> None:
    headers = {
        "If-None-Match": '"a"',
        "If-Modified-Since": "Thu, 01 Jan 2026 00:00:00 GMT",
    }
    request = Request(f"{market.origin}/item/1", headers=headers)
    assert mirrors.process_request(request) is None
    assert request.headers[b"If-None-Match"] == b'"a"'
    mirrors._take("http://mirror.test")
    asked = request.replace(url="http://elsewhere.test/item/1")
    assert mirrors.process_request(asked) is None
    relocated = Request(f"{market.origin}/item/1", headers=headers)
    mirrors._book.addresses = (market.origin, "http://mirror.test")
    mirrors._looked_at.add("http://mirror.test")
    again = mirrors.process_request(relocated)
    assert isinstance(again, Request)
    assert again.url == "http://mirror.test/item/1"
    assert mirrors.process_request(again) is None
    assert b"If-None-Match" not in again.headers
    assert b"If-Modified-Since" not in again.headers
