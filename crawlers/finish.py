"""The end of a run: judged, written down, announced."""

from core.clock import utc_now
from core.errors import ServiceUnavailableError
from core.log import get_logger
from core.messages import RunFinished
from core.records import CrawlRun, RunOutcome
from crawlers.context import CrawlContext
from crawlers.files import write_whole
from crawlers.health.judge import judge
from crawlers.outbox import LAST_SUFFIX
from crawlers.progress import write_progress

EXIT_CODES = {
    RunOutcome.COMPLETE: 0,
    RunOutcome.DEGRADED: 3,
    RunOutcome.FAILED: 4,
    RunOutcome.INTERRUPTED: 5,
}
"""What the crawl command ends with."""

log = get_logger(__name__)


def finish_run(context: CrawlContext) -> CrawlRun:
    """Judge a run, keep its record and announce it to the workers.

    Messages that the broker did not take wait in the outbox; the run then says so.
    """
    state = context.state
    waiting = _send_waiting(context)
    outcome = judge(state)
    run = state.run(outcome, finished_at=utc_now())
    try:
        write_whole(context.paths.run, run.model_dump_json(indent=2))
        message = RunFinished(run=run, batch_ids=tuple(state.batch_ids))
        path = context.outbox.put(message, f"{state.run_id}{LAST_SUFFIX}")
        write_progress(context.paths, state, finished=True)
        if not waiting:
            context.outbox.send(path)
    except ServiceUnavailableError as error:
        log.warning("crawl/outbox", reason=str(error))
    except OSError as error:
        state.stop(
            RunOutcome.FAILED,
            f"the run cannot be written to {context.paths.folder}: {error}; free some disk",
        )
        run = state.run(RunOutcome.FAILED, finished_at=utc_now())
    return run


def _send_waiting(context: CrawlContext) -> int:
    own = {f"{batch_id}.json" for batch_id in context.state.batch_ids}
    waiting = [path for path in context.outbox.pending() if path.name in own]
    for number, path in enumerate(waiting):
        try:
            context.outbox.send(path)
        except ServiceUnavailableError as error:
            left = len(waiting) - number
            context.state.add_reason(
                f"{left} batches wait in the outbox: {error.message}"
            )
            return left
    return 0
