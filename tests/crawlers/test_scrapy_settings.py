from scrapy.utils.misc import load_object

from crawlers.context import CrawlContext
from crawlers.middlewares.component import CrawlComponent
from crawlers.scrapy_settings import MAX_BODY_BYTES, scrapy_settings


def test_settings_are_safe_and_follow_the_profile(context: CrawlContext) -> None:
    made = scrapy_settings(context.state.profile, context.settings)
    assert made["TELNETCONSOLE_ENABLED"] is False
    assert made["REMOTE_CONTROL_ENABLED"] is False
    assert made["HTTPPROXY_ENABLED"] is False
    assert made["METAREFRESH_ENABLED"] is False
    assert made["DOWNLOAD_MAXSIZE"] == MAX_BODY_BYTES == 10 * 1024 * 1024
    assert made["DOWNLOAD_TIMEOUT"] == 30
    assert made["CONCURRENT_REQUESTS"] == context.state.profile.rate.concurrency
    # The spider keeps these itself, and says so: Scrapy drops what lies deeper silently.
    assert "DEPTH_LIMIT" not in made
    assert "CLOSESPIDER_PAGECOUNT" not in made


def test_every_part_that_is_named_exists(context: CrawlContext) -> None:
    made = scrapy_settings(context.state.profile, context.settings)
    names = [
        name
        for key in (
            "DOWNLOADER_MIDDLEWARES",
            "SPIDER_MIDDLEWARES",
            "EXTENSIONS",
        )
        for name in made[key]
    ]
    assert len(names) >= 8
    parts = [load_object(name) for name in names if not name.startswith("scrapy.")]
    assert all(issubclass(part, CrawlComponent) for part in parts if part is not None)
