"""What a built world consists of: the records that the skins show."""

from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal

from core.records import Category
from testmarkets.truth import (
    HardNegative,
    ListingRef,
    TrueAccount,
    TrueListing,
    TrueMention,
    TruePair,
    Truth,
)


@dataclass(frozen=True, slots=True)
class AccountRecord:
    """A vendor account as its market shows it."""

    market: str
    external_id: str
    """Safe in a URL: letters, digits, ``-`` and ``_`` only."""
    handle: str
    person_id: str
    """Who holds it; never shown on a page."""
    profile: str
    """Plain text, paragraphs separated by single newlines."""
    contact: str | None
    """One line, where the vendor gives one."""
    pgp_key: str | None
    """An ASCII-armoured public key block, where the vendor gives one."""
    registered_on: date
    last_seen_on: date
    rating_percent: float
    sales: int
    level: str
    language: str


@dataclass(frozen=True, slots=True)
class ListingRecord:
    """An offer as its market shows it."""

    market: str
    external_id: str
    """Safe in a URL: letters, digits, ``-`` and ``_`` only."""
    vendor_external_id: str
    title: str
    """One line."""
    description: str
    """Plain text, paragraphs separated by single newlines."""
    category: Category
    category_path: tuple[str, ...]
    """The market's own names, outermost first."""
    price: Decimal
    """Two decimal places."""
    currency: str
    ships_from: str | None
    """ISO 3166-1 alpha-2; ``None`` for what is delivered online."""
    ships_to: tuple[str, ...]
    """ISO codes, or one of ``WORLD`` and ``EU``; empty for online delivery."""
    unit: str
    stock: int | None
    sold: int
    listed_at: datetime
    language: str


@dataclass(frozen=True, slots=True)
class Market:
    """One marketplace with all it shows on one day."""

    name: str
    title: str
    language: str
    currency: str
    accounts: tuple[AccountRecord, ...]
    listings: tuple[ListingRecord, ...]


@dataclass(frozen=True, slots=True)
class World:
    """All markets of a world on one day, with what is true about them."""

    seed: int
    size: int
    day: int
    markets: dict[str, Market]
    mentions: tuple[TrueMention, ...] = field(repr=False)
    near_duplicate_groups: tuple[tuple[ListingRef, ...], ...] = field(repr=False)
    true_pairs: tuple[TruePair, ...] = field(repr=False)
    hard_negatives: tuple[HardNegative, ...] = field(repr=False)
    phrase_uses: dict[str, int] = field(repr=False)
    """How many listings each phrase or skeleton occurs in."""

    @property
    def accounts(self) -> tuple[AccountRecord, ...]:
        """Return the accounts of all markets."""
        return tuple(one for market in self.markets.values() for one in market.accounts)

    @property
    def listings(self) -> tuple[ListingRecord, ...]:
        """Return the listings of all markets."""
        return tuple(one for market in self.markets.values() for one in market.listings)

    def truth(self) -> Truth:
        """Return the known truth, ready to be saved."""
        return Truth(
            seed=self.seed,
            size=self.size,
            day=self.day,
            accounts=tuple(
                TrueAccount(
                    market=one.market,
                    external_id=one.external_id,
                    handle=one.handle,
                    person_id=one.person_id,
                )
                for one in self.accounts
            ),
            listings=tuple(
                TrueListing(
                    market=one.market,
                    external_id=one.external_id,
                    vendor_external_id=one.vendor_external_id,
                    title=one.title,
                    category=one.category,
                    language=one.language,
                    price=one.price,
                    currency=one.currency,
                )
                for one in self.listings
            ),
            mentions=self.mentions,
            near_duplicate_groups=self.near_duplicate_groups,
            true_pairs=self.true_pairs,
            hard_negatives=self.hard_negatives,
        )
