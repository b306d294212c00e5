"""Former runs of a market, as they stand in the home: what a new run is measured by."""

import json
from collections.abc import Iterator, Sequence
from contextlib import suppress
from pathlib import Path

from pydantic import ValidationError

from core.log import get_logger
from core.records import CrawlRun, RunOrigin, RunOutcome
from crawlers.files import write_whole
from crawlers.health.fill import FillCounts, SeenPage
from crawlers.run_state import RunPaths

FORMER_RUNS = 7
FIELDS_NAME = "fields.json"

log = get_logger(__name__)


def former_runs(
    home: Path, market: str, limit: int = FORMER_RUNS, *, before: str | None = None
) -> list[CrawlRun]:
    """Return the latest complete crawls of a whole market, newest first.

    Args:
        home: Where the runs are.
        market: The market's name.
        limit: How many are wanted.
        before: Id of a run that is left out, such as the one that is judged.
    """
    found: list[CrawlRun] = []
    for run in ended_runs(home, market):
        measures = run.outcome is RunOutcome.COMPLETE and not run.partial
        if measures and run.origin is RunOrigin.CRAWL and run.run_id != before:
            found.append(run)
        if len(found) == limit:
            break
    return found


def ended_runs(home: Path, market: str | None = None) -> Iterator[CrawlRun]:
    """Yield the runs that have ended, of one market or all, latest end first."""
    files = []
    for path in (home / "runs").glob("*/run.json"):
        # A run may be deleted while we look.
        with suppress(FileNotFoundError):
            files.append((path.stat().st_mtime_ns, path))
    for _, path in sorted(files, reverse=True):
        run = _run(path)
        if run is not None and market in {None, run.market}:
            yield run


def keep_fields(paths: RunPaths, fill: FillCounts) -> None:
    """Write the counts of a run's fields beside its record.

    Raises:
        OSError: The disk is full or the folder cannot be written.
    """
    write_whole(paths.folder / FIELDS_NAME, json.dumps(fill.to_json()))


def last_good_pages(home: Path, former: Sequence[CrawlRun]) -> dict[str, SeenPage]:
    """Return the last page of former runs on which each field had a value."""
    pages: dict[str, SeenPage] = {}
    for run in former:
        path = RunPaths(home, run.run_id).folder / FIELDS_NAME
        try:
            fill = FillCounts.from_json(json.loads(path.read_text(encoding="utf-8")))
        except (OSError, ValueError, TypeError, AttributeError):
            # Of an earlier version, or gone: the alert then shows one page less.
            continue
        pages = fill.good | pages
    return pages


def _run(path: Path) -> CrawlRun | None:
    try:
        return CrawlRun.model_validate_json(path.read_text(encoding="utf-8"))
    except FileNotFoundError:
        return None
    except (OSError, ValidationError, UnicodeDecodeError) as error:
        log.warning(
            "health/run_unreadable", file=str(path), reason=type(error).__name__
        )
        return None
