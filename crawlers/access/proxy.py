"""The only way out for a market with a proxy: SOCKS, names resolved by the proxy."""

import asyncio
import ssl
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

import httpx2
from scrapy import Request
from scrapy.core.downloader.handlers._httpx import HttpxDownloadHandler
from scrapy.crawler import Crawler
from scrapy.exceptions import DownloadConnectionRefusedError, DownloadTimeoutError
from scrapy.http import Response
from typing_extensions import override

from core.errors import ConfigError

PROXY_SETTING = "STALLWATCH_PROXY"
"""Name of the Scrapy setting that holds the proxy's address."""


class ProxyUnreachableError(DownloadConnectionRefusedError):
    """The proxy itself does not answer; nothing is asked for without it."""


class SocksDownloadHandler(HttpxDownloadHandler):
    """Sends every request through the market's proxy, and none in any other way.

    The host name travels inside the SOCKS request, so that this machine never resolves it.
    """

    # Scrapy warns of its handler as experimental; here it has tests of its own.
    experimental = False

    def __init__(self, crawler: Crawler) -> None:
        proxy = crawler.settings.get(PROXY_SETTING)
        if not proxy:
            raise ConfigError("a market with 'proxy' is never read without it")
        self._proxy_url = str(proxy)
        super().__init__(crawler)

    @override
    def _make_client(self, proxy_url: str | None = None) -> httpx2.AsyncClient:
        # Whatever a request's meta says: there is no client without the proxy.
        return super()._make_client(self._proxy_url)

    @override
    def _get_client(self, proxy_url: str | None) -> httpx2.AsyncClient:
        return self._default_client

    @override
    async def download_request(self, request: Request) -> Response:
        timeout = float(
            request.meta.get("download_timeout", self._DEFAULT_CONNECT_TIMEOUT)
        )
        try:
            # httpx limits each read; a page that drips in for ever needs a limit as well.
            async with asyncio.timeout(timeout):
                return await super().download_request(request)
        except TimeoutError as error:
            raise DownloadTimeoutError(
                f"Getting {request.url} took longer than {timeout} seconds."
            ) from error

    @override
    @asynccontextmanager
    async def _make_request(
        self, request: Request, timeout: float
    ) -> AsyncIterator[httpx2.Response]:
        try:
            async with super()._make_request(request, timeout) as response:
                yield response
        except DownloadConnectionRefusedError as error:
            if isinstance(error.__cause__, httpx2.ConnectError) and not _is_tls(error):
                raise ProxyUnreachableError(
                    f"the proxy {self._proxy_url} does not answer: {error}"
                ) from error
            raise

    @classmethod
    @override
    def _build_base_response_args(
        cls, response: httpx2.Response, request: Request, headers: Any
    ) -> Any:
        found = super()._build_base_response_args(response, request, headers)
        # It would be the proxy's address, which is not where the page came from.
        found["ip_address"] = None
        return found


def _is_tls(error: BaseException | None) -> bool:
    # A bad certificate behind the proxy is a fault of the market, not of the proxy.
    while error is not None:
        if isinstance(error, ssl.SSLError):
            return True
        error = error.__cause__ or error.__context__
    return False


def proxy_settings(proxy: str | None) -> dict[str, Any]:
    """Return the part of Scrapy's settings that sends a market through its proxy."""
    if proxy is None:
        return {}
    handler = f"{__name__}.{SocksDownloadHandler.__name__}"
    return {
        PROXY_SETTING: proxy,
        # Files, FTP and the rest are refused as out of scope; they have no handler either.
        "DOWNLOAD_HANDLERS": dict.fromkeys(("data", "file", "ftp", "s3"), None)
        | dict.fromkeys(("http", "https"), handler),
    }
