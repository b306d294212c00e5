"""Cookies, by session and address, kept encrypted between crawls."""

from http.cookiejar import Cookie
from urllib.parse import urlsplit

from scrapy import Request, signals
from scrapy.crawler import Crawler
from scrapy.http import Response
from scrapy.http.cookies import CookieJar

from core.errors import ConfigError
from core.log import get_logger
from crawlers.access.cookies import (
    MAX_COOKIES,
    StoredCookie,
    forget_session,
    save_session,
)
from crawlers.access.state import CLOSED
from crawlers.middlewares.component import CrawlComponent

log = get_logger(__name__)


class SessionCookiesMiddleware(CrawlComponent):
    """Sends and takes cookies, in place of Scrapy's own middleware.

    Scrapy's asks a public server for its list of domain suffixes when it meets its first cookie, past every proxy and scope; here a
    cookie is good for the host that set it, or for hosts of the profile.
    """

    def __init__(self, crawler: Crawler) -> None:
        super().__init__(crawler)
        self._jars: dict[str, CookieJar] = {}
        self._preloaded: set[str] = set()
        self._saved = 0
        hosts = self.run_state.profile.hosts
        self._hosts = {urlsplit(f"//{host}").hostname for host in hosts}
        crawler.signals.connect(self._close, signal=signals.spider_closed)

    def process_request(self, request: Request) -> None:
        """Put the session's cookies into a request."""
        if self.session.number > self._saved:
            # At once: a crawl that is killed leaves the session it has opened.
            self._saved = self.session.number
            self._save()
        request.headers.pop("Cookie", None)
        self._jar(request).add_cookie_header(request)

    def process_response(self, request: Request, response: Response) -> Response:
        """Take the cookies of a response."""
        if "Set-Cookie" not in response.headers:
            return response
        jar = self._jar(request)
        for cookie in jar.make_cookies(response, request):
            if len(jar) < MAX_COOKIES or cookie.is_expired():
                jar.set_cookie_if_ok(self._narrowed(cookie, request), request)
        return response

    def _jar(self, request: Request) -> CookieJar:
        name = str(request.meta.get("cookiejar"))
        if name not in self._jars:
            self._jars[name] = jar = CookieJar()
            address, _, number = name.rpartition("#")
            if number.isdecimal() and address not in self._preloaded:
                self._preloaded.add(address)
                for cookie in self.session.stored.get(address, ()):
                    jar.set_cookie(cookie.for_jar())
        return self._jars[name]

    def _narrowed(self, cookie: Cookie, request: Request) -> Cookie:
        host = (urlsplit(request.url).hostname or "").lower()
        domain = cookie.domain.removeprefix(".")
        if domain not in (host, f"{host}.local") and domain not in self._hosts:
            cookie.domain, cookie.domain_specified = host, False
        return cookie

    def _save(self) -> None:
        session = self.session
        jar = self._jars.get(f"{session.address}#{session.number}")
        if jar is None or not (session.has_login or session.address in session.stored):
            return
        cookies = [StoredCookie.of(cookie) for cookie in jar]
        try:
            save_session(
                self.context.settings, self.run_state.market, session.address, cookies
            )
        except (OSError, ConfigError) as error:
            log.warning("session/not_kept", reason=str(error))

    def _close(self) -> None:
        ended = self.session.ended
        if ended is None or ended[0] not in CLOSED:
            self._save()
            return
        # A session that the market has shut out is of no use to the next crawl.
        try:
            forget_session(
                self.context.settings, self.run_state.market, self.session.address
            )
        except (OSError, ConfigError) as error:
            log.warning("session/not_forgotten", reason=str(error))
