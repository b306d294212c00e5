"""Begins a run, goes on with one that was stopped or killed, and closes what is left of another."""

from collections.abc import Iterable
from datetime import UTC, datetime

from core.errors import ConfigError
from core.log import get_logger
from core.messages import IngestBatch
from core.records import CrawlRun, RunOutcome
from core.settings import Settings
from crawlers.context import CrawlContext
from crawlers.finish import announce, sealed
from crawlers.ledger.entries import Changes, SavedRun
from crawlers.outbox import Outbox
from crawlers.run_state import RunPaths, batch_ids
from crawlers.unfinished import is_open

log = get_logger(__name__)


def go_on(context: CrawlContext) -> None:
    """Take up the run that the ledger holds, as its last transaction left it.

    Raises:
        ConfigError: It is another run, has ended, or was of another profile.
    """
    state, saved = context.state, context.ledger.latest_run()
    remedy = f"begin a new run: `stallwatch crawl {state.market} --fresh`"
    if saved is None or saved.run_id != state.run_id:
        raise ConfigError(
            f"the ledger of {state.market} does not hold run {state.run_id}: {remedy}"
        )
    if not is_open(saved):
        raise ConfigError(
            f"run {state.run_id} has ended ({saved.outcome}), so there is nothing to go "
            f"on with: {remedy}"
        )
    if saved.profile_sha256 != state.profile.sha256:
        raise ConfigError(
            f"the profile of {state.market} has changed since run {state.run_id} began: "
            f"{remedy}"
        )
    state.restore(saved.state)
    state.resumes += 1
    state.batch_ids = settle(context.outbox, state.run_id, len(state.batch_ids))
    # Killed before the next transaction, it has been resumed all the same.
    context.ledger.commit(Changes(), state.saved())
    log.info("crawl/resumed", run_id=state.run_id, pages=state.pages)


def begin(context: CrawlContext) -> None:
    """Begin a run; one that was killed before is closed as interrupted.

    Raises:
        OSError: The old run cannot be closed.
    """
    saved = context.ledger.latest_run()
    if saved is not None and saved.outcome is None:
        close(saved, context.settings, context.outbox)
    state = context.state
    context.ledger.begin(state.run_id, state.profile.sha256, state.saved())


def close(saved: SavedRun, settings: Settings, outbox: Outbox) -> CrawlRun:
    """End a run that was killed, as its last transaction left it, and announce it.

    Raises:
        OSError: It cannot be written.
    """
    ids = settle(outbox, saved.run_id, saved.state["batches"])
    paths = RunPaths(settings.home, saved.run_id)
    run = CrawlRun.model_validate(saved.state["run"])
    reason = (
        "the crawl was killed before its last page, and another run was begun instead of "
        "going on with this one; what it had published by then is kept"
    )
    run = run.model_copy(
        update={
            "outcome": RunOutcome.INTERRUPTED,
            "finished_at": datetime.fromtimestamp(saved.saved_at, UTC),
            "reasons": (*saved.state["reasons"], reason),
        }
    )
    run = sealed(run, paths, settings)
    announce(run, ids, paths, outbox, wait=_wait_for(outbox, ids))
    log.warning("crawl/closed", run_id=run.run_id, listings=run.listings)
    return run


def settle(outbox: Outbox, run_id: str, count: int) -> list[str]:
    """Release a run's staged batches that its ledger knows of, drop others; return the ids of all.

    What a dropped one held was read after the last transaction: its pages still wait.

    Args:
        outbox: Where the batches are.
        run_id: The run.
        count: How many batches its ledger knows of.
    """
    ids = batch_ids(run_id, count)
    for batch_id in ids:
        staged = outbox.staged(f"{batch_id}.json")
        if staged is not None:
            outbox.release(staged)
    while True:
        batch_id = IngestBatch.id_for(run_id, len(ids))
        staged = outbox.staged(f"{batch_id}.json")
        if staged is not None:
            staged.unlink()
        if not outbox.has(f"{batch_id}.json"):
            return ids
        # It reached the workers, so it is one of the run's.
        ids.append(batch_id)


def _wait_for(outbox: Outbox, ids: Iterable[str]) -> bool:
    waiting = {path.name for path in outbox.pending()}
    return any(f"{batch_id}.json" in waiting for batch_id in ids)
