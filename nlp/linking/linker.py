"""Links accounts: candidates, measures, weights, reasons.

A pair's score depends on its two accounts, on what surrounds them (who else shows a value or a text) and on frozen statistics. So
whoever changes is compared with its candidates alone, and a pass over all accounts comes to the same.
"""

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Protocol, TypeVar
from weakref import WeakKeyDictionary

from core.analysis import Account, AccountKeys, DuplicatePair, ValueSpread
from core.links import EvidenceKind, VendorLink
from nlp.linking.explain import link_from
from nlp.linking.keys import account_keys
from nlp.linking.model import LinkModel, Score
from nlp.linking.overlaps import OverlapIndex
from nlp.linking.portrait import Gallery, Portrait, measure_pair
from nlp.linking.statistics import Statistics
from nlp.linking.witness import MAX_SHARERS, PairContext

IMAGE = "IMAGE"
"""Stands before a perceptual hash where the spread of values is asked for."""
BATCH_ACCOUNTS = 256
"""Changed accounts whose partners are in memory at a time."""

KEPT_PORTRAITS = 8_192

Item = TypeVar("Item")
Report = Callable[[int, int], None]
"""Is told what is done and of how much."""


def _silent(_done: int, _of: int) -> None:
    """Tell nobody."""


Pair = tuple[str, str]


class Neighbourhood(Protocol):
    """Where the linker finds accounts and what is known of them."""

    def candidates(self, keys: Sequence[AccountKeys]) -> dict[str, frozenset[str]]:
        """Return for each account, by id, the ids of those that it is worth comparing with."""

    def accounts(self, vendor_ids: Collection[str]) -> dict[str, Account]:
        """Return the accounts that exist, by id."""

    def spreads(self, values: Collection[str]) -> dict[str, ValueSpread]:
        """Return how widely each entity key, or picture as ``IMAGE:<hash>``, is shown."""

    def duplicates(self, vendor_ids: Collection[str]) -> list[DuplicatePair]:
        """Return every near-duplicate pair with a listing of any of the accounts."""


@dataclass(frozen=True, slots=True)
class MeasuredPair:
    """Two accounts and what the witnesses measured, not weighed yet."""

    left: Portrait
    """The account with the lower id."""
    right: Portrait
    features: Mapping[EvidenceKind, float]
    context: PairContext = field(repr=False)

    @property
    def ids(self) -> Pair:
        """Both vendor ids, the lower first."""
        return self.left.vendor_id, self.right.vendor_id


@dataclass(frozen=True, slots=True)
class ScoredPair:
    """Two accounts and how likely it is that one person holds both."""

    measured: MeasuredPair
    score: Score

    @property
    def left(self) -> str:
        """The lower of the two vendor ids."""
        return self.measured.left.vendor_id

    @property
    def right(self) -> str:
        """The other vendor id."""
        return self.measured.right.vendor_id

    @property
    def features(self) -> Mapping[EvidenceKind, float]:
        """The measure of each kind of evidence that could be measured."""
        return self.measured.features


class Linker:
    """Scores pairs of accounts.

    Accounts that it has seen are kept from call to call: one that was changed is drawn anew when it is given as changed.

    Args:
        statistics: What is usual among all accounts, frozen.
        model: The weights.
        neighbourhood: Where accounts are looked up.
        max_sharers: An identifier or a picture of more accounts than this is a stop-value.
        within_market: Also pair accounts of one market. An account whose market is not known is of another than any.
        kept_portraits: Accounts that are kept in memory with all that the witnesses saw of them.
    """

    def __init__(
        self,
        statistics: Statistics,
        model: LinkModel,
        neighbourhood: Neighbourhood,
        *,
        max_sharers: int = MAX_SHARERS,
        within_market: bool = True,
        kept_portraits: int = KEPT_PORTRAITS,
    ) -> None:
        self._statistics = statistics
        self._model = model
        self._neighbourhood = neighbourhood
        self._max_sharers = max_sharers
        self._within_market = within_market
        self._gallery = Gallery(statistics, neighbourhood.accounts, most=kept_portraits)
        self._keys: WeakKeyDictionary[Portrait, AccountKeys] = WeakKeyDictionary()

    def keys(self, account: Account) -> AccountKeys:
        """Return all that an account is looked up by; what it takes is remembered for its score."""
        portrait = self._gallery.hang(account)
        found = self._keys.get(portrait)
        if found is None:
            found = self._keys[portrait] = account_keys(portrait)
        return found

    def score(
        self,
        changed: Sequence[Account],
        also: Iterable[Pair] = (),
        *,
        report: Report = _silent,
    ) -> Iterator[ScoredPair]:
        """Yield each pair of a changed account and a candidate once, scored.

        Args:
            changed: New or changed accounts; all accounts for a pass over all.
            also: Further pairs to score, such as those that are links by now; of accounts that are gone none is.
            report: Is told how many of how many accounts are done.
        """
        for pair in self.measure(changed, also, report=report):
            yield ScoredPair(pair, self._model.weigh(pair.features))

    def measure(
        self,
        changed: Sequence[Account],
        also: Iterable[Pair] = (),
        *,
        report: Report = _silent,
    ) -> Iterator[MeasuredPair]:
        """Yield the same pairs without a score: what a model is trained on."""
        done: set[Pair] = set()
        gallery = self._gallery
        by_id = {account.vendor_id: account for account in changed}
        for number, ids in enumerate(_batches(sorted(by_id))):
            report(number * BATCH_ACCOUNTS, len(by_id))
            keys = [self.keys(by_id[one]) for one in ids]
            pairs = self._candidate_pairs(keys) - done
            done |= pairs
            yield from self._measure_all(pairs, gallery)
        further = {_ordered(*pair) for pair in also if pair[0] != pair[1]}
        for waiting in _batches(sorted(further - done)):
            yield from self._measure_all(waiting, gallery)

    def explain(self, scored: ScoredPair, *, in_full: bool = True) -> VendorLink:
        """Return a scored pair as a link, with a reason for every part of its weight.

        Args:
            scored: As ``score`` gave it.
            in_full: Tell what was seen, and where; otherwise only which way each kind speaks, in no time.
        """
        pair = scored.measured
        return link_from(
            pair.left,
            pair.right,
            scored.score,
            pair.context,
            scorer=self._model.version,
            in_full=in_full,
        )

    def _candidate_pairs(self, keys: Sequence[AccountKeys]) -> set[Pair]:
        found = self._neighbourhood.candidates(keys)
        return {
            _ordered(vendor_id, other)
            for vendor_id, others in found.items()
            for other in others
            if other != vendor_id
        }

    def _measure_all(
        self, pairs: Collection[Pair], gallery: Gallery
    ) -> Iterator[MeasuredPair]:
        """Yield pairs in the order of their ids; those of an account that is gone are left out."""
        portraits = gallery.portraits({one for pair in pairs for one in pair})
        kept = sorted(
            pair
            for pair in pairs
            if portraits.keys() >= set(pair) and self._is_wanted(portraits, pair)
        )
        context = self._context(
            [portraits[one].account for one in {one for pair in kept for one in pair}]
        )
        for left, right in kept:
            one, other = portraits[left], portraits[right]
            yield MeasuredPair(one, other, measure_pair(one, other, context), context)

    def _is_wanted(self, portraits: Mapping[str, Portrait], pair: Pair) -> bool:
        left, right = (portraits[one].account.market for one in pair)
        return self._within_market or are_apart(left, right)

    def _context(self, accounts: Collection[Account]) -> PairContext:
        values = {value for account in accounts for value in values_of(account)}
        ids = [account.vendor_id for account in accounts]
        return PairContext(
            statistics=self._statistics,
            spreads=self._neighbourhood.spreads(values),
            overlaps=OverlapIndex(self._neighbourhood.duplicates(ids)),
            max_sharers=self._max_sharers,
        )


def are_apart(left: str, right: str) -> bool:
    """Whether two markets differ; one that is not known differs from any."""
    return not left or not right or left != right


def values_of(account: Account) -> set[str]:
    """Return all whose spread matters: entity keys, and pictures as ``IMAGE:<hash>``."""
    images = {
        f"{IMAGE}:{phash}" for listing in account.listings for phash in listing.images
    }
    return images | account.identifiers


def _batches(items: Sequence[Item]) -> Iterator[Sequence[Item]]:
    return (
        items[start : start + BATCH_ACCOUNTS]
        for start in range(0, len(items), BATCH_ACCOUNTS)
    )


def _ordered(left: str, right: str) -> Pair:
    return (left, right) if left < right else (right, left)
