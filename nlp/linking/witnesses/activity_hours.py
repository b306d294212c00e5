"""The hours of the day at which listings are put up: when somebody is awake and at work.

References:
    La Morgia et al., Time-zone geolocation of crowds in the dark web, ICDCS 2018.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from math import log2

from typing_extensions import override

from core.analysis import Account, AccountListing
from core.links import EvidenceKind
from nlp.linking.proofs import few_pages, pages_where
from nlp.linking.statistics import Statistics
from nlp.linking.witness import PairContext, Telling, Witness

HOURS = 24
MIN_TIMES = 10
"""Listings with a time of day; fewer fill no day."""
MIN_DAYS = 3
"""Days that they stand on: a batch put up in one go has one hour, whoever did it."""
PRIOR = 0.25
"""Listings imagined for each hour, so that an hour without any is not taken for one asleep."""
_KERNEL = ((-1, 0.25), (0, 0.5), (1, 0.25))
"""Nobody works to the clock: half of a listing counts for the hours beside its own."""
_BUSY_HOURS = 8


@dataclass(frozen=True, slots=True)
class Day:
    """When an account is busy."""

    account: Account
    shares: tuple[float, ...]
    """Of each hour of the day, UTC; they add up to 1."""
    entropy: float
    """Of the shares, in bits."""
    times: int
    """Listings with a time of day."""


class ActivityHours(Witness[Day]):
    """One person keeps one rhythm; so do all who live in one time zone."""

    kind = EvidenceKind.ACTIVITY_HOURS

    @override
    def look(self, account: Account, statistics: Statistics) -> Day | None:
        times = [one.listed_at for one in account.listings if _has_hour(one)]
        known = [time.astimezone(UTC) for time in times if time is not None]
        # Put up in one go, ten listings are one act.
        acts = {(time.date(), time.hour) for time in known}
        days = {day for day, _ in acts}
        if len(known) < MIN_TIMES or len(days) < MIN_DAYS:
            return None
        shares = _smooth(known)
        return Day(account, shares, _entropy(shares), len(known))

    @override
    def measure(self, left: Day, right: Day, pair: PairContext) -> float | None:
        """Return how alike the two days are: 1 less their Jensen-Shannon divergence in bits, in [0, 1]."""
        both = [
            (one + other) / 2
            for one, other in zip(left.shares, right.shares, strict=True)
        ]
        divergence = _entropy(both) - (left.entropy + right.entropy) / 2
        return min(1.0, max(0.0, 1.0 - divergence))

    @override
    def tell(self, left: Day, right: Day, pair: PairContext) -> Telling:
        measure = self.measure(left, right, pair) or 0.0
        detail = (
            f"The hours at which listings are put up are {measure:.0%} alike "
            f"({left.times} and {right.times} listings, most of them at "
            f"{_busy(left)} and at {_busy(right)} UTC); one person keeps one daily rhythm, "
            "but so do all who live in one time zone"
        )
        return Telling(
            detail=f"{detail}.",
            proofs=few_pages(
                pages_where(left.account, _has_hour),
                pages_where(right.account, _has_hour),
            ),
        )


def _has_hour(listing: AccountListing) -> bool:
    """Whether the market says when.

    Exactly midnight is a date without a time, and no market shows fractions of a second: with them, it is when a crawl saw the listing.
    """
    time = listing.listed_at
    if time is None or time.microsecond:
        return False
    return bool(time.hour or time.minute or time.second)


def _smooth(times: Sequence[datetime]) -> tuple[float, ...]:
    counts = [PRIOR] * HOURS
    for time in times:
        for step, part in _KERNEL:
            counts[(time.hour + step) % HOURS] += part
    total = sum(counts)
    return tuple(count / total for count in counts)


def _entropy(shares: Sequence[float]) -> float:
    return -sum(share * log2(share) for share in shares)


def _busy(day: Day) -> str:
    """Return the run of hours that holds the most, as ``09:00-17:00``."""
    starts = range(HOURS)
    start = max(starts, key=lambda hour: (_within(day, hour), -hour))
    return f"{start:02}:00-{(start + _BUSY_HOURS) % HOURS:02}:00"


def _within(day: Day, start: int) -> float:
    hours = (hour % HOURS for hour in range(start, start + _BUSY_HOURS))
    return round(sum(day.shares[hour] for hour in hours), 9)
