import pytest
from scrapy import Spider
from scrapy.crawler import Crawler

from core.errors import ConfigError
from crawlers.context import CrawlContext
from crawlers.middlewares.component import CrawlComponent


def test_component_reaches_the_run(crawler: Crawler, context: CrawlContext) -> None:
    component = CrawlComponent.from_crawler(crawler)
    assert component.run_state is context.state
    assert component.session.number == 0


def test_other_spiders_are_refused() -> None:
    crawler = Crawler(Spider)
    with pytest.raises(ConfigError, match="MarketSpider only"):
        CrawlComponent(crawler)
