"""What a crawl worker tells of its home: its pauses and last runs to the board, its unsent batches to the queue."""

import json
import traceback
from pathlib import Path
from typing import Any

from core.clock import utc_now
from core.errors import MessageError, ServiceUnavailableError, StallwatchError
from core.ids import content_hash
from core.log import get_logger
from core.messages import CrawlMarket
from core.receipts import DeadLetter
from core.settings import Settings
from crawlers.files import write_whole
from crawlers.known import known_markets
from crawlers.outbox import publish_pending
from crawlers.schedule.board import Board, Crawl, Notes, crawl_note, read_board
from crawlers.schedule.pauses import known_pauses
from crawlers.schedule.plan import last_crawl

LETTERS = "dead-letters"

log = get_logger(__name__)


def share_home(settings: Settings, *markets: str) -> Notes | None:
    """Tell the board what this home alone knows of some markets, and return what the board says.

    Returns:
        The notes; None where Redis does not answer.
    """
    try:
        notes = read_board(settings)
    except ServiceUnavailableError as error:
        log.warning("schedule/home-alone", reason=str(error))
        return None
    try:
        known_pauses(settings, notes)
        for market in markets:
            _share_crawl(settings, market, notes)
    except StallwatchError as error:
        # Whoever needs the pauses is told of their faults.
        log.warning("schedule/not-shared", reason=str(error))
    return notes


def greet(settings: Settings) -> None:
    """Share all that a home knows, and send the batches that could not be sent, as a worker starts."""
    try:
        share_home(settings, *known_markets(settings))
        sent = publish_pending(settings)
    except (StallwatchError, OSError) as error:
        # A worker that crawls is worth more than one that does not start.
        log.warning("schedule/not-shared", reason=str(error))
    else:
        log.info("schedule/shared", sent=sent)


def keep_letter(payload: Any, error: MessageError, home: Path) -> Path:
    """Keep a message that nobody can read, with the reason; return its file.

    Raises:
        OSError: It cannot be written.
    """
    text = json.dumps(payload, sort_keys=True, default=str)
    letter = DeadLetter(
        letter_id=DeadLetter.id_for(CrawlMarket.task, content_hash(text)),
        task=CrawlMarket.task,
        payload=payload,
        reason=error.message,
        error=type(error).__name__,
        traceback="".join(traceback.format_exception(error)),
        attempts=1,
        failed_at=utc_now(),
    )
    path = home / LETTERS / f"{letter.letter_id}.json"
    write_whole(path, letter.model_dump_json(), private=True)
    return path


def _share_crawl(settings: Settings, market: str, notes: Notes) -> None:
    run = last_crawl(settings.home, market)
    if run is None or settings.redis_url is None:
        return
    told = notes.of(Crawl, market)
    own = crawl_note(run)
    if told is None or told.revision < own.revision:
        with Board(settings) as board:
            board.put(own)
