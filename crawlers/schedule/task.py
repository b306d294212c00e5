"""The task that crawls one market: in a process of its own, one at a time."""

import subprocess
import threading
from datetime import datetime
from typing import Any, ClassVar

from pydantic import AwareDatetime

from core.clock import utc_now
from core.errors import StallwatchError
from core.log import get_logger
from core.messages import Message
from core.settings import Settings, get_settings
from crawlers.ledger.lock import lock_market
from crawlers.schedule.plan import last_crawl
from crawlers.start import CrawlProcess, start_crawl

QUEUE = "crawl"
"""Apart from the queue of batches: a crawl takes hours."""
POLL_S = 1.0
STOP_TIMEOUT_S = 60.0
"""A crawl that was asked to end finishes the pages in flight."""
STOPPING = threading.Event()
"""Set when the worker shuts down."""

log = get_logger(__name__)


class CrawlMarket(Message):
    """A market is due."""

    task: ClassVar[str] = "crawl.market"
    market: str
    asked_at: AwareDatetime


def payload_for(market: str) -> dict[str, Any]:
    """Return the message that asks for a crawl now."""
    return CrawlMarket(market=market, asked_at=utc_now()).to_payload()


def crawl_market(payload: Any) -> dict[str, str]:
    """Crawl a market unless it is being crawled, or was since this was asked for.

    Returns:
        The market, what became of it, and the run's id or the reason.
    """
    message = CrawlMarket.from_payload(payload)
    outcome, detail = _crawl(message.market, message.asked_at, get_settings())
    log.info("schedule/crawl", market=message.market, outcome=outcome, detail=detail)
    return {"market": message.market, "outcome": outcome, "detail": detail}


def wait_for(crawl: CrawlProcess) -> str:
    """Wait for the end of a crawl; a worker that shuts down asks it to end."""
    while crawl.process.poll() is None and not STOPPING.wait(POLL_S):
        pass
    if crawl.process.poll() is None:
        crawl.stop()
    try:
        return crawl.wait(STOP_TIMEOUT_S)
    except subprocess.TimeoutExpired:
        # It is a session of its own and ends by itself; its lock keeps others out.
        return "stopping"


def _crawl(market: str, asked_at: datetime, settings: Settings) -> tuple[str, str]:
    # Messages that waited for a worker must not be crawled one after the other.
    last = last_crawl(settings.home, market)
    if last is not None and (last.finished_at or last.started_at) > asked_at:
        return "done", f"{last.run_id} ended after this was asked for"
    if STOPPING.is_set():
        return "stopping", "the worker shuts down"
    try:
        # Only a look: the crawl takes the lock itself.
        lock_market(settings.home, market, "about to start").release()
        crawl = start_crawl(market, settings)
    except StallwatchError as error:
        return "refused", error.message
    outcome = wait_for(crawl)
    run = crawl.run()
    return outcome, crawl.run_id if run is not None else crawl.message()
