"""What all machines of a deployment know of the schedule: one note a kind and market, in Redis.

A machine's home holds its own runs; the board holds the last ones of all. Each note has a revision, and an older one never replaces a newer
one, so that it does not matter who writes twice or late.
"""

from collections.abc import Mapping
from datetime import datetime, timedelta
from enum import StrEnum
from socket import gethostname
from typing import Any, TypeVar

import redis
from pydantic import AwareDatetime, ConfigDict, Field, ValidationError

from broker.client import broker_errors, connect_broker
from core.clock import epoch_ms, utc_now
from core.errors import ServiceUnavailableError
from core.log import get_logger
from core.records import CrawlRun, Record, RunOrigin, RunOutcome
from core.settings import Settings
from crawlers.profile.cron_fields import CronFields

_PUT = """
local held = redis.call('HGET', KEYS[1], ARGV[1])
if held then
  local read, note = pcall(cjson.decode, held)
  if read and type(note) == 'table' and tonumber(note.revision) then
    local held_at = tonumber(note.revision)
    if held_at >= tonumber(ARGV[2]) and held_at <= tonumber(ARGV[4]) then return 0 end
  end
end
redis.call('HSET', KEYS[1], ARGV[1], ARGV[3])
return 1
"""

CLOCK_SLACK = timedelta(minutes=5)
"""Machines' clocks differ by less; what is later is of a clock that was wrong."""
FAR = 2**53
"""Later than every revision, and still exact where Redis reads it."""

log = get_logger(__name__)


class Kind(StrEnum):
    """What a note is about."""

    PAUSE = "pause"
    PLAN = "plan"
    ASKED = "asked"
    ANSWER = "answer"
    CRAWL = "crawl"


class Note(Record):
    """Something that is known of one market; a newer version's note may say more."""

    model_config = ConfigDict(frozen=True, extra="ignore")

    market: str
    revision: int = Field(ge=0)
    """Of two notes of a kind and market, the higher one holds."""


class Pause(Note):
    """A market's scheduled crawls were paused or resumed."""

    paused: bool
    at: AwareDatetime
    by: str
    reason: str = ""


class Plan(Note):
    """Since when beat follows the cron fields of a market."""

    expression: CronFields
    since: AwareDatetime


class Asked(Note):
    """Beat has asked for the crawl of one time of the schedule."""

    due_at: AwareDatetime


class Answer(Note):
    """What became of the last message that asked for a crawl."""

    asked_at: AwareDatetime
    due_at: AwareDatetime | None = None
    outcome: str
    """A run's outcome, or done, refused, paused, stopping."""
    detail: str
    host: str
    at: AwareDatetime


class Crawl(Note):
    """The last crawl of a whole market that was not cut short from outside."""

    run_id: str
    started_at: AwareDatetime
    finished_at: AwareDatetime
    outcome: RunOutcome
    host: str


_KINDS: Mapping[Kind, type[Note]] = {
    Kind.PAUSE: Pause,
    Kind.PLAN: Plan,
    Kind.ASKED: Asked,
    Kind.ANSWER: Answer,
    Kind.CRAWL: Crawl,
}
_Kind = TypeVar("_Kind", bound=Note)


class Notes:
    """The whole board at one moment."""

    def __init__(self, notes: Mapping[tuple[type[Note], str], Note]) -> None:
        self._notes = notes

    def of(self, kind: type[_Kind], market: str) -> _Kind | None:
        """Return what is noted of a market."""
        found = self._notes.get((kind, market))
        return found if isinstance(found, kind) else None

    def all(self, kind: type[_Kind]) -> dict[str, _Kind]:
        """Return all notes of a kind, by market."""
        return {
            note.market: note for note in self._notes.values() if isinstance(note, kind)
        }


class Board:
    """The notes in Redis; a context manager that closes the connection.

    Every method raises ServiceUnavailableError where Redis does not answer.
    """

    def __init__(self, settings: Settings) -> None:
        """Prepare the connection; nothing is sent yet.

        Raises:
            ConfigError: The address of Redis cannot be read.
        """
        self._settings = settings
        self._client: redis.Redis = connect_broker(settings)

    def __enter__(self) -> "Board":
        return self

    def __exit__(self, *_: object) -> None:
        self._client.close()

    def put(self, note: Note) -> bool:
        """Keep a note unless a newer one is there; return whether it was kept."""
        # A clock that was ahead must not keep the truth out until its time comes. Pauses count
        # on from each other, whatever the clock says.
        latest = FAR if isinstance(note, Pause) else epoch_ms(utc_now() + CLOCK_SLACK)
        arguments = (note.market, note.revision, note.model_dump_json(), latest)
        with broker_errors(self._settings):
            return bool(self._client.eval(_PUT, 1, self._key(type(note)), *arguments))

    def forget(self, kind: type[Note], market: str) -> None:
        """Remove a note."""
        with broker_errors(self._settings):
            self._client.hdel(self._key(kind), market)

    def read(self) -> Notes:
        """Return all notes; one that cannot be read is logged and left out."""
        with broker_errors(self._settings):
            pipe = self._client.pipeline(transaction=True)
            for kind in _KINDS.values():
                pipe.hgetall(self._key(kind))
            answers = pipe.execute()
        found: dict[tuple[type[Note], str], Note] = {}
        for kind, texts in zip(_KINDS.values(), answers, strict=True):
            for market, text in texts.items():
                note = _read(kind, market, text)
                if note is None and kind is Pause:
                    # Whatever it said: nobody has said that it may be crawled.
                    note = _unreadable(market)
                if note is not None:
                    found[kind, market] = note
        return Notes(found)

    def _key(self, kind: type[Note]) -> str:
        name = next(name for name, known in _KINDS.items() if known is kind)
        return f"{self._settings.index_prefix}:schedule:{name}"


def read_board(settings: Settings) -> Notes:
    """Return all that is noted; nothing where no queue is configured.

    Raises:
        ServiceUnavailableError: Redis does not answer.
    """
    if settings.redis_url is None:
        return Notes({})
    with Board(settings) as board:
        return board.read()


def counts_as_crawl(run: CrawlRun) -> bool:
    """Return whether a run is a crawl of a whole market that was not cut short from outside."""
    whole = run.origin is RunOrigin.CRAWL and not run.partial
    ended = run.outcome not in {RunOutcome.INTERRUPTED, RunOutcome.RUNNING}
    return whole and ended


def note_crawl(run: CrawlRun, settings: Settings) -> None:
    """Tell the other machines that a crawl of a whole market has ended; others are no news."""
    if settings.redis_url is None or not counts_as_crawl(run):
        return
    try:
        with Board(settings) as board:
            board.put(crawl_note(run))
    except ServiceUnavailableError as error:
        # The home knows, and its next crawl or worker tells the others.
        log.warning("schedule/not-noted", run_id=run.run_id, reason=str(error))


def crawl_note(run: CrawlRun) -> Crawl:
    """Return the note of a crawl that has ended on this machine."""
    return Crawl(
        market=run.market,
        revision=epoch_ms(run.started_at),
        run_id=run.run_id,
        started_at=run.started_at,
        finished_at=run.finished_at or run.started_at,
        outcome=run.outcome,
        host=gethostname(),
    )


def revision_now(after: Note | None, now: datetime | None = None) -> int:
    """Return a revision that is later than now's and a former note's, whatever clock wrote that."""
    present = epoch_ms(now or utc_now())
    return present if after is None else max(present, after.revision + 1)


def _read(kind: type[_Kind], market: str, text: Any) -> _Kind | None:
    try:
        note = kind.model_validate_json(text)
    except ValidationError as error:
        log.warning(
            "schedule/note-unreadable",
            market=market,
            kind=kind.__name__,
            reason=type(error).__name__,
        )
        return None
    return note if note.market == market else None


def _unreadable(market: str) -> Pause:
    return Pause(
        market=market,
        revision=0,
        paused=True,
        at=utc_now(),
        by="unknown",
        reason="the note of its pause cannot be read: pause or resume it again",
    )
