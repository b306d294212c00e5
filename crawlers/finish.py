"""The end of a run: judged, sealed, written down, announced."""

import sqlite3
from collections.abc import Sequence

from core.clock import utc_now
from core.errors import MessageError, ServiceUnavailableError, StallwatchError
from core.log import get_logger
from core.messages import RunFinished
from core.records import CrawlRun, RunOutcome
from core.settings import Settings
from crawlers.context import CrawlContext
from crawlers.evidence.seal import seal_run
from crawlers.files import write_whole
from crawlers.health.former import keep_fields
from crawlers.health.judge import judge_run
from crawlers.health.metrics import write_metrics
from crawlers.outbox import LAST_SUFFIX, Outbox
from crawlers.progress import write_progress
from crawlers.run_state import RunPaths

EXIT_CODES = {
    RunOutcome.COMPLETE: 0,
    RunOutcome.DEGRADED: 3,
    RunOutcome.FAILED: 4,
    RunOutcome.INTERRUPTED: 5,
}
"""What the crawl command ends with."""

log = get_logger(__name__)


def finish_run(context: CrawlContext) -> CrawlRun:
    """Judge a run, seal its evidence, keep its record and announce it to the workers.

    Messages that the broker did not take wait in the outbox; the run then says so.
    """
    state, paths = context.state, context.paths
    waiting = _send_waiting(context)
    outcome = judge_run(state, paths.home)
    run = state.run(outcome, finished_at=utc_now())
    try:
        keep_fields(paths, state.fill)
        run = sealed(run, paths, context.settings)
        announce(run, state.batch_ids, paths, context.outbox, wait=bool(waiting))
        write_progress(paths, state, finished=True)
    except OSError as error:
        state.stop(
            RunOutcome.FAILED,
            f"the run cannot be written to {paths.folder}: {error}; free some disk",
        )
        run = state.run(RunOutcome.FAILED, finished_at=utc_now())
    try:
        context.ledger.end(run.run_id, run.outcome)
    except sqlite3.Error:
        # Its record stands; gone on with, the run would find nothing left to do.
        log.exception("crawl/ledger")
    write_metrics(paths.home, run)
    return run


def sealed(run: CrawlRun, paths: RunPaths, settings: Settings) -> CrawlRun:
    """Return a run with the digest of its evidence manifest; not complete without one.

    Raises:
        OSError: The manifest cannot be written.
    """
    try:
        digest = seal_run(paths, run, settings)
    except StallwatchError as error:
        log.exception("crawl/seal")
        is_complete = run.outcome is RunOutcome.COMPLETE
        return run.model_copy(
            update={
                "outcome": RunOutcome.DEGRADED if is_complete else run.outcome,
                "reasons": (*run.reasons, f"no manifest: {error.message}"),
            }
        )
    return run.model_copy(update={"manifest_sha256": digest})


def announce(
    run: CrawlRun,
    batch_ids: Sequence[str],
    paths: RunPaths,
    outbox: Outbox,
    *,
    wait: bool = False,
) -> None:
    """Write a run's record and tell the workers that it has ended.

    Args:
        run: The run.
        batch_ids: Its batches.
        paths: Where its record goes.
        outbox: Where the message goes.
        wait: Leave the message in the outbox, behind batches that wait there.

    Raises:
        OSError: They cannot be written.
    """
    write_whole(paths.run, run.model_dump_json(indent=2))
    message = RunFinished(run=run, batch_ids=tuple(batch_ids))
    path = outbox.put(message, f"{run.run_id}{LAST_SUFFIX}")
    if wait:
        return
    try:
        outbox.send(path)
    except ServiceUnavailableError as error:
        log.warning("crawl/outbox", reason=str(error))


def _send_waiting(context: CrawlContext) -> int:
    own = {f"{batch_id}.json" for batch_id in context.state.batch_ids}
    waiting = [path for path in context.outbox.pending() if path.name in own]
    spoilt = 0
    for number, path in enumerate(waiting):
        try:
            context.outbox.send(path)
        except MessageError as error:
            # The others still go; without this one the run is not whole.
            context.state.add_reason(error.message)
            spoilt += 1
        except ServiceUnavailableError as error:
            left = len(waiting) - number
            context.state.add_reason(
                f"{left} batches wait in the outbox: {error.message}"
            )
            return left
    return spoilt
