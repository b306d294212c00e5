"""Which markets' scheduled crawls are paused: in Redis for all machines, and in each home that has heard of it.

Redis alone would not do, since emptied it would say that nothing is paused; a home alone would not either, since beat and crawlers have
different ones, and profiles may be read-only. So whoever reads the pauses puts both together, the later note of each market wins, and
what one side lacked is written to it. A resumed market keeps its note for that reason.
"""

import fcntl
import json
import os
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

from pydantic import ValidationError

from core.clock import utc_now
from core.errors import ConfigError, ServiceUnavailableError
from core.log import get_logger
from core.settings import Settings
from crawlers.files import write_whole
from crawlers.schedule.board import Board, Notes, Pause, read_board, revision_now

MAX_REASON_CHARS = 500

log = get_logger(__name__)


def pauses_path(home: Path) -> Path:
    """Return the file in which a home keeps the pauses."""
    return home / "schedule" / "pauses.json"


def known_pauses(settings: Settings, notes: Notes | None) -> dict[str, Pause]:
    """Return the last word on each market that was ever paused, and let both sides know it.

    Args:
        settings: The home and Redis.
        notes: What Redis says; None where it does not answer, and the home alone knows.

    Raises:
        ConfigError: The home's file cannot be read or written.
        ServiceUnavailableError: Redis has just stopped to answer.
    """
    with _locked(settings.home):
        kept = kept_pauses(settings.home)
        shared = notes.all(Pause) if notes is not None else {}
        merged = _later(kept, shared)
        if merged != kept:
            _write(settings.home, merged)
    if notes is not None and settings.redis_url is not None:
        missing = [
            note for market, note in merged.items() if shared.get(market) != note
        ]
        if missing:
            with Board(settings) as board:
                for note in missing:
                    log.warning("schedule/pause-restored", market=note.market)
                    board.put(note)
    return merged


def kept_pauses(home: Path) -> dict[str, Pause]:
    """Return what a home has last heard of each market that was ever paused; nobody else is asked.

    Raises:
        ConfigError: Its file cannot be read.
    """
    path = pauses_path(home)
    try:
        found = json.loads(path.read_text(encoding="utf-8"))
        notes = [Pause.model_validate(item) for item in found]
    except FileNotFoundError:
        return {}
    except (OSError, ValueError, TypeError, ValidationError) as error:
        raise _unusable(path, error) from error
    return {note.market: note for note in notes}


def pause_of(settings: Settings, market: str) -> Pause | None:
    """Return the pause in force of a market, as far as it is known here; None where it is not paused.

    Raises:
        ConfigError: The home's file cannot be read or written.
    """
    try:
        found = known_pauses(settings, read_board(settings)).get(market)
    except ServiceUnavailableError as error:
        log.warning("schedule/home-alone", reason=str(error))
        found = known_pauses(settings, None).get(market)
    return found if found is not None and found.paused else None


def set_pause(
    settings: Settings, market: str, *, paused: bool, by: str, reason: str = ""
) -> Pause:
    """Pause or resume a market's scheduled crawls, in this home and for all machines.

    Args:
        settings: The home and Redis.
        market: The market.
        paused: Whether it is paused from now on.
        by: Who says so.
        reason: Why.

    Raises:
        ConfigError: The home's file cannot be read or written.
        ServiceUnavailableError: Redis does not answer; the home has it and tells it once Redis is back.
    """
    unheard: ServiceUnavailableError | None = None
    notes: Notes | None = None
    try:
        notes = read_board(settings)
        known = known_pauses(settings, notes)
    except ServiceUnavailableError as error:
        unheard = error
        known = known_pauses(settings, None)
    now = utc_now()
    note = Pause(
        market=market,
        revision=revision_now(known.get(market), now),
        paused=paused,
        at=now,
        by=by,
        reason=reason,
    )
    with _locked(settings.home):
        _write(settings.home, _later(kept_pauses(settings.home), {market: note}))
    if unheard is None and settings.redis_url is not None:
        with Board(settings) as board:
            board.put(note)
    if unheard is not None:
        raise ServiceUnavailableError(
            f"{market} is {'paused' if paused else 'resumed'} in {settings.home} alone: "
            f"{unheard.message}; the other machines hear of it once Redis answers and "
            "anything of the schedule runs here, such as `stallwatch schedule list`",
            market=market,
        ) from unheard
    return note


def _later(left: Mapping[str, Pause], right: Mapping[str, Pause]) -> dict[str, Pause]:
    merged = dict(left)
    for market, note in right.items():
        held = merged.get(market)
        if held is None or note.revision > held.revision:
            merged[market] = note
    return merged


@contextmanager
def _locked(home: Path) -> Iterator[None]:
    path = pauses_path(home)
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        descriptor = os.open(path.with_suffix(".lock"), os.O_RDWR | os.O_CREAT, 0o600)
    except OSError as error:
        raise _unusable(path, error) from error
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX)
        yield
    finally:
        os.close(descriptor)


def _write(home: Path, notes: Mapping[str, Pause]) -> None:
    path = pauses_path(home)
    items = [notes[market].model_dump(mode="json") for market in sorted(notes)]
    try:
        write_whole(path, json.dumps(items, indent=1))
    except OSError as error:
        raise _unusable(path, error) from error


def _unusable(path: Path, error: Exception) -> ConfigError:
    return ConfigError(
        f"the pauses of scheduled crawls in {path} cannot be read or written "
        f"({type(error).__name__}): give the file to this user, or, where it is damaged, delete "
        "it and see with `stallwatch schedule list` which markets Redis says are paused"
    )
