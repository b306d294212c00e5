"""Asks the queue for one crawl now, and waits for what becomes of it."""

import time
from datetime import datetime

from celery import Celery
from kombu.exceptions import OperationalError

from broker.client import broker_address
from core.clock import utc_now
from core.errors import (
    MarketPausedError,
    ServiceUnavailableError,
)
from core.messages import CRAWL_QUEUE, CrawlMarket
from core.settings import Settings
from crawlers.known import profile_path
from crawlers.ledger.hold import busy_elsewhere, find_holders
from crawlers.outbox import CONNECT_TIMEOUT_S
from crawlers.profile.load import load_profile
from crawlers.schedule.board import Answer, read_board
from crawlers.schedule.pauses import pause_of

POLL_S = 0.5


def request_crawl(market: str, settings: Settings) -> datetime:
    """Put a request for a crawl into the queue, as beat does, and return when it was asked for.

    Raises:
        ConfigError: There is no such market, or its profile has faults.
        OutOfScopeError: Its authorisation has ended.
        MarketPausedError: Its scheduled crawls are paused.
        MarketBusyError: A run reads it now.
        ServiceUnavailableError: Redis does not answer.
    """
    profile = load_profile(profile_path(market, settings))
    profile.require_authorisation(utc_now().date())
    pause = pause_of(settings, market)
    if pause is not None:
        raise MarketPausedError(
            f"{market} is paused since {pause.at:%F %H:%M} UTC by {pause.by}"
            f"{f' ({pause.reason})' if pause.reason else ''}: `stallwatch schedule resume "
            f"{market}` first, or crawl it by hand with `stallwatch crawl {market}`",
            market=market,
        )
    holder = find_holders(settings, market).get(market)
    if holder is not None:
        raise busy_elsewhere(market, holder)
    message = CrawlMarket(market=market, asked_at=utc_now())
    _send(message, settings)
    return message.asked_at


def wait_for_answer(
    market: str, asked_at: datetime, settings: Settings, *, timeout_s: float
) -> Answer | None:
    """Return what became of a request; None where nothing has within the time.

    Raises:
        ServiceUnavailableError: Redis does not answer.
    """
    ends_at = time.monotonic() + timeout_s
    while time.monotonic() < ends_at:
        answer = read_board(settings).of(Answer, market)
        if answer is not None and answer.asked_at >= asked_at:
            return answer
        time.sleep(POLL_S)
    return None


def _send(message: CrawlMarket, settings: Settings) -> None:
    with Celery(
        "stallwatch-schedule", broker=settings.broker_url, set_as_current=False
    ) as app:
        app.conf.update(
            broker_connection_timeout=CONNECT_TIMEOUT_S,
            broker_transport_options={
                "socket_connect_timeout": CONNECT_TIMEOUT_S,
                "socket_timeout": 10.0,
                "max_retries": 0,
            },
        )
        try:
            app.send_task(
                message.task,
                args=[message.to_payload()],
                queue=CRAWL_QUEUE,
                retry=False,
            )
        except (OperationalError, OSError) as error:
            raise ServiceUnavailableError(
                f"Redis does not answer, so {message.market} is not asked for: start it with "
                "`stallwatch up`, or mend STALLWATCH_REDIS_URL; `stallwatch crawl "
                f"{message.market}` needs no queue",
                address=broker_address(settings),
            ) from error
