"""What is known about a set of accounts as a whole: who shows what, and what is rare."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property

from core.analysis import Account, DuplicatePair
from nlp.linking.handles import HandleIndex
from nlp.linking.overlaps import OverlapIndex
from nlp.linking.profiles import ProfileIndex
from nlp.linking.style import StyleIndex

MAX_SHARERS = 4
"""An identifier of more accounts than this is a stop-value unless said otherwise."""
MAX_STYLE_CHARS = 60_000
"""Characters of an account's texts that its style is read from."""


@dataclass(frozen=True, slots=True)
class StopValue:
    """An identifier that too many accounts show to say who holds them."""

    key: str
    """``KIND:value``: a market's escrow address or support contact, as a rule."""
    vendor_ids: tuple[str, ...]


class Population:
    """The accounts that are linked with one another, and their statistics.

    Args:
        accounts: In any order; of several with one id the last counts.
        duplicates: Confirmed near-duplicate listings of these accounts.
        max_sharers: An identifier of more accounts than this is a stop-value.
    """

    def __init__(
        self,
        accounts: Iterable[Account],
        duplicates: Iterable[DuplicatePair],
        *,
        max_sharers: int = MAX_SHARERS,
    ) -> None:
        by_id = {account.vendor_id: account for account in accounts}
        # In the order of the ids, so that nothing depends on the order of arrival.
        self.accounts = tuple(by_id[vendor_id] for vendor_id in sorted(by_id))
        self._max_sharers = max_sharers
        self.overlaps = OverlapIndex(duplicates)

    def knows(self, vendor_id: str) -> bool:
        """Whether an account is one of these."""
        return vendor_id in self._rows

    def row(self, vendor_id: str) -> int:
        """Return the row of an account in every index."""
        return self._rows[vendor_id]

    def sharers(self, key: str) -> tuple[str, ...]:
        """Return the ids of the accounts that show an identifier, in order."""
        return self._sharers.get(key, ())

    def market_count(self, key: str) -> int:
        """Return on how many markets the accounts are that show an identifier."""
        rows = (self.row(vendor_id) for vendor_id in self.sharers(key))
        return len({self.accounts[row].market for row in rows})

    def identifiers(self, account: Account) -> frozenset[str]:
        """Return what an account shows, less the stop-values."""
        return account.identifiers - self._stopped

    def shared_keys(self) -> dict[str, tuple[str, ...]]:
        """Return the identifiers of two or more accounts, less the stop-values."""
        return {
            key: vendor_ids
            for key, vendor_ids in self._sharers.items()
            if 2 <= len(vendor_ids) <= self._max_sharers
        }

    @cached_property
    def stop_values(self) -> tuple[StopValue, ...]:
        """Identifiers left out as over-correlating, those of most accounts first."""
        found = [
            StopValue(key=key, vendor_ids=vendor_ids)
            for key, vendor_ids in self._sharers.items()
            if len(vendor_ids) > self._max_sharers
        ]
        return tuple(sorted(found, key=lambda stop: (-len(stop.vendor_ids), stop.key)))

    @cached_property
    def handles(self) -> HandleIndex:
        """The handles of all accounts."""
        return HandleIndex([account.handle for account in self.accounts])

    @cached_property
    def profiles(self) -> ProfileIndex:
        """The profiles of all accounts."""
        return ProfileIndex([account.profile for account in self.accounts])

    @cached_property
    def style(self) -> StyleIndex:
        """The listings of all accounts, without those that others have as well.

        A copied listing and a mirrored profile are evidence of their own, and would be
        counted twice.
        """
        return StyleIndex([self._own_text(account) for account in self.accounts])

    @cached_property
    def _rows(self) -> dict[str, int]:
        return {account.vendor_id: row for row, account in enumerate(self.accounts)}

    @cached_property
    def _stopped(self) -> frozenset[str]:
        return frozenset(stop.key for stop in self.stop_values)

    @cached_property
    def _sharers(self) -> dict[str, tuple[str, ...]]:
        holders: defaultdict[str, list[str]] = defaultdict(list)
        for account in self.accounts:
            for key in account.identifiers:
                holders[key].append(account.vendor_id)
        return {key: tuple(vendor_ids) for key, vendor_ids in holders.items()}

    def _own_text(self, account: Account) -> str:
        texts = [
            f"{listing.title}\n{listing.description}"
            for listing in account.listings
            if not self.overlaps.is_shared(listing.listing_id)
        ]
        return "\n".join(texts)[:MAX_STYLE_CHARS]
