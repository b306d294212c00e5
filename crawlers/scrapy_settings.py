"""Scrapy's settings for one market, each that departs from a default with its reason."""

from typing import Any

from core.settings import Settings
from crawlers.access.proxy import proxy_settings
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
        **_limits(),
        **_rate(profile),
        **_parts(),
        **proxy_settings(profile.proxy),
    }


def _limits() -> dict[str, Any]:
    return {
        "DOWNLOAD_MAXSIZE": MAX_BODY_BYTES,
        "DOWNLOAD_WARNSIZE": 2 * MIB,
        "DOWNLOAD_TIMEOUT": TIMEOUT_S,
        "DNS_TIMEOUT": TIMEOUT_S,
        "RETRY_TIMES": 2,
        "REDIRECT_MAX_TIMES": 10,
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
        # Each response starts as many tasks, and none of them ever waits.
        "CONCURRENT_ITEMS": 1,
        "DOWNLOADER_MIDDLEWARES": {
            "scrapy.downloadermiddlewares.offsite.OffsiteMiddleware": None,
            # Nobody here uses these, and each costs every request some time.
            "scrapy.downloadermiddlewares.httpauth.HttpAuthMiddleware": None,
            "scrapy.downloadermiddlewares.stats.DownloaderStats": None,
            "crawlers.middlewares.scope.ScopeMiddleware": 10,
            "crawlers.middlewares.blocked.SessionStampMiddleware": 20,
            # Nearer than the retries, so that it sees each failure.
            "crawlers.middlewares.mirrors.MirrorMiddleware": 560,
            # Scrapy's own asks a public server for domain suffixes, past scope and proxy.
            "scrapy.downloadermiddlewares.cookies.CookiesMiddleware": None,
            "crawlers.middlewares.cookies.SessionCookiesMiddleware": 700,
            # Nearest to the wire, so below decompression, redirects and retries.
            "crawlers.middlewares.snapshot.SnapshotMiddleware": 990,
            # Nearer still: what is on the block list is never kept.
            "crawlers.middlewares.blocklist.BlockListMiddleware": 995,
        },
        # Faults of a page meet the highest number first.
        "SPIDER_MIDDLEWARES": {
            # Error pages reach the reader, which knows the market's own.
            "scrapy.spidermiddlewares.httperror.HttpErrorMiddleware": None,
            # The spider counts depth over resumes; the reader leaves out endless addresses.
            "scrapy.spidermiddlewares.depth.DepthMiddleware": None,
            "scrapy.spidermiddlewares.urllength.UrlLengthMiddleware": None,
            "crawlers.middlewares.blocked.BlockedMiddleware": 40,
            "crawlers.middlewares.unreadable.UnreadableMiddleware": 30,
        },
        "EXTENSIONS": {
            "crawlers.progress.ProgressExtension": 10,
            "crawlers.limits.LimitsExtension": 15,
            "crawlers.access.standing.StandingExtension": 20,
        },
    }
