"""A neighbourhood in memory: for files, for training and for tests.

Every source of candidates is a look-up in lists that are bounded, so that the pairs grow with the accounts and not with their square.
Few accounts are all compared with one another: that is quicker than looking anything up.
"""

from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property
from math import log2

import numpy as np
import numpy.typing as npt

from core.analysis import Account, AccountKeys, DuplicatePair, ValueSpread
from nlp.linking.keys import account_keys
from nlp.linking.linker import are_apart, values_of
from nlp.linking.portrait import draw_portrait
from nlp.linking.statistics import Statistics
from nlp.linking.witness import MAX_SHARERS

ALL_PAIRS = 400
"""Up to so many accounts, each is compared with each."""
NEAREST = 20
"""Accounts that one source brings up at most, the most alike first."""


@dataclass(frozen=True, slots=True)
class Source:
    """One kind of entry that accounts are looked up by."""

    name: str
    """Of the field of ``AccountKeys``."""
    most_holders: int
    """An entry of more accounts brings none: too common."""
    least_shared: int = 1
    """Entries that two accounts share at least."""
    nearest: int = NEAREST


SOURCES = (
    Source("identifiers", most_holders=MAX_SHARERS),
    Source("names", most_holders=64),
    Source("handle_grams", most_holders=256, least_shared=2),
    Source("phrases", most_holders=32, least_shared=2),
    Source("terms", most_holders=512, nearest=2 * NEAREST),
    Source("habits", most_holders=512, least_shared=2),
    Source("image_bands", most_holders=64, least_shared=2),
    Source("buyers", most_holders=64, least_shared=2),
)


class MemoryNeighbourhood:
    """Accounts and near-duplicate pairs that are all in memory.

    Args:
        accounts: In any order; of several with one id the last counts.
        duplicates: Near-duplicate listings of these accounts.
        statistics: What is usual, as the linker has it.
        max_sharers: An identifier of more accounts than this brings no candidates.
        within_market: Whether accounts of one market are candidates.
        all_pairs: Up to so many accounts, each is a candidate of each.
    """

    def __init__(
        self,
        accounts: Iterable[Account],
        duplicates: Iterable[DuplicatePair],
        statistics: Statistics,
        *,
        max_sharers: int = MAX_SHARERS,
        within_market: bool = True,
        all_pairs: int = ALL_PAIRS,
    ) -> None:
        by_id = {account.vendor_id: account for account in accounts}
        # In the order of the ids, so that nothing depends on the order of arrival.
        self._accounts = {one: by_id[one] for one in sorted(by_id)}
        self._ids = tuple(self._accounts)
        self._statistics = statistics
        self._max_sharers = max_sharers
        self._within_market = within_market
        self._all_pairs = all_pairs
        self._by_account: defaultdict[str, list[DuplicatePair]] = defaultdict(list)
        for pair in duplicates:
            for vendor_id in {pair.left_vendor, pair.right_vendor}:
                self._by_account[vendor_id].append(pair)

    def candidates(self, keys: Sequence[AccountKeys]) -> dict[str, frozenset[str]]:
        """Return for each account, by id, the ids of those that it is worth comparing with."""
        near = self._near_vectors(keys)
        return {
            one.vendor_id: frozenset(
                other
                for other in self._found(one) | near.get(one.vendor_id, set())
                if other != one.vendor_id and self._is_wanted(one, other)
            )
            for one in keys
        }

    def accounts(self, vendor_ids: Collection[str]) -> dict[str, Account]:
        """Return the accounts that exist, by id."""
        return {one: self._accounts[one] for one in vendor_ids if one in self._accounts}

    def spreads(self, values: Collection[str]) -> dict[str, ValueSpread]:
        """Return how widely each entity key, or picture as ``IMAGE:<hash>``, is shown."""
        return {one: self._spreads[one] for one in values if one in self._spreads}

    def duplicates(self, vendor_ids: Collection[str]) -> list[DuplicatePair]:
        """Return every near-duplicate pair with a listing of any of the accounts."""
        found = {
            (pair.left, pair.right): pair
            for vendor_id in vendor_ids
            for pair in self._by_account.get(vendor_id, ())
        }
        return [found[pair] for pair in sorted(found)]

    def _found(self, keys: AccountKeys) -> set[str]:
        if len(self._ids) <= self._all_pairs:
            return set(self._ids)
        found = {
            vendor_id
            for pair in self._by_account.get(keys.vendor_id, ())
            for vendor_id in (pair.left_vendor, pair.right_vendor)
            if vendor_id in self._accounts
        }
        for source in SOURCES:
            found.update(self._best(source, keys))
        return found

    def _best(self, source: Source, keys: AccountKeys) -> list[str]:
        """Return the accounts that share most with one, what is rare counted most."""
        holders = self._holders[source.name]
        most = (
            self._max_sharers if source.name == "identifiers" else source.most_holders
        )
        size = len(self._ids)
        shared: Counter[int] = Counter()
        worth: defaultdict[int, float] = defaultdict(float)
        for entry in getattr(keys, source.name):
            rows = holders.get(entry, ())
            if len(rows) <= most:
                for row in rows:
                    shared[row] += 1
                    worth[row] += log2(1 + size / len(rows))
        likely = [
            (-worth[row], self._ids[row])
            for row, count in shared.items()
            if count >= source.least_shared and self._is_wanted(keys, self._ids[row])
        ]
        return [vendor_id for _, vendor_id in sorted(likely)[: source.nearest]]

    def _is_wanted(self, keys: AccountKeys, other: str) -> bool:
        if other == keys.vendor_id:
            return False
        return self._within_market or are_apart(
            keys.market, self._accounts[other].market
        )

    def _near_vectors(self, keys: Sequence[AccountKeys]) -> dict[str, set[str]]:
        """Return the accounts whose vectors are nearest to each one's."""
        rows, matrix = self._vectors
        asking = [one for one in keys if one.vector is not None]
        if not asking or not len(rows) or len(self._ids) <= self._all_pairs:
            return {}
        likeness = np.array([one.vector for one in asking], dtype=np.float32) @ matrix.T
        return {
            one.vendor_id: self._nearest(one, rows, likeness[at])
            for at, one in enumerate(asking)
        }

    def _nearest(
        self,
        keys: AccountKeys,
        rows: npt.NDArray[np.int64],
        likeness: npt.NDArray[np.float32],
    ) -> set[str]:
        # Rounded, so that equal vectors are equal whatever the size of the product was.
        order = np.lexsort((rows, -likeness.round(5)))
        found: set[str] = set()
        for at in order:
            vendor_id = self._ids[rows[at]]
            if self._is_wanted(keys, vendor_id):
                found.add(vendor_id)
            if len(found) == NEAREST:
                break
        return found

    @cached_property
    def _vectors(self) -> tuple[npt.NDArray[np.int64], npt.NDArray[np.float32]]:
        """The rows that have a vector, and the vectors."""
        held = [
            (row, account.vector)
            for row, account in enumerate(self._accounts.values())
            if account.vector is not None
        ]
        rows = np.array([row for row, _ in held], dtype=np.int64)
        return rows, np.array([vector for _, vector in held], dtype=np.float32)

    @cached_property
    def _holders(self) -> dict[str, dict[str, list[int]]]:
        """The rows of the accounts that have each entry, by source."""
        found: dict[str, defaultdict[str, list[int]]] = {
            source.name: defaultdict(list) for source in SOURCES
        }
        for row, account in enumerate(self._accounts.values()):
            keys = account_keys(draw_portrait(account, self._statistics))
            for source in SOURCES:
                for entry in getattr(keys, source.name):
                    found[source.name][entry].append(row)
        return dict(found)

    @cached_property
    def _spreads(self) -> dict[str, ValueSpread]:
        accounts: Counter[str] = Counter()
        markets: defaultdict[str, set[str]] = defaultdict(set)
        for account in self._accounts.values():
            for value in values_of(account):
                accounts[value] += 1
                markets[value].add(account.market)
        return {
            value: ValueSpread(accounts=count, markets=len(markets[value]))
            for value, count in accounts.items()
        }
