from datetime import date

import pytest
from scrapy import Request
from scrapy.crawler import Crawler

from core.records import RunOutcome
from crawlers.context import CrawlContext
from crawlers.middlewares.refusals import OutOfScope
from crawlers.middlewares.scope import ScopeMiddleware
from crawlers.spiders.market import MarketSpider
from tests.crawlers.small_market import SmallMarket


def test_authorised_request_passes(crawler: Crawler, market: SmallMarket) -> None:
    guard = ScopeMiddleware(crawler)
    guard.process_request(Request(market.origin + "/item/1"))
    assert guard.run_state.out_of_scope == 0


@pytest.mark.parametrize(
    "url",
    [
        "http://evil.example/",
        "http://localhost/",
        "ftp://127.0.0.1/",
        "file:///etc/passwd",
    ],
)
def test_any_other_request_is_dropped_and_counted(crawler: Crawler, url: str) -> None:
    guard = ScopeMiddleware(crawler)
    with pytest.raises(OutOfScope):
        guard.process_request(Request(url))
    assert guard.run_state.out_of_scope == 1
    assert guard.run_state.stopped is None


def test_authorisation_that_ends_during_the_run_stops_it(
    crawler: Crawler, context: CrawlContext, market: SmallMarket
) -> None:
    profile = context.state.profile
    past = {"valid_until": date(2020, 1, 31)}
    expired = profile.authorisation.model_copy(update=past)
    context.state.profile = profile.model_copy(update={"authorisation": expired})
    crawler.spider = MarketSpider(context)
    guard = ScopeMiddleware(crawler)
    with pytest.raises(OutOfScope, match="have it renewed"):
        guard.process_request(Request(market.origin + "/item/1"))
    assert guard.run_state.stopped is RunOutcome.DEGRADED
