"""What Scrapy builds for a crawl of ours, and how it reaches the run."""

from typing import Any, Self

from scrapy import Spider
from scrapy.crawler import Crawler

from core.errors import ConfigError
from crawlers.access.session import Session
from crawlers.context import CrawlContext


class CrawlComponent:
    """A middleware, pipeline or extension of one crawl.

    Args:
        crawler: Scrapy's crawler, whose spider carries the run.
    """

    def __init__(self, crawler: Crawler) -> None:
        self.crawler = crawler
        self.context = _attribute(crawler.spider, "context", CrawlContext)
        self.run_state = self.context.state
        self.session = _attribute(crawler.spider, "session", Session)

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        """Build it, as Scrapy asks."""
        return cls(crawler)


def _attribute(spider: Spider | None, name: str, kind: type[Any]) -> Any:
    value = getattr(spider, name, None)
    if not isinstance(value, kind):
        raise ConfigError(
            f"this part of the crawler works with MarketSpider only: {name}"
        )
    return value
