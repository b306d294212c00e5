"""What a built world consists of: the records that the skins show."""

from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal

from core.records import Category
from testmarkets.truth import (
    HardNegative,
    ListingRef,
    TrueAccount,
    TrueFeedback,
    TrueListing,
    TrueMention,
    TruePair,
    Truth,
)
from testmarkets.world.pictures import Picture, true_image


@dataclass(frozen=True, slots=True)
class FeedbackRecord:
    """What a buyer left on an account."""

    external_id: str
    buyer: str
    """The buyer's handle; markets may show it masked."""
    rating: int
    """From 1 to 5."""
    text: str
    left_on: date
    listing_external_id: str
    listing_title: str

    @property
    def masked_buyer(self) -> str:
        """The handle as ``a***n``."""
        return f"{self.buyer[0]}***{self.buyer[-1]}"


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
    feedback: tuple[FeedbackRecord, ...] = ()
    """Newest first."""


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
    updated_at: datetime | None = None
    """When it was last changed; ``None`` where it is as it was listed."""
    pictures: tuple[Picture, ...] = ()

    @property
    def last_update(self) -> datetime:
        """The date that lists show, which moves whenever the listing changes."""
        return self.updated_at or self.listed_at


@dataclass(frozen=True, slots=True)
class Market:
    """One marketplace with all it shows on one day."""

    name: str
    title: str
    language: str
    currency: str
    accounts: tuple[AccountRecord, ...]
    listings: tuple[ListingRecord, ...]
    pgp_key: str | None = None
    """Of the market's staff, as its start page shows it."""
    escrow_address: str | None = None
    """Where buyers pay, as the start page shows it."""


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
                    images=tuple(map(true_image, one.pictures)),
                )
                for one in self.listings
            ),
            feedback=tuple(
                TrueFeedback(
                    market=account.market,
                    external_id=one.external_id,
                    vendor_external_id=account.external_id,
                    listing_external_id=one.listing_external_id,
                    buyer=one.buyer,
                    rating=one.rating,
                )
                for account in self.accounts
                for one in account.feedback
            ),
            mentions=self.mentions,
            near_duplicate_groups=self.near_duplicate_groups,
            true_pairs=self.true_pairs,
            hard_negatives=self.hard_negatives,
        )
