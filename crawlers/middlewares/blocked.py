"""What happens when a challenge or login page stands where content was expected."""

from collections.abc import Iterable

from scrapy import Request
from scrapy.exceptions import CloseSpider
from scrapy.http import Response

from core.errors import BlockedError, SourceError, StallwatchError
from core.log import get_logger
from core.records import RunOutcome
from crawlers.access.session import LOGIN_KEY, SESSION_KEY
from crawlers.middlewares.component import CrawlComponent
from crawlers.pages.markers import Obstacle

log = get_logger(__name__)


class SessionStampMiddleware(CrawlComponent):
    """Notes on each request in which session it is sent; each has cookies of its own."""

    def process_request(self, request: Request) -> None:
        """Put the session's number into the request's meta.

        A late answer to the session before sets cookies too: in a jar that all share, they would end the present session.
        """
        if request.meta.get("redirect_times") and SESSION_KEY in request.meta:
            # Where an answer to an older session leads says nothing about the present one.
            return
        number = self.session.number
        request.meta[SESSION_KEY] = number
        # What belongs to a login works on the session to come.
        request.meta["cookiejar"] = number + bool(request.meta.get(LOGIN_KEY))


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
        if request.meta.get(LOGIN_KEY) and isinstance(exception, SourceError):
            raise self._stopped(exception)
        if not isinstance(exception, BlockedError):
            return None
        if exception.context.get("obstacle") != Obstacle.LOGGED_OUT:
            raise self._stopped(exception)
        try:
            return list(self.session.lost(request))
        except BlockedError as error:
            raise self._stopped(error) from error

    def _stopped(self, error: StallwatchError) -> CloseSpider:
        # Without one record there is nothing to keep: the run has failed outright.
        challenge = error.context.get("obstacle") == Obstacle.CHALLENGE
        state = self.run_state
        nothing = not (state.listings or state.vendors or challenge)
        outcome = RunOutcome.FAILED if nothing else RunOutcome.DEGRADED
        self.run_state.stop(outcome, f"{self.run_state.market}: {error.message}")
        log.error("crawl/blocked", reason=error.message, **error.context)
        return CloseSpider("blocked")
