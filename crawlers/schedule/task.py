"""The task that crawls one market: in a process of its own, one at a time in the whole deployment."""

import subprocess
import threading
from datetime import datetime
from pathlib import Path
from socket import gethostname
from typing import Any

from celery.exceptions import Reject

from core.clock import epoch_ms, utc_now
from core.errors import (
    MessageError,
    MessageNewerError,
    ServiceUnavailableError,
    StallwatchError,
)
from core.log import get_logger
from core.messages import CrawlMarket
from core.records import RunOutcome
from core.settings import Settings, get_settings
from crawlers.ledger.hold import LOST, busy_elsewhere, find_holder_elsewhere
from crawlers.schedule.board import (
    CLOCK_SLACK,
    Answer,
    Asked,
    Board,
    Notes,
)
from crawlers.schedule.pauses import known_pauses
from crawlers.schedule.plan import latest_crawl
from crawlers.schedule.share import keep_letter, share_home
from crawlers.start import CrawlProcess, start_crawl

POLL_S = 1.0
STOP_TIMEOUT_S = 60.0
"""A crawl that was asked to end finishes the pages in flight."""
PUT_BACK_AFTER_S = 20.0
"""A message that this worker cannot work off is held for so long before it goes back: it must not circle."""
STOPPING = threading.Event()
"""Set when the worker shuts down."""
CRAWLED = {RunOutcome.COMPLETE, RunOutcome.DEGRADED, RunOutcome.FAILED}

log = get_logger(__name__)


def payload_for(market: str, due_at: datetime | None = None) -> dict[str, Any]:
    """Return the message that asks for a crawl now.

    Args:
        market: The market.
        due_at: The time of the schedule that it is for; None where somebody asks by hand.
    """
    return CrawlMarket(market=market, asked_at=utc_now(), due_at=due_at).to_payload()


def take_crawl(payload: Any) -> dict[str, str]:
    """Work off a message that asks for a crawl: the edge of the task.

    Returns:
        What became of it.

    Raises:
        Reject: The message goes back into the queue: this worker ends, is too old to read it, or has no room on its disk.
    """
    settings = get_settings()
    try:
        told = crawl_market(payload)
    except MessageNewerError as error:
        log.error("schedule/newer", reason=error.message)  # noqa: TRY400 - the reason says all
        raise _put_back(error.message) from error
    except MessageError as error:
        told = {"outcome": "buried", "detail": _bury(payload, error, settings.home)}
    except OSError as error:
        # Most likely a full disk: another machine may have room.
        log.exception("schedule/system")
        raise _put_back(str(error)) from error
    if _goes_back(told["outcome"]):
        # Whoever takes it next goes on with the run.
        raise Reject("this worker shuts down", requeue=True)
    return told


def crawl_market(payload: Any) -> dict[str, str]:
    """Crawl a market unless it is paused, is being crawled, or was since this was asked for.

    Returns:
        The market, what became of it, and the run's id or the reason.

    Raises:
        MessageNewerError: The message is of a later version.
        MessageError: It is no such message.
    """
    message = CrawlMarket.from_payload(payload)
    settings = get_settings()
    notes = share_home(settings, message.market)
    outcome, detail = _crawl(message, settings, notes)
    log.info("schedule/crawl", market=message.market, outcome=outcome, detail=detail)
    if not _goes_back(outcome):
        _answer(message, settings, outcome, detail)
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


def _goes_back(outcome: str) -> bool:
    return STOPPING.is_set() and outcome in {"stopping", RunOutcome.INTERRUPTED}


def _crawl(
    message: CrawlMarket, settings: Settings, notes: Notes | None
) -> tuple[str, str]:
    if STOPPING.is_set():
        return "stopping", "the worker shuts down"
    try:
        pause = known_pauses(settings, notes).get(message.market)
        if pause is not None and pause.paused:
            return "paused", f"paused by {pause.by} since {pause.at:%FT%TZ}"
        done = _done(message, settings, notes or Notes({}))
        if done is not None:
            return "done", done
        _require_free(message.market, settings)
        crawl = start_crawl(message.market, settings)
    except StallwatchError as error:
        # The wait for a machine that may be dead was broken off: another worker waits on.
        return "stopping" if STOPPING.is_set() else "refused", error.message
    outcome = wait_for(crawl)
    run = crawl.run()
    if run is not None and LOST in run.reasons:
        return "lost", f"{crawl.run_id}: {LOST}"
    return outcome, crawl.run_id if run is not None else crawl.message()


def _done(message: CrawlMarket, settings: Settings, notes: Notes) -> str | None:
    # Messages that waited for a worker must not be crawled one after the other, and two
    # beats that ask for the same time get one crawl.
    last = latest_crawl(settings.home, message.market, notes)
    if last is not None and last.finished_at > message.asked_at:
        return f"{last.run_id} ended after this was asked for"
    if message.due_at is None:
        return None
    if last is not None and last.started_at >= message.due_at:
        return f"{last.run_id} began after this was due"
    told = notes.of(Answer, message.market)
    if told is None or told.due_at != message.due_at or told.outcome not in CRAWLED:
        return None
    if told.at < message.due_at - CLOCK_SLACK:
        # Asked for by a clock that was ahead: this time has only come now.
        return None
    return f"{told.detail} was the crawl for {message.due_at:%FT%TZ}"


def _require_free(market: str, settings: Settings) -> None:
    """Return if nobody reads a market.

    Raises:
        MarketBusyError: Somebody does; the message says who.
    """
    other = find_holder_elsewhere(settings, market)
    if other is not None and other.ends_at is not None:
        # One that was killed renews its right no more: it is given until that ends.
        STOPPING.wait((other.ends_at - utc_now()).total_seconds() + POLL_S)
        other = find_holder_elsewhere(settings, market)
    if other is not None:
        raise busy_elsewhere(market, other)


def _answer(
    message: CrawlMarket, settings: Settings, outcome: str, detail: str
) -> None:
    now = utc_now()
    note = Answer(
        market=message.market,
        revision=epoch_ms(now),
        asked_at=message.asked_at,
        due_at=message.due_at,
        outcome=outcome,
        detail=detail[:1_000],
        host=gethostname(),
        at=now,
    )
    if settings.redis_url is None:
        return
    try:
        with Board(settings) as board:
            if outcome in {"paused", "lost"}:
                # So that beat asks again, once the market may be crawled.
                board.forget(Asked, message.market)
            board.put(note)
    except ServiceUnavailableError as error:
        log.warning("schedule/not-noted", market=message.market, reason=str(error))


def _put_back(reason: str) -> Reject:
    STOPPING.wait(PUT_BACK_AFTER_S)
    return Reject(reason, requeue=True)


def _bury(payload: Any, error: MessageError, home: Path) -> str:
    try:
        path = keep_letter(payload, error, home)
    except OSError as full:
        # No place for a dead letter: the queue keeps the message until there is one.
        raise _put_back(str(full)) from full
    log.error("dead-letter/kept", reason=error.message, file=str(path))
    return str(path)
