"""The scope guard: nothing outside the authorisation is ever asked for."""

from scrapy import Request

from core.clock import utc_now
from core.errors import OutOfScopeError, shown
from core.log import get_logger
from core.records import RunOutcome
from crawlers.middlewares.component import CrawlComponent
from crawlers.middlewares.refusals import OutOfScope
from crawlers.scope_rules import refusal

log = get_logger(__name__)


class ScopeMiddleware(CrawlComponent):
    """Drops, counts and logs each request that the authorisation does not cover.

    Every request passes here: links, the targets of redirects, retries and the address that the login form names.
    """

    def process_request(self, request: Request) -> None:
        """Let a request pass or drop it.

        Raises:
            OutOfScope: It is dropped.
        """
        self._require_authorisation()
        reason = refusal(request.url, self.run_state.profile.hosts)
        if reason is not None:
            self.run_state.out_of_scope += 1
            log.warning(
                "crawl/out_of_scope",
                url=shown(request.url),
                reason=reason,
                redirected=bool(request.meta.get("redirect_urls")),
            )
            raise OutOfScope(reason)

    def _require_authorisation(self) -> None:
        try:
            self.run_state.profile.require_authorisation(utc_now().date())
        except OutOfScopeError as error:
            self.run_state.stop(RunOutcome.DEGRADED, error.message)
            raise OutOfScope(error.message) from error
