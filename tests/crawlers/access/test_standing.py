from pathlib import Path

import pytest
from scrapy.crawler import Crawler

from core.records import AlertKind, RunOutcome
from core.settings import Settings
from crawlers.access.standing import StandingExtension
from crawlers.access.state import MarketAccess, access_path, load_access
from tests.crawlers.conftest import Crawl
from tests.crawlers.small_market import SmallMarket, html


@pytest.fixture
def standing(crawler: Crawler) -> StandingExtension:
    return StandingExtension(crawler)


def kept(standing: StandingExtension) -> MarketAccess:
    standing._close()
    return load_access(standing.context.settings, "lamps").state


def test_market_that_answered_is_active(standing: StandingExtension) -> None:
    standing.session.answers = 1
    standing.session.unanswered = 5
    assert kept(standing) is MarketAccess.ACTIVE
    assert standing.run_state.stopped is None


def test_market_that_never_answered_is_down(standing: StandingExtension) -> None:
    standing.session.note_unanswered("it answers 503")
    assert kept(standing) is MarketAccess.DOWN
    (alert,) = standing.run_state.alerts
    assert alert.kind is AlertKind.DOWN
    assert "it answers 503" in alert.message
    assert standing.run_state.stopped is RunOutcome.FAILED


def test_first_word_of_the_market_stands(standing: StandingExtension) -> None:
    standing.session.answers = 1
    standing.session.end(MarketAccess.BANNED, "shut out")
    standing.session.end(MarketAccess.DOWN, "gone")
    assert kept(standing) is MarketAccess.BANNED


def test_run_that_asked_for_nothing_says_nothing(standing: StandingExtension) -> None:
    kept(standing)
    assert not access_path(standing.context.settings, "lamps").exists()


@pytest.mark.slow
@pytest.mark.parametrize(
    ("body", "state", "alert"),
    [
        ("<form class=captcha>", MarketAccess.CHALLENGE, AlertKind.CHALLENGE),
        ("<p>account suspended</p>", MarketAccess.BANNED, AlertKind.BANNED),
        ("<form id=login>", MarketAccess.NEED_MANUAL_LOGIN, AlertKind.SESSION_LOST),
    ],
)
def test_obstacle_closes_the_market_until_a_human_has_seen_to_it(
    market: SmallMarket,
    crawl: Crawl,
    body: str,
    state: MarketAccess,
    alert: AlertKind,
) -> None:
    market.fill(6)
    market.routes["/item/3"] = html(body)
    changes = {"  challenge:": "  banned: [{text: account suspended}]\n  challenge:"}
    crawled = crawl(changes=changes)
    assert crawled.run.outcome == "degraded", crawled.said
    # What was collected before is kept.
    assert len(crawled.listings()) == crawled.run.listings >= 1
    assert [item.kind for item in crawled.run.alerts] == [alert]
    access = load_access(Settings(home=crawled.home), "lamps")
    assert access.state is state
    market.asked.clear()
    refused = crawl(changes=changes)
    assert market.asked == []
    assert refused.code == 4
    assert f"lamps is in state {state} since" in refused.said


@pytest.mark.slow
def test_page_that_needs_scripts_is_told_once_and_the_run_goes_on(
    market: SmallMarket, crawl: Crawl, tmp_path: Path
) -> None:
    market.fill(10)
    for number in (3, 4):
        market.routes[f"/item/{number}"] = html("<div id=app-shell></div>")
    changes = {"  challenge:": "  javascript: [{css: '#app-shell'}]\n  challenge:"}
    crawled = crawl(changes=changes)
    assert crawled.run.listings == 8
    assert crawled.run.unreadable == 2
    assert [item.kind for item in crawled.run.alerts] == [AlertKind.JAVASCRIPT]
    assert any("pages need scripts" in reason for reason in crawled.run.reasons)
    access = load_access(Settings(home=tmp_path / "home"), "lamps")
    assert access.state is MarketAccess.ACTIVE
