"""Waits until the workers have done everything that crawl runs asked for."""

import time
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from rich.console import Console
from rich.progress import (
    BarColumn,
    MofNCompleteColumn,
    Progress,
    TextColumn,
    TimeElapsedColumn,
)

from core.clock import utc_now
from core.errors import ServiceUnavailableError
from core.receipts import BatchReceipt, DeadLetter
from core.records import CrawlRun
from core.settings import Settings
from search.client import connect
from search.run_store import RunStore
from workers.queue import queue_depth

POLL_S = 0.5
QUIET_POLLS = 3
"""Empty readings in a row: between two tasks of one chain the queue is empty too."""
STANDSTILL_S = 240.0
"""Without a finished batch for this long, something is wrong."""


@dataclass(frozen=True, slots=True)
class WorkDone:
    """What the workers did for some runs."""

    texts_encoded: int
    seconds: dict[str, float]
    """Seconds by stage, summed over all batches and worker processes."""
    failures: list[str]


def wait_for_workers(
    settings: Settings, runs: Sequence[CrawlRun], console: Console
) -> WorkDone:
    """Wait until every batch is worked off and the vendors are linked.

    Raises:
        ServiceUnavailableError: Nothing moved for minutes.
    """
    columns = (
        TextColumn("  {task.description}"),
        BarColumn(bar_width=30),
        MofNCompleteColumn(),
        TextColumn("listings"),
        TimeElapsedColumn(),
    )
    total = sum(run.listings for run in runs)
    run_ids = [run.run_id for run in runs]
    with (
        connect(settings) as client,
        Progress(*columns, console=console) as progress,
    ):
        store = RunStore(client, settings)
        bar = progress.add_task("extract, embed, index", total=total)
        quiet, last_move = 0, (time.monotonic(), -1)
        while quiet < QUIET_POLLS:
            time.sleep(POLL_S)
            done = sum(item.listings for item in store.receipts_of_runs(run_ids))
            depth = queue_depth(settings).total
            progress.update(bar, completed=done)
            if done >= total:
                progress.update(bar, description="linking vendors      ")
            last_move = _still_moving(last_move, done)
            quiet = quiet + 1 if depth == 0 else 0
        begun = min((run.started_at for run in runs), default=utc_now())
        # Those of former demos in this home are no failure of this one.
        letters = [one for one in store.dead_letters() if one.failed_at >= begun]
        return work_done(store.receipts_of_runs(run_ids), letters)


def work_done(
    receipts: Sequence[BatchReceipt], letters: Sequence[DeadLetter]
) -> WorkDone:
    """Add up receipts; every dead letter is a failure."""
    seconds: Counter[str] = Counter()
    for receipt in receipts:
        seconds.update(receipt.seconds)
    return WorkDone(
        texts_encoded=sum(item.texts_encoded for item in receipts),
        seconds={f"worker: {name}": round(took, 2) for name, took in seconds.items()},
        failures=[
            f"a {letter.task} message failed: {letter.reason}; `stallwatch retry` "
            "sends it again"
            for letter in letters
        ],
    )


def _still_moving(last_move: tuple[float, int], done: int) -> tuple[float, int]:
    moved_at, known = last_move
    if done != known:
        return time.monotonic(), done
    if time.monotonic() - moved_at > STANDSTILL_S:
        raise ServiceUnavailableError(
            f"the workers finished nothing for {STANDSTILL_S:.0f} s: `stallwatch status` "
            "shows what runs, and logs/worker.log in the home says why",
            listings_done=done,
        )
    return last_move
