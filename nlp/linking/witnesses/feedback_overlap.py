"""Buyers that both accounts have: regulars follow their vendor to another account."""

from collections.abc import Mapping
from dataclasses import dataclass
from math import fsum, sqrt

from typing_extensions import override

from core.analysis import Account
from core.links import EvidenceKind
from nlp.linking.proofs import counted, few_pages, few_values, own_page
from nlp.linking.statistics import Statistics
from nlp.linking.witness import PairContext, Telling, Witness

MIN_BUYERS = 3
"""Fewer buyers on either side say nothing of those they lack."""
MAX_BUYERS = 2_000
HALF_BITS = 25.0
"""Information of the shared buyers at which half of their share counts: about three who buy nowhere else."""


@dataclass(frozen=True, slots=True)
class Buyers:
    """Who left feedback with an account."""

    account: Account
    bits: Mapping[str, float]
    """How much it says to have a buyer: little for one who buys of many."""
    total: float


class FeedbackOverlap(Witness[Buyers]):
    """Buyers who buy of few vendors, and of these two."""

    kind = EvidenceKind.FEEDBACK_OVERLAP

    @override
    def look(self, account: Account, statistics: Statistics) -> Buyers | None:
        if len(account.buyers) < MIN_BUYERS:
            return None
        information = statistics.buyers.information
        bits = {one: information(one) for one in sorted(account.buyers)[:MAX_BUYERS]}
        return Buyers(account, bits, fsum(bits.values()))

    @override
    def measure(self, left: Buyers, right: Buyers, pair: PairContext) -> float | None:
        """Return the share of the buyers that is the same, by information, in [0, 1]; less where few are."""
        common = left.bits.keys() & right.bits.keys()
        if not common:
            return 0.0
        bits = fsum(map(left.bits.__getitem__, common))
        size = sqrt(left.total * right.total)
        share = min(1.0, bits / size) if size else 0.0
        return share * bits / (bits + HALF_BITS)

    @override
    def tell(self, left: Buyers, right: Buyers, pair: PairContext) -> Telling:
        common = sorted(
            left.bits.keys() & right.bits.keys(),
            key=lambda buyer: (-left.bits[buyer], buyer),
        )
        if not common:
            return Telling(
                "No buyer is known to have left feedback with both accounts."
            )
        fewer = min(len(left.bits), len(right.bits))
        detail = (
            f"{counted(len(common), 'buyer')} left feedback with both accounts, of {fewer} "
            "that the one with fewer has; regulars follow their vendor to another account, "
            "while those who buy of many vendors count less"
        )
        return Telling(
            detail=f"{detail}.",
            values=few_values(common),
            proofs=few_pages([own_page(left.account)], [own_page(right.account)]),
        )
