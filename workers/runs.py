"""The end of a run: every batch accounted for, what is gone marked, then saved and linked."""

import json
from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from typing import Any

from core.errors import StallwatchError
from core.log import get_logger
from core.messages import IngestBatch, LinkVendors, RunFinished
from core.records import CrawlRun, RunOrigin, RunOutcome
from workers.queue import queue_depth
from workers.services import Services

SENT_FOLDER = Path("outbox") / "sent"
"""Where a crawler on this machine leaves the batches that it has sent."""
LOST_CHECKS = 5
"""Checks of an idle queue after which a missing batch is in nobody's hands."""
HOPELESS_CHECKS = 20
"""Checks of an idle queue after which the run is given up."""

Send = Callable[[str, object], None]
"""Puts a payload into the queue, by task name."""

_log = get_logger(__name__)


def finish_run(message: RunFinished, services: Services, send: Send) -> bool:
    """Save a run whose batches are all worked off, and ask for linking.

    Returns:
        Whether the run is saved; if not, ask again later.

    Raises:
        StallwatchError: Batches never arrived, and the queue holds none.
    """
    missing = missing_batches(message, services)
    waiting = _Waiting(services, message.run.run_id)
    if missing:
        checks = waiting.check()
        if checks >= HOPELESS_CHECKS:
            # A replay begins to count anew.
            waiting.end()
            raise _given_up(missing)
        if checks == LOST_CHECKS:
            _send_again(missing, services.settings.home, send)
        return False
    waiting.end()
    run = message.run
    _mark_gone(message, services)
    services.store.save_run(run)
    request = LinkVendors(
        reason=f"run {run.run_id} of {run.market} has ended",
        run_id=run.run_id,
        market=run.market,
    )
    send(LinkVendors.task, request.to_payload())
    return True


def _mark_gone(message: RunFinished, services: Services) -> None:
    """Mark the listings that a run which read the whole market did not meet.

    A batch that is a dead letter, or of which records were refused, saw listings that the index does not know to be there; so did a
    sighting of what the index does not know yet. Then nothing is called gone, and the next complete run decides.
    """
    run = message.run
    read = _time_read(run, services) if reads_whole_market(run) else None
    if read is None:
        return
    receipts = services.store.receipts(message.batch_ids)
    refused = sum(receipt.refused for receipt in receipts.values())
    unknown = sum(receipt.unknown_sightings for receipt in receipts.values())
    if refused or unknown or set(receipts) != set(message.batch_ids):
        _log.warning(
            "run/gone-not-judged",
            run_id=run.run_id,
            market=run.market,
            refused=refused,
            unknown_sightings=unknown,
        )
        return
    gone = services.store.mark_gone(run.market, started_at=read[0], finished_at=read[1])
    _log.info("run/gone-marked", run_id=run.run_id, market=run.market, listings=gone)


def _time_read(run: CrawlRun, services: Services) -> tuple[datetime, datetime] | None:
    """Return from when to when a run tells of its market."""
    if run.origin is RunOrigin.IMPORT:
        # Of the time when its pages were fetched, not of the day of the import.
        return services.store.time_of_pages(run.run_id)
    return (run.started_at, run.finished_at) if run.finished_at else None


def reads_whole_market(run: CrawlRun) -> bool:
    """Tell whether what a run did not meet is gone from its market.

    Only of a complete one that was asked for everything; a reparse looks at the past.
    """
    complete = run.outcome is RunOutcome.COMPLETE and not run.partial
    return complete and run.origin is not RunOrigin.REPARSE


def missing_batches(message: RunFinished, services: Services) -> set[str]:
    """Return the batches of a run with neither a receipt nor a dead letter."""
    missing = set(message.batch_ids) - set(services.store.receipts(message.batch_ids))
    if missing:
        # Listing dead letters is the rarer and dearer question: asked second.
        missing -= {letter.batch_id for letter in services.store.dead_letters()}
    return missing


def _send_again(missing: set[str], home: Path, send: Send) -> None:
    """Send what got lost once more, from the crawler's copy if it is on this machine.

    A worker that is killed in the instant between taking a message and noting that it has it loses the message.
    """
    for batch_id in sorted(missing):
        payload = _sent_copy(home, batch_id)
        if payload is not None:
            _log.warning("run/batch-sent-again", batch_id=batch_id)
            send(IngestBatch.task, payload)


def _given_up(missing: set[str]) -> StallwatchError:
    return StallwatchError(
        f"{len(missing)} batches of the run never arrived: run `stallwatch retry` on the "
        "machine that crawled it, which sends what is in its outbox",
        batch_ids=sorted(missing)[:10],
    )


def _sent_copy(home: Path, batch_id: str) -> Any:
    path = home / SENT_FOLDER / f"{batch_id}.json"
    try:
        return json.loads(path.read_text(encoding="utf-8"))["payload"]
    except (OSError, ValueError, LookupError, TypeError):
        return None


class _Waiting:
    """Counts, in Redis, the checks of a run that found the queue otherwise idle."""

    def __init__(self, services: Services, run_id: str) -> None:
        prefix = services.settings.index_prefix
        self._services = services
        self._run_id = run_id
        self._runs = f"{prefix}:runs-waiting"
        self._checks = f"{prefix}:run-checks:{run_id}"

    def check(self) -> int:
        """Count this check if nothing but waiting runs is in the queue."""
        broker = self._services.broker
        broker.sadd(self._runs, self._run_id)
        depth = queue_depth(self._services.settings)
        if depth.ready or depth.unacked > int(broker.scard(self._runs)):
            broker.delete(self._checks)
            return 0
        return int(broker.incr(self._checks))

    def end(self) -> None:
        """Forget the run."""
        broker = self._services.broker
        broker.delete(self._checks)
        broker.srem(self._runs, self._run_id)
