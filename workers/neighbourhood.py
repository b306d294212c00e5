"""Where the linker finds accounts: in Elasticsearch, each read once a round."""

from collections import Counter, OrderedDict, defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence

from core.analysis import Account, AccountKeys, DuplicatePair, ValueSpread
from search.linking_stores import LinkingStores

MAX_SPREAD = 12
"""A text of more vendors than this is boilerplate and brings no candidates."""
MAX_PARTNERS = 50
"""Accounts that near-duplicate listings bring as candidates, those with the most of them first."""
KEPT_ACCOUNTS = 4_000
"""Accounts kept in memory; one takes tens of kilobytes."""


class StoredNeighbourhood:
    """The stored accounts, their keys and what is known of the texts and values they share.

    An account is read once and kept for as long as this object lives. That is safe within a round of linking: whoever changes meanwhile is
    due once more, is then read afresh (``learn``), and compared again with all of its candidates.

    Args:
        stores: What is read.
        max_sharers: An identifier or a picture of more accounts than this is a stop-value.
    """

    def __init__(self, stores: LinkingStores, *, max_sharers: int) -> None:
        self._stores = stores
        self._max_sharers = max_sharers
        self._kept: OrderedDict[str, Account] = OrderedDict()

    def learn(self, accounts: Iterable[Account]) -> None:
        """Remember accounts as they are now."""
        for account in accounts:
            self._keep(account)

    def forget(self, vendor_ids: Iterable[str]) -> None:
        """Forget accounts that are gone."""
        for one in vendor_ids:
            self._kept.pop(one, None)

    def candidates(self, keys: Sequence[AccountKeys]) -> dict[str, frozenset[str]]:
        """Return for each account, by id, the ids of those that it is worth comparing with."""
        shown = {value for one in keys for value in (*one.identifiers, *_pictures(one))}
        spreads = self.spreads(shown)
        stops = {
            value
            for value, spread in spreads.items()
            if spread.accounts > self._max_sharers
        }
        asked = [_without(one, stops) for one in keys]
        found = self._stores.keys.candidates(asked)
        partners = partners_of(
            {one.vendor_id for one in keys},
            self.duplicates([k.vendor_id for k in keys]),
        )
        return {one: others | partners[one] for one, others in found.items()}

    def accounts(self, vendor_ids: Collection[str]) -> dict[str, Account]:
        """Return the accounts that exist, by id."""
        found = {one: self._kept[one] for one in vendor_ids if one in self._kept}
        missing = set(vendor_ids) - found.keys()
        if missing:
            found |= self._stores.accounts.accounts(missing)
        for account in found.values():
            self._keep(account)
        return found

    def spreads(self, values: Collection[str]) -> dict[str, ValueSpread]:
        """Return how widely each entity key, or picture as ``IMAGE:<hash>``, is shown."""
        return self._stores.keys.spreads(values)

    def duplicates(self, vendor_ids: Collection[str]) -> list[DuplicatePair]:
        """Return every near-duplicate pair with a listing of any of the accounts."""
        return self._stores.links.duplicates_of(vendor_ids)

    def _keep(self, account: Account) -> None:
        self._kept[account.vendor_id] = account
        self._kept.move_to_end(account.vendor_id)
        while len(self._kept) > KEPT_ACCOUNTS:
            self._kept.popitem(last=False)


def partners_of(
    vendor_ids: Collection[str], pairs: Iterable[DuplicatePair]
) -> Mapping[str, frozenset[str]]:
    """Return the accounts that share rare texts with each of some, by vendor id.

    Args:
        vendor_ids: Whose partners are wanted.
        pairs: Every near-duplicate pair with a listing of any of them.
    """
    holders: defaultdict[tuple[str, str], set[str]] = defaultdict(set)
    for pair in pairs:
        if pair.left_vendor != pair.right_vendor:
            holders[pair.left_vendor, pair.left].add(pair.right_vendor)
            holders[pair.right_vendor, pair.right].add(pair.left_vendor)
    shared: defaultdict[str, Counter[str]] = defaultdict(Counter)
    for (vendor_id, _), others in holders.items():
        if vendor_id in vendor_ids and len(others) < MAX_SPREAD:
            shared[vendor_id].update(others)
    return defaultdict(
        frozenset, {one: _most_shared(counts) for one, counts in shared.items()}
    )


def _most_shared(counts: Counter[str]) -> frozenset[str]:
    ranked = sorted(counts, key=lambda one: (-counts[one], one))
    return frozenset(ranked[:MAX_PARTNERS])


def _pictures(keys: AccountKeys) -> list[str]:
    return [f"IMAGE:{phash}" for phash in keys.images]


def _without(keys: AccountKeys, stops: set[str]) -> AccountKeys:
    """Return an account's keys less the values that too many show."""
    if not stops:
        return keys
    return keys.model_copy(
        update={
            "identifiers": tuple(one for one in keys.identifiers if one not in stops),
            "images": tuple(one for one in keys.images if f"IMAGE:{one}" not in stops),
        }
    )
