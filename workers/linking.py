"""Links the vendor accounts that are new or have changed, one worker at a time."""

import time
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass

from core.clock import utc_now
from core.ids import stable_id
from core.log import get_logger
from core.messages import LinkVendors
from core.receipts import BatchReceipt
from nlp.duplicates.groups import group_duplicates
from nlp.linking.model import load_model
from nlp.linking.statistics import Statistics
from search.linking_stores import LinkingStores
from workers.duplicates import review_duplicates
from workers.frozen import frozen_statistics, refresh_statistics
from workers.link_request import LinkRequests, Wish
from workers.link_round import LinkRound
from workers.services import Services
from workers.stopwatch import Stopwatch
from workers.turn import Turn

KIND = "link-vendors"
SLICE_S = 300.0
"""A task that links stops after this long and asks for another: batches get their turn, and no time limit ends it."""

Send = Callable[[str, object], None]
"""Puts a payload into the queue, by task name."""

_log = get_logger(__name__)


@dataclass(frozen=True, slots=True)
class LinkReport:
    """What the linking for one message did."""

    accounts: int
    """Accounts that were compared with their candidates."""
    pairs: int
    """Pairs that were compared."""
    links: int
    """Links that were written."""
    removed: int
    finished: bool
    """Whether no account is due any more."""
    seconds: dict[str, float]

    def __add__(self, later: "LinkReport") -> "LinkReport":
        seconds = Counter(self.seconds)
        seconds.update(later.seconds)
        return LinkReport(
            accounts=self.accounts + later.accounts,
            pairs=self.pairs + later.pairs,
            links=self.links + later.links,
            removed=self.removed + later.removed,
            finished=later.finished,
            seconds=dict(seconds),
        )


def relink_vendors(
    message: LinkVendors, services: Services, *, holder: str, send: Send
) -> LinkReport | None:
    """Link all accounts that are due, and those that become due in the meantime.

    Args:
        message: What asks for it.
        services: Where accounts come from and links go.
        holder: The id of the task: the same when it is delivered again.
        send: Puts a message into the queue; used where the time runs out.

    Returns:
        What was done; None where another worker is at it and will go on.
    """
    LinkRequests(services.broker, services.settings).taken(message)
    turn = Turn(services.broker, services.settings, kind=KIND, holder=holder)
    if not turn.take():
        _log.info("link/left-to-another")
        return None
    until = time.monotonic() + SLICE_S
    with turn.kept():
        report = link_due(services, until=until)
        while not turn.leave():
            report = report + link_due(services, until=until)
    if not report.finished:
        following = LinkVendors(reason=f"goes on: {message.reason}")
        send(LinkVendors.task, following.to_payload())
    return report


def link_due(services: Services, *, until: float) -> LinkReport:
    """Link the accounts that are due, all of them where a full pass is asked for.

    Args:
        services: Where accounts come from and links go.
        until: When to stop, by ``time.monotonic``; some are linked in any case.
    """
    watch = Stopwatch()
    stores = services.linking
    requests = LinkRequests(services.broker, services.settings)
    with watch.stage("statistics"):
        stores.accounts.refresh()
        if requests.has(Wish.FULL):
            statistics = begin_full_pass(services)
            requests.done(Wish.FULL)
        else:
            statistics = frozen_statistics(stores)
    model = load_model(services.settings.link_model)
    work = LinkRound(stores, statistics, model, services.settings, watch)
    finished = work.run(until=until)
    if finished and requests.has(Wish.GROUPS):
        requests.done(Wish.GROUPS)
        with watch.stage("group"):
            save_groups(stores)
    done = work.progress
    _log.info(
        "link/done",
        accounts=done.accounts,
        links=done.links,
        seconds=watch.seconds,
    )
    return LinkReport(
        accounts=done.accounts,
        pairs=done.pairs,
        links=done.links,
        removed=done.removed,
        finished=finished,
        seconds=watch.seconds,
    )


def save_groups(stores: LinkingStores) -> None:
    """Form the groups of all near-duplicate listings anew."""
    pairs = stores.links.duplicates()
    listing_ids = {one for pair in pairs for one in (pair.left, pair.right)}
    first_seen = stores.links.first_seen(listing_ids)
    stores.links.save_groups(group_duplicates(pairs, first_seen))


def begin_full_pass(services: Services) -> Statistics:
    """Remove what is no near-duplicate any more, take the statistics anew and make every account due, those that are gone included."""
    stores = services.linking
    review_duplicates(services.store)
    statistics = refresh_statistics(stores)
    stores.due.mark(stores.accounts.vendor_ids())
    stores.due.mark(stores.keys.vendor_ids())
    return statistics


def link_receipt(report: LinkReport, *, run_id: str, market: str) -> BatchReceipt:
    """Return the receipt of a round, so that a run's receipts tell all of its time."""
    return BatchReceipt(
        batch_id=stable_id("link", run_id),
        run_id=run_id,
        market=market,
        finished_at=utc_now(),
        listings=0,
        vendors=0,
        written=report.links,
        unchanged=0,
        mentions=0,
        duplicates=0,
        texts_encoded=0,
        seconds={f"linking/{name}": spent for name, spent in report.seconds.items()},
    )
