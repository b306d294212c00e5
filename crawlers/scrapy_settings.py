"""Scrapy's settings for one market, each that departs from a default with its reason."""

from typing import Any

from core.settings import Settings
from crawlers.profile.market import MarketProfile

MIB = 1024 * 1024
MAX_BODY_BYTES = 10 * MIB
"""A larger page, or one that unpacks to more, is not read."""
TIMEOUT_S = 30.0
MEMORY_LIMIT_MB = 2_048
USER_AGENT = "Mozilla/5.0 (compatible; Stallwatch)"


def scrapy_settings(profile: MarketProfile, settings: Settings) -> dict[str, Any]:
    """Return the settings of a crawl of one market."""
    return {
        "BOT_NAME": "stallwatch",
        "USER_AGENT": USER_AGENT,
        "DEFAULT_REQUEST_HEADERS": {
            "Accept": "text/html,application/xhtml+xml;q=0.9,*/*;q=0.8",
            "Accept-Language": f"{profile.language},en;q=0.5",
        },
        # An order of an authority says what may be read; a market's robots.txt does not.
        "ROBOTSTXT_OBEY": False,
        "REFERRER_POLICY": "same-origin",
        "TWISTED_REACTOR": "twisted.internet.asyncioreactor.AsyncioSelectorReactor",
        "LOG_LEVEL": settings.log_level,
        "STATS_DUMP": False,
        # core.log has set up the root logger already.
        "LOG_INSTALL_ROOT_HANDLER": False,
        **_limits(profile),
        **_rate(profile),
        **_parts(),
    }


def _limits(profile: MarketProfile) -> dict[str, Any]:
    return {
        "DOWNLOAD_MAXSIZE": MAX_BODY_BYTES,
        "DOWNLOAD_WARNSIZE": 2 * MIB,
        "DOWNLOAD_TIMEOUT": TIMEOUT_S,
        "DNS_TIMEOUT": TIMEOUT_S,
        "RETRY_TIMES": 2,
        "REDIRECT_MAX_TIMES": 10,
        "DEPTH_LIMIT": profile.limits.depth_max,
        "CLOSESPIDER_PAGECOUNT": profile.limits.pages_max,
        "MEMUSAGE_ENABLED": True,
        "MEMUSAGE_LIMIT_MB": MEMORY_LIMIT_MB,
    }


def _rate(profile: MarketProfile) -> dict[str, Any]:
    rate = profile.rate
    return {
        "CONCURRENT_REQUESTS": rate.concurrency,
        "CONCURRENT_REQUESTS_PER_DOMAIN": rate.concurrency,
        "DOWNLOAD_DELAY": rate.delay_s,
        "AUTOTHROTTLE_ENABLED": rate.autothrottle,
        "AUTOTHROTTLE_START_DELAY": rate.delay_s,
        "AUTOTHROTTLE_TARGET_CONCURRENCY": float(rate.concurrency),
    }


def _parts() -> dict[str, Any]:
    return {
        # Doors into the process that nobody here uses.
        "TELNETCONSOLE_ENABLED": False,
        "REMOTE_CONTROL_ENABLED": False,
        # Proxies come from profiles, never from whatever the environment happens to say.
        "HTTPPROXY_ENABLED": False,
        # A page that refreshes itself is a waiting or challenge page: shown, not followed.
        "METAREFRESH_ENABLED": False,
        "COOKIES_ENABLED": True,
        # Each response starts as many tasks; a page has few records, and none waits.
        "CONCURRENT_ITEMS": 4,
        # Error pages reach the reader, which knows the market's own.
        "HTTPERROR_ALLOW_ALL": True,
        "DOWNLOADER_MIDDLEWARES": {
            "scrapy.downloadermiddlewares.offsite.OffsiteMiddleware": None,
            "crawlers.middlewares.scope.ScopeMiddleware": 10,
            "crawlers.middlewares.blocked.SessionStampMiddleware": 20,
            # Nearest to the wire, so below decompression, redirects and retries.
            "crawlers.middlewares.snapshot.SnapshotMiddleware": 990,
        },
        # Faults of a page meet the highest number first.
        "SPIDER_MIDDLEWARES": {
            "crawlers.middlewares.blocked.BlockedMiddleware": 40,
            "crawlers.middlewares.unreadable.UnreadableMiddleware": 30,
        },
        "ITEM_PIPELINES": {"crawlers.pipelines.publish.PublishPipeline": 100},
        "EXTENSIONS": {"crawlers.progress.ProgressExtension": 10},
    }
