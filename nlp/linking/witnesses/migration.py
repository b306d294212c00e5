"""Accounts that began soon after another's market had closed: whoever lost a market opens shop on the next."""

from dataclasses import dataclass
from datetime import date, timedelta

from typing_extensions import override

from core.analysis import Account
from core.errors import shown
from core.links import EvidenceKind
from nlp.linking.proofs import counted, few_pages, own_page
from nlp.linking.statistics import Statistics
from nlp.linking.stays import begin_day, closing_day, seen_days
from nlp.linking.witness import PairContext, Telling, Witness

AFTER_DAYS = 60
"""Days after a closure within which an account counts as moved."""
BEFORE_DAYS = 14
"""Days before it: exit scams are smelt."""
STAYED_DAYS = 30
"""An account must have been seen so shortly before its market closed; else it had left before."""


@dataclass(frozen=True, slots=True)
class Stay:
    """When an account was on its market, and whether that market closed."""

    account: Account
    began: date | None
    closed: date | None
    """The market's last day, where the account was there to see it."""


class Migration(Witness[Stay]):
    """Moving is what everybody does when a market closes, so that it supports other evidence and is little alone."""

    kind = EvidenceKind.MIGRATION

    @override
    def look(self, account: Account, statistics: Statistics) -> Stay | None:
        began, days = begin_day(account), seen_days(account)
        closed = closing_day(
            statistics.market_ends.get(account.market), statistics.newest_day
        )
        if closed is not None and days is not None:
            stayed = closed - days[1] <= timedelta(days=STAYED_DAYS)
            closed = closed if stayed else None
        return (
            None if began is None and closed is None else Stay(account, began, closed)
        )

    @override
    def measure(self, left: Stay, right: Stay, pair: PairContext) -> float | None:
        """Return how soon after a closure the other account began, in [0, 1], 1 for at once; None where neither followed the other."""
        days = _days(left, right)
        if days is None:
            return None
        window = AFTER_DAYS if days >= 0 else BEFORE_DAYS
        return 1.0 - abs(days) / (window + 1)

    @override
    def tell(self, left: Stay, right: Stay, pair: PairContext) -> Telling:
        days = _days(left, right) or 0
        first, second = (left, right) if _gap(left, right) == days else (right, left)
        when = counted(abs(days), "day")
        detail = (
            f"The market {shown(first.account.market)} was last seen on {first.closed}, "
            f"and the account on {shown(second.account.market)} began on {second.began}, "
            f"{when} {'before' if days < 0 else 'after'} that; vendors who lose a market "
            "open shop on another within weeks, though many do so at the same time"
        )
        return Telling(
            detail=f"{detail}.",
            proofs=few_pages([own_page(first.account)], [own_page(second.account)]),
        )


def _gap(old: Stay, new: Stay) -> int | None:
    """Return how many days after the one's market had closed the other began, if it may have moved there."""
    if old.closed is None or new.began is None:
        return None
    if old.account.market == new.account.market:
        return None
    days = (new.began - old.closed).days
    return days if -BEFORE_DAYS <= days <= AFTER_DAYS else None


def _days(left: Stay, right: Stay) -> int | None:
    """Return the nearer of the two gaps."""
    gaps = [gap for gap in (_gap(left, right), _gap(right, left)) if gap is not None]
    return min(gaps, key=lambda gap: (abs(gap), gap), default=None)
