"""Keeps, at the end of a crawl, how its market stands."""

from scrapy import signals
from scrapy.crawler import Crawler

from core.log import get_logger
from crawlers.access.state import MarketAccess, save_access
from crawlers.middlewares.component import CrawlComponent

log = get_logger(__name__)


class StandingExtension(CrawlComponent):
    """Writes the market's state down when the crawl ends."""

    def __init__(self, crawler: Crawler) -> None:
        super().__init__(crawler)
        crawler.signals.connect(self._close, signal=signals.spider_closed)

    def _close(self) -> None:
        session = self.session
        if session.ended is not None:
            self._keep(*session.ended)
        elif session.answers:
            self._keep(MarketAccess.ACTIVE, "")
        elif session.unanswered:
            reason = (
                f"{session.address} gave no page ({session.last_failure}): see that it is "
                "up, and its proxy too, then crawl again"
            )
            session.down(reason)
            self._keep(MarketAccess.DOWN, reason)
        # Else nothing was asked for, which says nothing about the market.

    def _keep(self, access: MarketAccess, reason: str) -> None:
        try:
            save_access(self.context.settings, self.run_state.market, access, reason)
        except OSError as error:
            log.warning("access/not_kept", reason=str(error))
