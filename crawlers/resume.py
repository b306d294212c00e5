"""Begins a run, goes on with one that was stopped or killed, and closes what is left of another."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Self

from core.errors import ConfigError, shown
from core.log import get_logger
from core.messages import IngestBatch
from core.records import CrawlRun, RunOutcome
from core.settings import Settings
from crawlers.context import CrawlContext
from crawlers.finish import announce, sealed
from crawlers.ledger.entries import Changes, SavedRun
from crawlers.ledger.ledger import Ledger
from crawlers.outbox import Outbox
from crawlers.run_state import RunPaths, batch_ids
from crawlers.unfinished import is_open

KILLED = (
    "the crawl was killed before its last page, and another run was begun instead of going "
    "on with this one; what it had published by then is kept"
)

log = get_logger(__name__)


@dataclass(frozen=True, slots=True)
class _Killed:
    """A run that was killed, as its last transaction left it."""

    run: CrawlRun
    batches: int

    @classmethod
    def of(cls, saved: SavedRun) -> Self:
        """Read it."""
        run = CrawlRun.model_validate(saved.state["run"])
        update = {
            "outcome": RunOutcome.INTERRUPTED,
            "finished_at": datetime.fromtimestamp(saved.saved_at, UTC),
            "reasons": (*map(str, saved.state["reasons"]), KILLED),
        }
        return cls(run.model_copy(update=update), int(saved.state["batches"]))


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
    try:
        state.restore(saved.state)
    except (KeyError, ValueError, TypeError, AttributeError) as error:
        raise ConfigError(
            f"the ledger of {state.market} holds run {state.run_id} as another version of "
            f"this software left it: {remedy}"
        ) from error
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
    left = _left_over(context.ledger)
    if left is not None:
        _close(left, context.settings, context.outbox)
    state = context.state
    context.ledger.begin(state.run_id, state.profile.sha256, state.saved())


def _left_over(ledger: Ledger) -> _Killed | None:
    """Return the run that was killed; None where there is none, or it cannot be understood."""
    try:
        saved = ledger.latest_run()
        if saved is None or saved.outcome is not None:
            return None
        return _Killed.of(saved)
    except (KeyError, ValueError, TypeError) as error:
        # Of another version of this software: no reason not to read the market any more.
        log.error(  # noqa: TRY400 - what there is to know stands in the reason
            "crawl/unclosed", reason=shown(f"{type(error).__name__}: {error}")
        )
        return None


def _close(killed: _Killed, settings: Settings, outbox: Outbox) -> None:
    """End a run that was killed, and announce it.

    Raises:
        OSError: It cannot be written.
    """
    run_id = killed.run.run_id
    ids = settle(outbox, run_id, killed.batches)
    paths = RunPaths(settings.home, run_id)
    run = sealed(killed.run, paths, settings)
    announce(run, ids, paths, outbox, wait=_wait_for(outbox, ids))
    log.warning("crawl/closed", run_id=run_id, listings=run.listings)


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
