"""Compares two accounts: everything that speaks for or against one holder, unweighted."""

from collections.abc import Iterable
from dataclasses import dataclass

from core.analysis import Account
from core.mentions import HOLDER_KINDS, EntityKind
from nlp.linking.handles import HandleMatch
from nlp.linking.overlaps import ListingOverlap
from nlp.linking.population import Population

KEY_KINDS = frozenset({EntityKind.PGP_FINGERPRINT})
ADDRESS_KINDS = frozenset(
    {
        EntityKind.BTC,
        EntityKind.LTC,
        EntityKind.DASH,
        EntityKind.DOGE,
        EntityKind.BCH,
        EntityKind.ZEC,
        EntityKind.ETH,
        EntityKind.XMR,
        EntityKind.TRX,
        EntityKind.XRP,
        EntityKind.SOL,
        EntityKind.ADA,
        EntityKind.XTZ,
    }
)
CONTACT_KINDS = HOLDER_KINDS - KEY_KINDS - ADDRESS_KINDS


@dataclass(frozen=True, slots=True)
class SharedValue:
    """An identifier that both accounts show."""

    key: str
    """``KIND:value``."""
    accounts: int
    """How many accounts of the population show it, these two included."""
    markets: int = 2
    """On how many markets these accounts are."""


@dataclass(frozen=True, slots=True)
class KeyConflict:
    """The PGP keys of two accounts that have none in common."""

    left: tuple[str, ...]
    right: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Comparison:
    """What two accounts share. ``None`` and empty mean unknown, never against."""

    left: Account
    """The account with the lower id."""
    right: Account
    keys: tuple[SharedValue, ...]
    addresses: tuple[SharedValue, ...]
    contacts: tuple[SharedValue, ...]
    conflict: KeyConflict | None
    overlap: ListingOverlap | None
    handle: HandleMatch
    profile: float | None
    """Weighted Jaccard similarity of the profiles, in [0, 1]."""
    style: float | None
    """Cosine over what either account is used to, in [-1, 1]."""

    @property
    def overlap_share(self) -> float:
        """Matched listings as a share of the smaller account's, in [0, 1]."""
        if self.overlap is None:
            return 0.0
        smaller = min(len(self.left.listings), len(self.right.listings))
        return min(1.0, self.overlap.count / max(1, smaller))


def compare_accounts(population: Population, left: str, right: str) -> Comparison:
    """Compare two accounts of a population, given by their ids in any order."""
    left, right = sorted((left, right))
    left_row, right_row = population.row(left), population.row(right)
    one, other = population.accounts[left_row], population.accounts[right_row]
    shared = population.identifiers(one) & population.identifiers(other)
    return Comparison(
        left=one,
        right=other,
        keys=_of_kinds(population, shared, KEY_KINDS),
        addresses=_of_kinds(population, shared, ADDRESS_KINDS),
        contacts=_of_kinds(population, shared, CONTACT_KINDS),
        conflict=_conflict(population, one, other),
        overlap=population.overlaps.overlap(left, right),
        handle=population.handles.compare(left_row, right_row),
        profile=population.profiles.similarity(left_row, right_row),
        style=population.style.margin(left_row, right_row),
    )


def _of_kinds(
    population: Population, keys: Iterable[str], kinds: frozenset[EntityKind]
) -> tuple[SharedValue, ...]:
    found = [
        SharedValue(
            key=key,
            accounts=len(population.sharers(key)),
            markets=population.market_count(key),
        )
        for key in keys
        if key.partition(":")[0] in kinds
    ]
    return tuple(sorted(found, key=lambda value: (value.accounts, value.key)))


def _conflict(
    population: Population, left: Account, right: Account
) -> KeyConflict | None:
    lefts, rights = _pgp_keys(population, left), _pgp_keys(population, right)
    if not lefts or not rights or set(lefts) & set(rights):
        return None
    return KeyConflict(left=lefts, right=rights)


def _pgp_keys(population: Population, account: Account) -> tuple[str, ...]:
    shown = population.identifiers(account)
    return tuple(sorted(key for key in shown if key.partition(":")[0] in KEY_KINDS))
