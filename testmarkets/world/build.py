"""Builds a world from a seed: people, accounts, listings and what is true of them."""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

from core.errors import ConfigError
from core.mentions import TextField
from core.records import Category
from testmarkets.truth import (
    HardNegative,
    ListingRef,
    NegativeReason,
    Subject,
    TrueMention,
)
from testmarkets.world.belongings import give_belongings, market_key, market_support
from testmarkets.world.boilerplate import paste_boilerplate, with_answers
from testmarkets.world.compose import compose_description, compose_title
from testmarkets.world.crowd import (
    FEWEST_ACCOUNTS,
    FEWEST_LISTINGS_EACH,
    embolden,
    look_alike_counts,
    plan_crowd,
)
from testmarkets.world.days import Calendar
from testmarkets.world.evidence import true_pairs
from testmarkets.world.external_ids import ExternalIds
from testmarkets.world.feedback import crowded_clientele, give_feedback
from testmarkets.world.identifiers.identifier import seeded
from testmarkets.world.look_alikes import add_look_alikes, as_negatives
from testmarkets.world.markets import ALL_MARKETS, MARKETS
from testmarkets.world.model import AccountRecord, ListingRecord, Market, World
from testmarkets.world.offers import OfferMaker
from testmarkets.world.pasting import paste_from_victims, paste_widely
from testmarkets.world.people import FULL_SIZE, AccountPlan, hard_negative, plan_people
from testmarkets.world.photographs import is_own_motif, pictures_of
from testmarkets.world.phrases import PhrasePool
from testmarkets.world.shops import open_shops, with_shops
from testmarkets.world.stock import Shelf, StockedOffer, Stocker, set_out, share_out
from testmarkets.world.texts import PLACE_SLOTS, TextLibrary, load_texts
from testmarkets.world.vendors import true_mention, write_account

SMALLEST_SIZE = 200
_SUPPORTED_ACCOUNT_SHARE, _FEWEST_SUPPORTED = 0.12, 3
"""Part of a market's accounts that name its support, one a person."""


def build_world(
    seed: int,
    *,
    size: int = FULL_SIZE,
    day: int = 0,
    texts: TextLibrary | None = None,
    accounts: int | None = None,
) -> World:
    """Return the world of a seed on a day; equal arguments give equal worlds.

    Args:
        seed: Any whole number.
        size: Listings on day 0, exactly; people and accounts scale with it, unless said otherwise.
        day: Days since day 0; each adds about 2 % of listings, changes 3 % and removes 1 %.
        texts: Phrases and skeletons; those of the package if not given.
        accounts: Makes a crowded world, with exactly so many accounts and with cases that are hard to link. One of its markets has
            closed and cannot be served.

    Raises:
        ConfigError: The size or day cannot be, or the texts do not suffice.
    """
    if size < SMALLEST_SIZE:
        raise ConfigError(f"a world has at least {SMALLEST_SIZE} listings", size=size)
    if day < 0:
        raise ConfigError("a world begins on day 0", day=day)
    if accounts is not None:
        _require_crowd(size, accounts)
    builder = _Builder(seed, size, texts or load_texts(), accounts)
    builder.stock()
    for number in range(1, day + 1):
        builder.calendar.play(builder.shelves, number)
    return builder.world(day)


def _require_crowd(size: int, accounts: int) -> None:
    if accounts < FEWEST_ACCOUNTS:
        raise ConfigError(
            f"a crowded world has at least {FEWEST_ACCOUNTS} accounts",
            accounts=accounts,
        )
    if size < accounts * FEWEST_LISTINGS_EACH:
        raise ConfigError(
            f"so many accounts need at least {FEWEST_LISTINGS_EACH} listings each; "
            f"give a size of {accounts * FEWEST_LISTINGS_EACH} or more",
            size=size,
            accounts=accounts,
        )


@dataclass(frozen=True, slots=True)
class _Written:
    """Records and mentions of one kind of subject, by market."""

    accounts: dict[str, list[AccountRecord]]
    listings: dict[str, list[ListingRecord]]
    mentions: list[TrueMention]
    motifs: dict[tuple[str, str], set[str]]
    """Of each account's own pictures."""


class _Builder:
    """Holds the parts of a world while it is made."""

    def __init__(
        self, seed: int, size: int, texts: TextLibrary, accounts: int | None
    ) -> None:
        self._seed, self._size, self._texts = seed, size, texts
        self._crowd = accounts
        self._plans = ALL_MARKETS if accounts else MARKETS
        self._ids = {name: ExternalIds(seed, name) for name in self._plans}
        self._people = (
            plan_crowd(seed, accounts) if accounts else plan_people(seed, size)
        )
        counts = look_alike_counts(accounts) if accounts else None
        self._look_alikes = add_look_alikes(self._people, seed, size, counts)
        shops = open_shops(self._people, seed) if accounts else []
        for person in self._people:
            for account in person.accounts:
                ids = self._ids[account.market]
                account.external_id = ids.account(account.handle)
        self._belongings = with_shops(give_belongings(self._people, seed), shops)
        self._negatives = as_negatives(self._look_alikes)
        self._negatives += [pair for shop in shops for pair in shop.as_negatives()]
        self._supported = self._choose_supported()
        if accounts:
            embolden(self._look_alikes, self._people, seed)
            for market in self._plans:
                self._negatives += paste_boilerplate(self._accounts_on(market), seed)
        self._pool = PhrasePool(size)
        maker = OfferMaker(seed, texts, self._pool)
        self._stocker = Stocker(seed, size, maker)
        self.calendar = Calendar(seed, maker, self._stocker, self._ids)
        self.shelves = self._empty_shelves()

    def stock(self) -> None:
        """Fill the shelves of day 0."""
        self._negatives += self._stocker.fill(
            self.shelves, self._paste if self._crowd else None
        )
        for market in self._plans:
            rng = seeded(self._seed, "order", market)
            listed = [
                one
                for shelf in self.shelves
                if shelf.account.market == market
                for one in shelf.offers
            ]
            rng.shuffle(listed)
            for one in listed:
                one.external_id = self._ids[market].listing()
                set_out(rng, one, 0)

    def world(self, day: int) -> World:
        """Return the world as its shelves are now."""
        written = _Written(
            {name: [] for name in self._plans},
            {name: [] for name in self._plans},
            [],
            {},
        )
        self._write_accounts(written)
        for shelf in self.shelves:
            for stocked in shelf.offers:
                record, mentions = write_listing(self._seed, stocked)
                written.listings[record.market].append(record)
                written.mentions.extend(mentions)
                own = {one.motif for one in record.pictures if is_own_motif(one.motif)}
                written.motifs.setdefault(shelf.account.key, set()).update(own)
        return World(
            seed=self._seed,
            size=self._size,
            day=day,
            markets=self._markets(written, day),
            mentions=tuple(written.mentions),
            near_duplicate_groups=_groups(self.shelves),
            true_pairs=tuple(true_pairs(self._people, written.motifs)),
            hard_negatives=tuple(self._negatives),
            phrase_uses={text: uses for text, uses in self._pool.uses.items() if uses},
        )

    def _markets(self, written: _Written, day: int) -> dict[str, Market]:
        followed = [one.person_id for one in self._people if one.is_followed]
        clientele = (
            crowded_clientele(self._seed, self._crowd, followed)
            if self._crowd
            else None
        )
        return {
            name: Market(
                name=name,
                title=plan.title,
                language=plan.language,
                currency=plan.currency,
                accounts=give_feedback(
                    sorted(written.accounts[name], key=lambda one: one.external_id),
                    written.listings[name],
                    seed=self._seed,
                    day=day,
                    clientele=clientele,
                ),
                listings=tuple(
                    sorted(written.listings[name], key=lambda one: one.external_id)
                ),
                pgp_key=market_key(self._seed, name),
                escrow_address=market_support(self._seed, name)[1].value,
            )
            for name, plan in self._plans.items()
        }

    def _paste(self, shelves: Sequence[Shelf]) -> list[HardNegative]:
        """Let people paste what is not theirs, as they do in a crowded world."""
        paste_from_victims(self._stocker, shelves, self._look_alikes, self._seed)
        return paste_widely(self._stocker, shelves, self._seed)

    def _accounts_on(self, market: str) -> list[AccountPlan]:
        return [
            account
            for person in self._people
            for account in person.accounts
            if account.market == market
        ]

    def _empty_shelves(self) -> list[Shelf]:
        held = [
            (person, account) for person in self._people for account in person.accounts
        ]
        quotas = share_out(self._seed, self._size, len(held))
        return [
            Shelf(
                account,
                person.writing(account),
                self._belongings[account.key],
                quota,
            )
            for (person, account), quota in zip(held, quotas, strict=True)
        ]

    def _choose_supported(self) -> dict[tuple[str, str], bool]:
        """Choose who names the market's support; add the pairs to the negatives."""
        chosen: dict[tuple[str, str], bool] = {}
        for market in self._plans:
            rng = seeded(self._seed, "supported", market)
            accounts = self._accounts_on(market)
            count = round(len(accounts) * _SUPPORTED_ACCOUNT_SHARE)
            named = rng.sample(accounts, max(_FEWEST_SUPPORTED, count))
            chosen |= {account.key: True for account in named}
            self._negatives += [
                hard_negative(left, right, NegativeReason.MARKET_ADDRESS)
                for left, right in pairwise(named)
            ]
        return chosen

    def _write_accounts(self, written: _Written) -> None:
        for shelf in self.shelves:
            market, key = shelf.account.market, shelf.account.key
            support = market_support(self._seed, market)
            record, mentions = write_account(
                self._seed,
                shelf.person,
                shelf.account,
                self._belongings[key],
                support if key in self._supported else (),
                self._texts.common[shelf.person.language],
            )
            written.accounts[market].append(record)
            written.mentions.extend(mentions)


def write_listing(
    seed: int, stocked: StockedOffer
) -> tuple[ListingRecord, list[TrueMention]]:
    """Return a listing as its market shows it, and the mentions in its texts."""
    offer, market = stocked.offer, stocked.account.market
    plan = ALL_MARKETS[market]
    title = compose_title(offer, plan.codec)
    description = compose_description(offer, plan.codec)
    description = with_answers(description, stocked.account)
    spans = title.spans + description.spans
    is_online = offer.category is Category.FRAUD and not any(
        span.kind in PLACE_SLOTS.values() for span in spans
    )
    record = ListingRecord(
        market=market,
        external_id=stocked.external_id,
        vendor_external_id=stocked.account.external_id,
        title=title.text,
        description=description.text,
        category=offer.category,
        category_path=plan.categories[offer.category],
        price=offer.price,
        currency=offer.currency,
        ships_from=None if is_online else offer.ships_from,
        ships_to=() if is_online else (offer.ships_to,),
        unit=offer.unit,
        stock=stocked.stock,
        sold=stocked.sold,
        listed_at=stocked.listed_at,
        language=offer.language,
        updated_at=stocked.updated_at,
        pictures=pictures_of(seed, stocked),
    )
    key = (market, stocked.external_id)
    mentions = [
        true_mention(Subject.LISTING, key, field, span)
        for field, text in (
            (TextField.TITLE, title),
            (TextField.DESCRIPTION, description),
        )
        for span in text.spans
    ]
    return record, mentions


def _groups(shelves: Sequence[Shelf]) -> tuple[tuple[ListingRef, ...], ...]:
    found: dict[int, list[ListingRef]] = {}
    for shelf in shelves:
        for one in shelf.offers:
            if one.group is not None:
                ref = ListingRef(market=one.account.market, external_id=one.external_id)
                found.setdefault(one.group, []).append(ref)
    return tuple(tuple(found[number]) for number in sorted(found))
