"""Forms clusters of accounts from links and judgements.

Groups grow by average linkage: those two are joined next whose pairs support it most on average, as long as the support is above zero.
A pair that is not linked speaks against with ``UNLINKED_BITS``, so that a chain of links, each good by itself, cannot glue strangers at
its ends together: the more pairs between two groups are not linked, the more the linked ones must weigh. A positive judgement joins, a
negative one keeps its two accounts apart whatever else is known, through others as well.

References:
    Bansal, Blum, Chawla, Correlation clustering, Machine Learning 56 (2004).
    Murtagh, Contreras, Algorithms for hierarchical clustering: an overview, WIREs 2 (2012).
"""

import heapq
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from core.links import VendorLink, Verdict

UNLINKED_BITS = 3.0
"""What each pair that is not linked speaks against joining two groups, log-odds base 2: three accounts
hold together by two links of more than 3 bits, four in a chain by three of more than 9."""

OPEN = frozenset({None, Verdict.UNSURE})
"""What leaves a pair to its score."""

Pair = tuple[str, str]


@dataclass(frozen=True, slots=True)
class HeldBack:
    """Two linked accounts that are in different clusters, or in none."""

    left: str
    right: str
    by: Pair | None
    """The negative judgement that keeps them apart; None where too little holds the groups together."""


@dataclass(frozen=True, slots=True)
class Grouping:
    """What links and judgements come to."""

    groups: tuple[frozenset[str], ...]
    """Two accounts or more each, by their lowest id."""
    held_back: tuple[HeldBack, ...]
    contradicted: tuple[Pair, ...]
    """Positive judgements that cannot hold beside the negative ones."""


def group_accounts(
    links: Iterable[VendorLink], verdicts: Mapping[Pair, Verdict]
) -> Grouping:
    """Group accounts so that each group holds together and no negative judgement is broken.

    The result does not depend on the order of the links.

    Args:
        links: Pairs at or above the threshold.
        verdicts: The judgements in force, by pair, lower id first. A pair judged positive needs no link.
    """
    weights = {(link.left, link.right): link.weight for link in links}
    forest = _Forest(
        apart=[pair for pair, one in verdicts.items() if one is Verdict.NEGATIVE]
    )
    positive = sorted(pair for pair, one in verdicts.items() if one is Verdict.POSITIVE)
    contradicted = tuple(pair for pair in positive if not forest.force(pair))
    for pair in sorted(weights):
        forest.support(pair, weights[pair])
    forest.join_all()
    open_pairs = (pair for pair in sorted(weights) if verdicts.get(pair) in OPEN)
    linked = [*positive, *open_pairs]
    return Grouping(
        groups=forest.groups(),
        held_back=tuple(
            HeldBack(*pair, by=forest.keeper(*pair))
            for pair in linked
            if not forest.together(*pair)
        ),
        contradicted=contradicted,
    )


@dataclass(slots=True)
class _Bond:
    """The linked pairs between two groups."""

    bits: float = 0.0
    pairs: int = 0

    def __add__(self, other: "_Bond") -> "_Bond":
        return _Bond(self.bits + other.bits, self.pairs + other.pairs)

    def mean(self, all_pairs: int) -> float:
        """Return the support of all pairs on average, those not linked included."""
        return (self.bits - UNLINKED_BITS * (all_pairs - self.pairs)) / all_pairs


@dataclass(slots=True)
class _Group:
    members: set[str]
    bonds: dict[str, _Bond] = field(default_factory=dict)
    """By the name of the other group."""
    apart: dict[str, Pair] = field(default_factory=dict)
    """Groups that a negative judgement keeps away, with the judged pair."""

    @property
    def name(self) -> str:
        return min(self.members)


class _Forest:
    """Groups that grow; each is named by its lowest member."""

    def __init__(self, apart: Iterable[Pair]) -> None:
        self._groups: dict[str, _Group] = {}
        self._group_of: dict[str, str] = {}
        for pair in sorted(apart):
            left, right = (self._group(one) for one in pair)
            left.apart[right.name] = right.apart[left.name] = pair

    def force(self, pair: Pair) -> bool:
        """Join two accounts' groups unless a negative judgement stands between."""
        left, right = (self._group(one) for one in pair)
        if left is right:
            return True
        if right.name in left.apart:
            return False
        self._join(left.name, right.name)
        return True

    def support(self, pair: Pair, bits: float) -> None:
        """Note a link; within a group it changes nothing."""
        left, right = (self._group(one) for one in pair)
        if left is not right:
            bond = left.bonds.get(right.name, _Bond()) + _Bond(bits, 1)
            left.bonds[right.name] = right.bonds[left.name] = bond

    def join_all(self) -> None:
        """Join the best supported groups until no pair of groups is supported."""
        heap = [
            entry
            for name in sorted(self._groups)
            for other in self._groups[name].bonds
            if name < other and (entry := self._entry(name, other)) is not None
        ]
        heapq.heapify(heap)
        while heap:
            entry = heapq.heappop(heap)
            _, left, right = entry
            # Outdated where either group has grown since.
            if self._entry(left, right) != entry:
                continue
            name = self._join(left, right)
            for other in sorted(self._groups[name].bonds):
                new = self._entry(min(name, other), max(name, other))
                if new is not None:
                    heapq.heappush(heap, new)

    def groups(self) -> tuple[frozenset[str], ...]:
        """Return the groups of two or more, by their lowest member."""
        return tuple(
            frozenset(self._groups[name].members)
            for name in sorted(self._groups)
            if len(self._groups[name].members) > 1
        )

    def together(self, left: str, right: str) -> bool:
        """Whether two accounts are in one group."""
        return self._group_of[left] == self._group_of[right]

    def keeper(self, left: str, right: str) -> Pair | None:
        """Return the negative judgement between two accounts' groups."""
        return self._group(left).apart.get(self._group(right).name)

    def _entry(self, left: str, right: str) -> tuple[float, str, str] | None:
        one, other = self._groups.get(left), self._groups.get(right)
        if one is None or other is None or right in one.apart:
            return None
        bond = one.bonds.get(right)
        if bond is None:
            return None
        mean = bond.mean(len(one.members) * len(other.members))
        return (-mean, left, right) if mean > 0 else None

    def _group(self, account: str) -> _Group:
        name = self._group_of.setdefault(account, account)
        return self._groups.setdefault(name, _Group({account}))

    def _join(self, left: str, right: str) -> str:
        kept, gone = min(left, right), max(left, right)
        group, other = self._groups[kept], self._groups.pop(gone)
        group.members |= other.members
        for member in other.members:
            self._group_of[member] = kept
        group.bonds.pop(gone, None)
        other.bonds.pop(kept, None)
        for name, bond in other.bonds.items():
            neighbour = self._groups[name]
            del neighbour.bonds[gone]
            joined = group.bonds.get(name, _Bond()) + bond
            group.bonds[name] = neighbour.bonds[kept] = joined
        for name, pair in other.apart.items():
            neighbour = self._groups[name]
            del neighbour.apart[gone]
            group.apart.setdefault(name, pair)
            neighbour.apart.setdefault(kept, pair)
        return kept


def confirmed_groups(verdicts: Mapping[Pair, Verdict]) -> tuple[frozenset[str], ...]:
    """Return the groups that the positive judgements alone make."""
    positive = {
        pair: one for pair, one in verdicts.items() if one is not Verdict.UNSURE
    }
    return group_accounts((), positive).groups
