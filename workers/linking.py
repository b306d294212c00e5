"""Links all vendor accounts anew, one worker at a time."""

from dataclasses import dataclass

from core.clock import utc_now
from core.ids import stable_id
from core.log import get_logger
from core.receipts import BatchReceipt
from nlp.duplicates.groups import group_duplicates
from nlp.linking.link import link_accounts
from workers.services import Services
from workers.stopwatch import Stopwatch
from workers.turn import Turn

KIND = "link-vendors"
_log = get_logger(__name__)


@dataclass(frozen=True, slots=True)
class LinkReport:
    """What one round of linking read and wrote."""

    accounts: int
    duplicates: int
    groups: int
    links: int
    seconds: dict[str, float]


def relink_vendors(services: Services, *, holder: str) -> LinkReport | None:
    """Link all accounts, and once more if that was asked for in the meantime.

    Args:
        services: Where accounts come from and links go.
        holder: The id of the message that asks.

    Returns:
        What the last round did; None where another worker is at it and will go once more.
    """
    turn = Turn(services.broker, services.settings, kind=KIND, holder=holder)
    if not turn.take():
        _log.info("link/left-to-another")
        return None
    with turn.kept():
        report = link_once(services)
        while not turn.leave():
            report = link_once(services)
    return report


def link_once(services: Services) -> LinkReport:
    """Read every account and duplicate pair, and rewrite links and groups."""
    watch = Stopwatch()
    with watch.stage("read"):
        services.store.refresh()
        accounts = services.links.accounts()
        duplicates = services.links.duplicates()
    with watch.stage("group"):
        groups = group_duplicates(duplicates)
    with watch.stage("link"):
        links = link_accounts(
            accounts, duplicates, threshold=services.settings.link_threshold
        )
    with watch.stage("write"):
        services.links.replace_links(links)
        services.links.save_groups(groups)
    report = LinkReport(
        accounts=len(accounts),
        duplicates=len(duplicates),
        groups=len(groups),
        links=len(links),
        seconds=watch.seconds,
    )
    _log.info("link/done", links=report.links, seconds=report.seconds)
    return report


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
