"""What an import and a second reading share: the run, its end, and a stop between two pages."""

import fcntl
import json
import os
import signal
import sqlite3
from collections.abc import Callable, Iterator, Sequence
from contextlib import closing, contextmanager, suppress
from dataclasses import dataclass
from types import FrameType

from typing_extensions import override

from core.clock import utc_now
from core.errors import ConfigError, StallwatchError
from core.log import get_logger
from core.records import CrawlRun, ListingImage, RunOrigin, RunOutcome
from core.settings import Settings
from crawlers.again.captures import RunArchive
from crawlers.context import CrawlContext
from crawlers.evidence.files import append_private, private_folder, write_private
from crawlers.finish import finish_run
from crawlers.ledger.ledger import Ledger, ledger_path
from crawlers.outbox import Outbox
from crawlers.pipelines.publish import Publisher
from crawlers.profile.market import MarketProfile
from crawlers.run_state import RunPaths, RunState

Report = Callable[[str, int, int], None]
"""Is told what is being done, how much of it is done, and of how much."""
UNREAD_NAME = "unread.jsonl"
"""In the folder of a run: the pages that could not be read."""
INTERRUPTED = "it was interrupted; what was read by then is kept"

log = get_logger(__name__)


def say_nothing(_what: str, _done: int, _of: int) -> None:
    """Report to nobody."""


@dataclass(slots=True)
class ArchiveState(RunState):
    """The counts of a run that reads a WARC which may be another run's."""

    warc: str = ""

    @property
    @override
    def warc_name(self) -> str:
        """File name of the WARC that is read."""
        return self.warc


class StopFlag:
    """Whether a human or the system has asked to stop."""

    def __init__(self) -> None:
        self.is_set = False

    def set(self, _number: int = 0, _frame: FrameType | None = None) -> None:
        """Ask to stop."""
        self.is_set = True


@contextmanager
def stoppable() -> Iterator[StopFlag]:
    """Turn Ctrl-C and the order to end into a flag: what is half done is done first."""
    flag = StopFlag()
    numbers = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)
    before = {number: signal.signal(number, flag.set) for number in numbers}
    try:
        yield flag
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)


@contextmanager
def one_import_at_a_time(settings: Settings, market: str) -> Iterator[None]:
    """Keep a market's imports to oneself: one takes what another has begun for a leftover.

    Raises:
        ConfigError: Another process imports pages of this market.
    """
    folder = settings.home / "snapshots"
    private_folder(folder)
    handle = append_private(folder / f".{market}.import.lock")
    try:
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError as error:
            raise ConfigError(
                f"another import of {market} is at work: wait until that has ended"
            ) from error
        yield
    finally:
        os.close(handle)


def open_run(
    profile: MarketProfile,
    settings: Settings,
    *,
    run_id: str,
    origin: RunOrigin,
    source: str,
    warc: str,
    partial: bool,
) -> CrawlContext:
    """Return a run that reads what is there already."""
    state = ArchiveState(
        run_id=run_id,
        profile=profile,
        started_at=utc_now(),
        origin=origin,
        source=source,
        partial=partial,
        warc=warc,
    )
    return CrawlContext(
        settings=settings,
        state=state,
        paths=RunPaths(home=settings.home, run_id=run_id),
        outbox=Outbox.of(settings),
    )


def end_run(
    context: CrawlContext, *, whole: bool, unread: Sequence[tuple[str, str]] = ()
) -> CrawlRun:
    """Judge, seal and announce a run.

    Args:
        context: The run.
        whole: Whether it came to the last page.
        unread: Pages that could not be read, and why: they are listed in a file beside the run's record.
    """
    if not whole:
        context.state.stop(RunOutcome.INTERRUPTED, INTERRUPTED)
    if unread:
        lines = (json.dumps({"url": url, "reason": why}) for url, why in unread)
        text = "".join(f"{line}\n" for line in lines)
        write_private(context.paths.folder / UNREAD_NAME, text.encode())
    return finish_run(context)


def walk_through(
    context: CrawlContext, publisher: Publisher, run: Callable[[], bool]
) -> bool:
    """Read the pages and make durable what they gave; returns whether all were read.

    A disk that is full ends the run, which then says so: what was published keeps its run.

    Args:
        context: The run.
        publisher: Takes the records.
        run: Reads the pages.
    """
    try:
        whole = run()
    except (OSError, StallwatchError) as error:
        log.exception("again/failed")
        reason = (
            f"it could not be read to its end: {error}; mend that, then read it again"
        )
        context.state.stop(RunOutcome.FAILED, reason)
        whole = True
    publisher.flush()
    return whole


def known_image(
    archive: RunArchive, market: str, settings: Settings
) -> Callable[[str], ListingImage | None]:
    """Return what finds a picture: in the archive, else as a former crawl saw it."""

    def find(url: str) -> ListingImage | None:
        return archive.image(url) or _from_ledger(url)

    def _from_ledger(url: str) -> ListingImage | None:
        path = ledger_path(settings.home, market)
        # Read-only: a crawl may be at work on it.
        with (
            suppress(sqlite3.Error),
            closing(
                sqlite3.connect(f"{path.absolute().as_uri()}?mode=ro", uri=True)
            ) as db,
        ):
            return Ledger(db).image(url)
        return None

    return find
