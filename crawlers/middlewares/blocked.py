"""What happens when a challenge or login page stands where content was expected."""

from collections.abc import Iterable

from scrapy import Request
from scrapy.exceptions import CloseSpider
from scrapy.http import Response

from core.errors import BlockedError, SourceError, StallwatchError
from core.log import get_logger
from core.records import AlertKind, RunAlert, RunOutcome
from crawlers.access.session import LOGIN_KEY, LOOK_KEY, SESSION_KEY
from crawlers.access.state import MarketAccess, remedy
from crawlers.middlewares.component import CrawlComponent
from crawlers.pages.markers import Obstacle

SHUT_OUT: dict[str, tuple[MarketAccess, AlertKind]] = {
    Obstacle.CHALLENGE: (MarketAccess.CHALLENGE, AlertKind.CHALLENGE),
    Obstacle.BANNED: (MarketAccess.BANNED, AlertKind.BANNED),
}
"""How the market stands after an obstacle; all others want a login by hand."""
NEEDS_LOGIN = (MarketAccess.NEED_MANUAL_LOGIN, AlertKind.SESSION_LOST)

log = get_logger(__name__)


class SessionStampMiddleware(CrawlComponent):
    """Notes on each request in which session it is sent; each has cookies of its own."""

    def process_request(self, request: Request) -> None:
        """Put the session's number and cookie jar into the request's meta."""
        if request.meta.get(LOOK_KEY):
            # It has a jar of its own: nobody is logged in where it goes.
            return
        if request.meta.get("redirect_times") and SESSION_KEY in request.meta:
            # Where an answer to an older session leads says nothing about the present one.
            return
        request.meta[SESSION_KEY] = self.session.number
        request.meta["cookiejar"] = self.session.jar_of(request)


class BlockedMiddleware(CrawlComponent):
    """Logs in once more after a lost session; stops the market at anything else."""

    def process_spider_exception(
        self, response: Response, exception: Exception
    ) -> Iterable[Request] | None:
        """Handle a page that the reader calls blocked, and any fault of a login.

        Raises:
            CloseSpider: The crawl cannot go on; what was collected is kept.
        """
        request = response.request
        if request is None or not isinstance(exception, StallwatchError):
            return None
        obstacle = exception.context.get("obstacle")
        if request.meta.get(LOGIN_KEY) and isinstance(exception, SourceError):
            raise self._stopped(exception)
        if not isinstance(exception, BlockedError):
            return None
        if obstacle == Obstacle.JAVASCRIPT:
            self._note_scripts(response, exception)
            return []
        if obstacle != Obstacle.LOGGED_OUT:
            raise self._stopped(exception)
        try:
            return list(self.session.lost(request))
        except BlockedError as error:
            raise self._stopped(error) from error

    def _note_scripts(self, response: Response, error: BlockedError) -> None:
        self.run_state.unreadable += 1
        self.run_state.add_reason(f"pages need scripts: {error.message}")
        self.run_state.alert(
            RunAlert(
                kind=AlertKind.JAVASCRIPT,
                message=error.message,
                first_bad_url=response.url,
            )
        )
        log.warning("crawl/javascript", url=response.url)

    def _stopped(self, error: StallwatchError) -> CloseSpider:
        # Without one record there is nothing to keep: the run has failed outright.
        obstacle = error.context.get("obstacle")
        challenge = obstacle == Obstacle.CHALLENGE
        state = self.run_state
        nothing = not (self.session.has_brought_records or challenge)
        outcome = RunOutcome.FAILED if nothing else RunOutcome.DEGRADED
        state.stop(outcome, f"{state.market}: {error.message}")
        if isinstance(error, BlockedError):
            self._shut_out(error, SHUT_OUT.get(str(obstacle), NEEDS_LOGIN))
        log.error("crawl/blocked", reason=error.message, **error.context)
        return CloseSpider("blocked")

    def _shut_out(
        self, error: BlockedError, found: tuple[MarketAccess, AlertKind]
    ) -> None:
        access, kind = found
        market = self.run_state.market
        self.session.end(access, error.message)
        self.run_state.alert(
            RunAlert(
                kind=kind,
                message=f"{market}: {error.message}. To do: {remedy(access, market)}",
                first_bad_url=error.context.get("url"),
            )
        )
