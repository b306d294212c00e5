"""Listings that say the same, in the same words, in most of them, or reworded."""

from dataclasses import dataclass
from math import log2, sqrt

from typing_extensions import override

from core.analysis import Account, DuplicateKind
from core.errors import shown
from core.links import EvidenceKind
from nlp.linking.overlaps import ListingOverlap
from nlp.linking.proofs import counted, few_pages, few_values, pages_of
from nlp.linking.statistics import Statistics
from nlp.linking.witness import PairContext, Telling, Witness

_HOW = {
    DuplicateKind.EXACT: "word for word",
    DuplicateKind.NEAR: "nearly so",
    DuplicateKind.REWORDED: "in other words",
}


@dataclass(frozen=True, slots=True)
class Offers:
    """An account and the number of its listings."""

    account: Account
    count: int


class NearDuplicateListings(Witness[Offers]):
    """Vendors paste their listings from market to market; what many vendors have is a supplier's text, or the market's."""

    kind = EvidenceKind.NEAR_DUPLICATE_LISTINGS

    @override
    def look(self, account: Account, statistics: Statistics) -> Offers | None:
        count = len(account.listings)
        return Offers(account, count) if count else None

    @override
    def measure(self, left: Offers, right: Offers, pair: PairContext) -> float | None:
        """Return how many listings say the same, by the fewness of who has them.

        Returns:
            log2(1 + matched listings) times the root of their share of the smaller account; 0 for boilerplate alone, None for no match.
        """
        overlap = _overlap(left, right, pair)
        if overlap is None:
            return None
        return log2(1.0 + overlap.worth) * sqrt(_share(overlap, left, right))

    @override
    def tell(self, left: Offers, right: Offers, pair: PairContext) -> Telling:
        overlap = _overlap(left, right, pair)
        if overlap is None:
            return Telling("No listings of the two accounts say the same.")
        first, second = _in_order(left, right)
        titles = {one.listing_id: one.title for one in first.account.listings}
        smaller = min(left.count, right.count)
        kinds = ", ".join(
            f"{count} {_HOW[kind]}"
            for kind, count in sorted(overlap.kinds.items())
            if count
        )
        say = "says" if overlap.count == 1 else "say"
        detail = (
            f"{overlap.count} of the smaller account's {counted(smaller, 'listing')} {say} "
            f"the same as listings of the other ({kinds or 'texts of many vendors'}), "
            f"such as {shown(titles.get(overlap.left[0], ''))}; vendors paste their "
            f"listings from market to market, and {_spread(overlap, pair)}"
        )
        return Telling(
            detail=f"{detail}.",
            values=few_values(overlap.left, overlap.right),
            proofs=few_pages(
                pages_of(first.account, overlap.left),
                pages_of(second.account, overlap.right),
            ),
        )


def _in_order(left: Offers, right: Offers) -> tuple[Offers, Offers]:
    ends = sorted((left, right), key=lambda one: one.account.vendor_id)
    return ends[0], ends[1]


def _overlap(left: Offers, right: Offers, pair: PairContext) -> ListingOverlap | None:
    first, second = _in_order(left, right)
    return pair.overlaps.overlap(first.account.vendor_id, second.account.vendor_id)


def _spread(overlap: ListingOverlap, pair: PairContext) -> str:
    """Return how many others have the texts."""
    ids = (*overlap.left, *overlap.right)
    others = max(pair.overlaps.spread(one) for one in ids) - 2
    if others <= 0:
        return "no other known account has these texts"
    have = "account has" if others == 1 else "accounts have"
    return f"up to {others} other known {have} such a text, so that it says less"


def _share(overlap: ListingOverlap, left: Offers, right: Offers) -> float:
    smaller = min(left.count, right.count)
    # A listing that has since been withdrawn may still be matched.
    return min(1.0, overlap.count / smaller)
