"""What the listings of two accounts have in common, from near-duplicate pairs."""

import math
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from core.analysis import DuplicateKind, DuplicatePair

MAX_SPREAD = 12
"""A text of more vendors than this is boilerplate and brings no candidates."""

SPREAD_POWER = 0.75
"""How fast a text loses worth with the vendors that have it. At 1 a person's own third
account would halve the evidence between the first two."""

KIND_WORTH = {
    DuplicateKind.EXACT: 1.0,
    DuplicateKind.NEAR: 0.8,
    DuplicateKind.REWORDED: 0.5,
}
"""What a matched listing is worth by how alike the two are: people who sell one thing also describe it alike."""


@dataclass(frozen=True, slots=True)
class ListingOverlap:
    """The near-duplicate listings of two accounts."""

    left: tuple[str, ...]
    """Listings of the account with the lower id that the other has as well."""
    right: tuple[str, ...]
    worth: float = 0.0
    """Matched listings, each counted by how few vendors have it: a text of two vendors counts 1, one of three 0.6, one of five 0.35; less
    for listings that are only near or reworded, and nothing for boilerplate."""
    kinds: Mapping[DuplicateKind, int] = field(default_factory=dict)
    """The listings that are matched, on the side that has fewer of them, by their most alike match; without boilerplate."""

    @property
    def count(self) -> int:
        """Listings that are matched, on the side that has fewer of them."""
        return min(len(self.left), len(self.right))


VendorPair = tuple[str, str]
_Kinds = dict[str, DuplicateKind]


class OverlapIndex:
    """The near-duplicate listings of a population, by pair of accounts.

    Args:
        duplicates: Confirmed pairs of listings, in any order.
    """

    def __init__(self, duplicates: Iterable[DuplicatePair]) -> None:
        self._vendors: defaultdict[str, set[str]] = defaultdict(set)
        self._matches: defaultdict[VendorPair, dict[tuple[str, str], DuplicateKind]]
        self._matches = defaultdict(dict)
        for pair in duplicates:
            if pair.left_vendor != pair.right_vendor:
                self._add(pair)

    def _add(self, pair: DuplicatePair) -> None:
        both = {pair.left_vendor, pair.right_vendor}
        self._vendors[pair.left] |= both
        self._vendors[pair.right] |= both
        ends = sorted(((pair.left_vendor, pair.left), (pair.right_vendor, pair.right)))
        (left_vendor, left), (right_vendor, right) = ends
        self._matches[left_vendor, right_vendor][left, right] = pair.kind

    def overlap(self, left: str, right: str) -> ListingOverlap | None:
        """Return what two accounts share, the lower id first; ``None`` for nothing."""
        matches = self._matches.get((left, right))
        if not matches:
            return None
        best: tuple[_Kinds, _Kinds] = ({}, {})
        for (one, other), kind in matches.items():
            for side, listing_id in zip(best, (one, other), strict=True):
                side[listing_id] = max(
                    kind, side.get(listing_id, kind), key=KIND_WORTH.__getitem__
                )
        lefts, rights = sorted(best[0]), sorted(best[1])
        fewer = min(best, key=len)
        return ListingOverlap(
            left=tuple(lefts),
            right=tuple(rights),
            worth=min(self._worth(best[0]), self._worth(best[1])),
            kinds=Counter(fewer[one] for one in sorted(fewer) if self._tells(one)),
        )

    def spread(self, listing_id: str) -> int:
        """Return how many accounts have the text of a listing, its own included."""
        return max(1, len(self._vendors.get(listing_id, ())))

    def _tells(self, listing_id: str) -> bool:
        return self.spread(listing_id) <= MAX_SPREAD

    def _worth(self, kinds: _Kinds) -> float:
        return sum(
            KIND_WORTH[kinds[one]] * self._rare(one)
            for one in sorted(kinds)
            if self._tells(one)
        )

    def _rare(self, listing_id: str) -> float:
        return math.pow(self.spread(listing_id) - 1, -SPREAD_POWER)
