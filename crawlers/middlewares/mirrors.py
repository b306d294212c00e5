"""Reads a market at the address that answers, and never at a clone of it."""

import asyncio
from collections import Counter
from collections.abc import Awaitable
from typing import Any
from urllib.parse import urlsplit

from scrapy import Request, signals
from scrapy.crawler import Crawler
from scrapy.exceptions import (
    CannotResolveHostError,
    DownloadConnectionRefusedError,
    DownloadFailedError,
    DownloadTimeoutError,
    IgnoreRequest,
    ResponseDataLossError,
)
from scrapy.http import Response

from core.errors import BlockedError, ConfigError, SourceError, StallwatchError, shown
from core.log import get_logger
from core.records import AlertKind, RunAlert
from crawlers.access.clones import (
    Fingerprint,
    Verdict,
    changed_identifiers,
    compare,
    fingerprint_of,
    load_fingerprint,
    mirror_conflict,
    save_fingerprint,
)
from crawlers.access.mirrors import MirrorBook
from crawlers.access.proxy import ProxyUnreachableError
from crawlers.access.session import (
    ADDRESS_KEY,
    LOGIN_KEY,
    LOOK_KEY,
    as_first_asked,
    page_of,
)
from crawlers.middlewares.component import CrawlComponent
from crawlers.middlewares.refusals import MarketDown
from crawlers.pages.markers import check_markers
from crawlers.pages.reader import Page, parse_page

FAILURES_MAX = 3
"""Failures in a row after which another address is tried."""
ERRORS_MAX = 10
"""Answers of 500 and above in a row after which another address is tried."""
DOWN_AFTER = 15
"""Failures and errors in a row after which a market that has no other address counts as down."""
CONDITIONS = ("If-None-Match", "If-Modified-Since")
"""Headers that speak of what an address showed before."""
UNANSWERED = (
    CannotResolveHostError,
    DownloadConnectionRefusedError,
    DownloadTimeoutError,
    DownloadFailedError,
)

log = get_logger(__name__)


class MirrorMiddleware(CrawlComponent):
    """Sends the market's requests to the address in use, and chooses another when it fails.

    Stands nearer to the wire than the retries, so that it sees each failure, and farther than decompression.
    """

    def __init__(self, crawler: Crawler) -> None:
        super().__init__(crawler)
        self._profile = self.run_state.profile
        self._book = MirrorBook.of(self.context.settings, self._profile)
        self._known = load_fingerprint(self.context.settings, self._profile.name)
        self._learnt = Fingerprint()
        self._failures: Counter[str] = Counter()
        self._errors: Counter[str] = Counter()
        self._good: set[str] = set()
        """Addresses that have shown more than errors in this run."""
        self._has_moved = False
        self._has_changed = False
        """Whether the market's own address shows none of the identifiers that are known."""
        self._moving = asyncio.Lock()
        self.session.move_to(self._book.best())
        self._looked_at = {self._profile.base_url}
        start = {page.url for page in self._profile.start}
        login = {self._profile.login.page} if self._profile.login else set()
        self._learn_from = {self._profile.base_url + path for path in start | login}
        crawler.signals.connect(self._close, signal=signals.spider_closed)

    def process_request(
        self, request: Request
    ) -> Request | Awaitable[Request | None] | None:
        """Send a request of the market to the address in use."""
        if request.meta.get(LOOK_KEY) or not self._is_own(request.url):
            return None
        if self.session.address not in self._looked_at:
            return self._begin(request)
        return self._directed(request)

    def process_response(
        self, request: Request, response: Response
    ) -> Request | Response | Awaitable[Request | Response]:
        """Note how an address answers; move on when it only answers with errors."""
        address = request.meta.get(ADDRESS_KEY)
        if address is None or request.meta.get(LOOK_KEY):
            return response
        if response.status >= 500:
            return self._failing(request, response, address)
        self.session.answers += 1
        self._good.add(address)
        # The market answers: whatever failed before, here or elsewhere, was no more than that.
        self._errors.clear()
        self._failures.clear()
        self._book.note_answer(address, request.meta.get("download_latency"))
        if request.url in self._learn_from and response.status == 200:
            self._learn(response)
        return response

    def process_exception(
        self, request: Request, exception: Exception
    ) -> Request | Awaitable[Request | None] | None:
        """Note that an address does not answer; move on when it has failed too often.

        Raises:
            MarketDown: No address of the market answers.
        """
        address = request.meta.get(ADDRESS_KEY)
        if address is None or not isinstance(exception, UNANSWERED):
            return None
        reason = shown(f"{type(exception).__name__}: {exception}")
        self.session.note_unanswered(reason)
        self._failures[address] += 1
        failures = self._failures[address]
        if isinstance(exception, ProxyUnreachableError):
            self._book.note_proxy_failure(reason)
            if failures >= FAILURES_MAX:
                # No address can be better: all of them stand behind the proxy.
                raise self._down(
                    f"the proxy {self._profile.proxy} does not answer, and nothing is "
                    f"asked for without it: start it, then crawl again ({reason})"
                )
            return None
        self._book.note_failure(address, reason)
        if address != self.session.address:
            return self._again(request)
        if self._is_due(address, failures, FAILURES_MAX):
            return self._moved_on_or_down(request, address, reason)
        return None

    async def _begin(self, request: Request) -> Request | None:
        await self._move(None)
        return self._directed(request)

    def _directed(self, request: Request) -> Request | None:
        if self.session.ended is not None:
            raise MarketDown(self.session.ended[1])
        target = self._relocated(request.url)
        if target == request.url:
            request.meta[ADDRESS_KEY] = self.session.address
            if self._has_moved:
                for name in CONDITIONS:
                    request.headers.pop(name, None)
            return None
        return self._again(request)

    def _failing(
        self, request: Request, response: Response, address: str
    ) -> Request | Response | Awaitable[Request | Response]:
        """Note an error of the market's server."""
        reason = f"it answers {response.status}"
        self.session.note_unanswered(reason)
        if address != self.session.address:
            return self._again(request)
        self._errors[address] += 1
        most = ERRORS_MAX if address in self._good else FAILURES_MAX
        if self._is_due(address, self._errors[address], most):
            return self._moved_on_or_read(request, response, reason)
        return response

    def _is_due(self, address: str, count: int, most: int) -> bool:
        # Not for each one beyond: several are in flight while an address is looked at.
        return count % most == 0 or self._row(address) % DOWN_AFTER == 0

    def _row(self, address: str) -> int:
        return self._failures[address] + self._errors[address]

    async def _moved_on_or_read(
        self, request: Request, response: Response, reason: str
    ) -> Request | Response:
        if self._is_obstacle(page_of(response)):
            # Shut doors call themselves errors at times: the reader knows them.
            return response
        address = request.meta[ADDRESS_KEY]
        return await self._moved_on_or_down(request, address, reason) or response

    async def _moved_on_or_down(
        self, request: Request, address: str, reason: str
    ) -> Request | None:
        if await self._move(address):
            return self._again(request)
        if self._row(address) < DOWN_AFTER:
            return None
        if await self._look(address) is not None:
            # Some of its pages fail, the market does not.
            self._failures[address] = self._errors[address] = 0
        else:
            raise self._down(
                f"no address of {self._profile.name} answers ({reason}): see `stallwatch "
                f"market mirrors {self._profile.name} --probe`, then crawl again"
            )
        return None

    async def _move(self, failed: str | None) -> bool:
        """Take another address into use; False where none answers as it should."""
        async with self._moving:
            if failed is not None and self.session.address != failed:
                # Another request has seen to it in the meantime.
                return True
            for address in self._book.candidates():
                if address == failed or self._row(address) >= DOWN_AFTER:
                    continue
                if await self._is_usable(address):
                    self._take(address)
                    return True
            if failed is None:
                self.session.move_to(self._profile.base_url)
            return False

    def _take(self, address: str) -> None:
        self._looked_at.add(address)
        if address != self.session.address:
            log.warning("mirrors/moved", address=address)
            self.session.move_to(address)
            self._has_moved = True

    async def _is_usable(self, address: str) -> bool:
        response = await self._look(address)
        # The market's own address is what the others are compared with.
        own = address == self._profile.base_url
        return response is not None and (own or self._is_genuine(address, response))

    async def _look(self, address: str) -> Response | None:
        engine: Any = self.crawler.engine
        request = Request(
            address + self._profile.start[0].url,
            dont_filter=True,
            meta={LOOK_KEY: True, "dont_retry": True, "cookiejar": f"{address}#look"},
        )
        try:
            response: Response = await engine.download_async(request)
        except (*UNANSWERED, ResponseDataLossError, IgnoreRequest) as error:
            reason = shown(f"{type(error).__name__}: {error}")
            if isinstance(error, ProxyUnreachableError):
                self._book.note_proxy_failure(reason)
            else:
                self._book.note_failure(address, reason)
            return None
        if response.status >= 500:
            self._book.note_failure(address, f"it answers {response.status}")
            return None
        self._book.note_answer(address, request.meta.get("download_latency"))
        return response

    def _is_genuine(self, address: str, response: Response) -> bool:
        page = page_of(response)
        try:
            seen = fingerprint_of(self._profile, page)
        except SourceError as error:
            self._book.note_failure(address, error.message)
            return False
        known = self._known or self._learnt
        conflict = mirror_conflict(known, seen)
        self._book.note_clone(address, conflict)
        if conflict is not None:
            self.run_state.alert(clone_alert(self._profile.name, address, conflict))
            log.error("mirrors/clone", address=address, reason=conflict)
            return False
        if compare(known, seen).verdict is Verdict.OTHER and not self._is_obstacle(
            page
        ):
            self._book.note_failure(
                address, "nothing on its start page is the market's"
            )
            return False
        return True

    def _is_obstacle(self, page: Page) -> bool:
        try:
            check_markers(
                parse_page(self._profile, page), self._profile, status=page.status
            )
        except BlockedError:
            # Logging in, or a human, may get past it.
            return True
        except StallwatchError:
            return False
        return False

    def _learn(self, response: Response) -> None:
        try:
            seen = fingerprint_of(self._profile, page_of(response))
        except SourceError as error:
            log.info("mirrors/unlearnt", reason=error.message)
            return
        self._learnt |= seen
        change = changed_identifiers(self._known or Fingerprint(), seen)
        if change is not None and not self._has_changed:
            self._has_changed = True
            self.run_state.alert(
                change_alert(self._profile.name, self._profile.base_url, change)
            )
            log.warning("mirrors/changed", url=response.url, change=change)

    def _again(self, request: Request) -> Request:
        if request.meta.get(LOGIN_KEY):
            # A form belongs to the address that it came from: the login begins anew.
            begun: Request = self.session.log_in()
            return begun
        again = as_first_asked(request)
        again.meta.pop("retry_times", None)
        url = self._relocated(again.url) or again.url
        return again.replace(url=url, dont_filter=True)

    def _is_own(self, url: str) -> bool:
        return self._relocated(url) is not None

    def _relocated(self, url: str) -> str | None:
        for known in self._book.addresses:
            rest = rest_of(url, known)
            if rest is not None:
                return (
                    url
                    if known == self.session.address
                    else self.session.address + rest
                )
        return None

    def _down(self, reason: str) -> MarketDown:
        if self.session.ended is not None:
            # Another request has seen to it in the meantime.
            return MarketDown(self.session.ended[1])
        self.session.down(reason)
        log.error("mirrors/down", reason=reason)
        return MarketDown(reason)

    def _close(self) -> None:
        try:
            self._book.save()
            if self._learnt != Fingerprint():
                # After a change both are known: mirrors may still show the former.
                is_whole = bool(self._learnt.listings) and not self._has_changed
                fresh = self._learnt if is_whole else None
                kept = fresh or (self._known or Fingerprint()) | self._learnt
                save_fingerprint(self.context.settings, self._profile.name, kept)
        except (OSError, ConfigError) as error:
            log.warning("mirrors/not_kept", reason=str(error))


def rest_of(url: str, address: str) -> str | None:
    """Return what of a URL follows a base address; None where it is not under it."""
    given, base = urlsplit(url), urlsplit(address)
    if (given.scheme, given.netloc.lower()) != (base.scheme, base.netloc.lower()):
        return None
    rest = given._replace(scheme="", netloc="").geturl().removeprefix(base.path)
    inside = given.path.startswith(base.path) and rest[:1] in {"", "/", "?", "#"}
    return rest if inside else None


def clone_alert(market: str, address: str, reason: str) -> RunAlert:
    """Return the warning that a mirror of the profile shows a clone."""
    return RunAlert(
        kind=AlertKind.CLONE,
        message=f"{address}, a mirror of {market} in its profile, shows a clone: {reason}; "
        "it is not read: take it out of the profile, or clear it with `stallwatch market "
        f"mirrors {market} --probe` once it shows the market again",
    )


def change_alert(market: str, address: str, change: str) -> RunAlert:
    """Return the warning that the market's own address shows other identifiers than before."""
    return RunAlert(
        kind=AlertKind.CLONE,
        message=f"{address}, the address of {market} in its profile, shows other identifiers "
        f"than before: {change}; it is read all the same, since markets change their keys: "
        "see by hand, by a signed message or another source, that it is still the market",
    )
