"""Pictures that both accounts show: the same photograph, scaled or compressed anew."""

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
from typing_extensions import override

from core.analysis import Account
from core.links import EvidenceKind
from nlp.duplicates.images import MAX_DISTANCE, near_hashes
from nlp.linking.proofs import counted, few_pages, few_values, pages_where
from nlp.linking.statistics import Statistics
from nlp.linking.witness import PairContext, Telling, Witness
from nlp.linking.witnesses.shared_values import (
    MARKET_ACCOUNTS,
    MARKET_WORTH,
    MOST,
)

MAX_IMAGES = 200
"""Pictures of an account that are compared."""
NEAR_WORTH = 0.75
"""What a nearly equal picture is worth, of an equal one."""


@dataclass(frozen=True, slots=True)
class Images:
    """The pictures of an account."""

    account: Account
    hashes: tuple[str, ...]
    """Perceptual hashes, each once."""
    bits: npt.NDArray[np.uint64]
    """The same as numbers."""


@dataclass(frozen=True, slots=True)
class SharedPicture:
    """A picture of one account that the other shows as well."""

    left: str
    right: str
    """Perceptual hashes, equal or nearly."""
    accounts: int
    """How many accounts show it, these two included."""
    may_be_the_markets: bool
    """Whether all of them are on one market, which may put it in where there is none."""

    @property
    def worth(self) -> float:
        """1 where nobody else shows it, less the more do."""
        worth = 1.0 / (self.accounts - 1)
        return worth if self.left == self.right else NEAR_WORTH * worth


class SharedImage(Witness[Images]):
    """Vendors photograph what they sell, often with their name beside it; but suppliers' pictures are used by many."""

    kind = EvidenceKind.SHARED_IMAGE

    @override
    def look(self, account: Account, statistics: Statistics) -> Images | None:
        shown = {phash for one in account.listings for phash in one.images}
        # A plain picture, and what is no hash, is not even near to itself.
        hashes = [phash for phash in sorted(shown) if near_hashes(phash, phash)]
        if not hashes:
            return None
        kept = tuple(hashes[:MAX_IMAGES])
        bits = np.array([int(phash, 16) for phash in kept], dtype=np.uint64)
        return Images(account, kept, bits)

    @override
    def measure(self, left: Images, right: Images, pair: PairContext) -> float | None:
        """Return the number of shared pictures, rare ones counted most: as for shared values, 3 at most; None for none."""
        pictures = _shared(left, right, pair)
        own = [one.worth for one in pictures if not one.may_be_the_markets]
        if own:
            return min(MOST, sum(own))
        worth = [one.worth for one in pictures]
        return MARKET_WORTH * max(worth) if worth else None

    @override
    def tell(self, left: Images, right: Images, pair: PairContext) -> Telling:
        pictures = _shared(left, right, pair)
        rarest = min((one.accounts for one in pictures), default=2)
        others = rarest - 2
        seen = f"{counted(others, 'other account')}" if others else "no other account"
        look = "looks" if len(pictures) == 1 else "look"
        detail = (
            f"Both accounts show {counted(len(pictures), 'picture')} that {look} the same, "
            f"and {seen} is known to show the rarest of them; vendors photograph their own "
            "goods, so the same picture points to one holder, or to one supplier"
        )
        lefts = frozenset(one.left for one in pictures)
        rights = frozenset(one.right for one in pictures)
        return Telling(
            detail=f"{detail}.",
            values=few_values(sorted(lefts | rights)),
            proofs=few_pages(
                pages_where(left.account, lambda one: not lefts.isdisjoint(one.images)),
                pages_where(
                    right.account, lambda one: not rights.isdisjoint(one.images)
                ),
            ),
        )


def _shared(left: Images, right: Images, pair: PairContext) -> list[SharedPicture]:
    """Return the pictures that both show, each of the left account once, the stop-values left out."""
    best: dict[str, str] = {}
    for one, other in sorted(_near(left, right)):
        if best.get(one) != one:
            best[one] = other
    of_right: dict[str, SharedPicture] = {}
    for one, other in sorted(best.items(), key=lambda both: both[0] != both[1]):
        if not any(pair.is_stop_value(f"IMAGE:{phash}") for phash in (one, other)):
            of_right.setdefault(other, _picture(one, other, left, right, pair))
    return list(of_right.values())


def _near(left: Images, right: Images) -> Iterator[tuple[str, str]]:
    """Yield the pairs of hashes that look the same, those of equal ones too."""
    differing = np.bitwise_count(left.bits[:, None] ^ right.bits[None, :])
    for one, other in np.argwhere(differing <= MAX_DISTANCE):
        yield left.hashes[one], right.hashes[other]


def _picture(
    one: str, other: str, left: Images, right: Images, pair: PairContext
) -> SharedPicture:
    spreads = [
        pair.spreads[key]
        for key in (f"IMAGE:{one}", f"IMAGE:{other}")
        if key in pair.spreads
    ]
    accounts = max([2, *(spread.accounts for spread in spreads)])
    markets = len({left.account.market, right.account.market})
    markets = max([markets, *(spread.markets for spread in spreads)])
    return SharedPicture(
        left=one,
        right=other,
        accounts=accounts,
        may_be_the_markets=markets == 1 and accounts >= MARKET_ACCOUNTS,
    )
