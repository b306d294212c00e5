"""Fills every account's shelf on day 0: how many listings, which are reposts of which."""

import random
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, time, timedelta

from testmarkets.truth import HardNegative, NegativeReason, PairEvidence
from testmarkets.world.belongings import Belongings
from testmarkets.world.identifiers.identifier import seeded
from testmarkets.world.identifiers.stop_value import pick_stop_value
from testmarkets.world.markets import ALL_MARKETS
from testmarkets.world.offers import Offer, OfferMaker
from testmarkets.world.people import FULL_SIZE, AccountPlan, Person, hard_negative
from testmarkets.world.reposts import copied, reworded, without_contact
from testmarkets.world.style import make_style
from testmarkets.world.vendors import DAY_ZERO

_FEWEST_LISTINGS = 5
_SUPPLIERS_AT_FULL_SIZE, _FEWEST_SUPPLIERS = 12, 2
_BOUND_REPOST_SHARE, _OWN_REPOST_SHARE = 0.5, 0.4
_ADDRESS_SHARE, _NEAR_MISS_SHARE = 0.12, 0.15
_UNDATED = datetime(1970, 1, 1, tzinfo=UTC)
_REPOST_WORDS, _LENGTH_ATTEMPTS = 45, 6
_LONGEST_LISTED_DAYS = 200
_LARGEST_STOCK = 60


@dataclass(slots=True)
class StockedOffer:
    """A listing before it becomes text."""

    account: AccountPlan
    person: Person
    offer: Offer
    group: int | None
    """Number of its near-duplicate group."""
    external_id: str = ""
    listed_at: datetime = _UNDATED
    stock: int | None = None
    sold: int = 0
    updated_at: datetime | None = None
    """When it was last changed; None where it is as it was listed."""


@dataclass(slots=True)
class Shelf:
    """One account with its share of the listings."""

    account: AccountPlan
    person: Person
    belongings: Belongings
    quota: int
    offers: list[StockedOffer] = field(default_factory=list)

    @property
    def room(self) -> int:
        """Return how many listings are still to come."""
        return self.quota - len(self.offers)

    @property
    def is_open(self) -> bool:
        """Whether its vendor still sells there."""
        return self.account.last_day is None

    @property
    def currency(self) -> str:
        """Return what the account's market counts in."""
        return ALL_MARKETS[self.account.market].currency


Pasting = Callable[[Sequence[Shelf]], list[HardNegative]]


class Stocker:
    """Fills the shelves: first the near-duplicate groups, then everything else."""

    def __init__(self, seed: int, size: int, maker: OfferMaker) -> None:
        self._seed = seed
        self._size = size
        self._maker = maker
        self._groups = 0

    def fill(
        self, shelves: Sequence[Shelf], paste: Pasting | None = None
    ) -> list[HardNegative]:
        """Fill all shelves and return who shares a supplier's text.

        Args:
            shelves: All of the world, empty.
            paste: Puts further texts on shelves of people who did not write them, and returns who shares them.
        """
        for person, own in _by_person(shelves):
            rng = seeded(self._seed, "reposts", person.person_id)
            self._repost_across(rng, person, own)
        negatives = self._supplier_copies(shelves)
        if paste is not None:
            negatives += paste(shelves)
        for shelf in shelves:
            rng = seeded(self._seed, "shelf", *shelf.account.key)
            if shelf.room >= 3 and rng.random() < _OWN_REPOST_SHARE:
                self._repost_within(rng, shelf)
        for shelf in shelves:
            rng = seeded(self._seed, "shelf", "rest", *shelf.account.key)
            while shelf.room > 0:
                self.add_fresh(rng, shelf)
        return negatives

    def add_fresh(self, rng: random.Random, shelf: Shelf) -> StockedOffer:
        """Put an offer on a shelf that repeats no other."""
        offer = self._maker.offer(rng, shelf.person, shelf.currency, is_long=False)
        return self._put(shelf, with_belongings(rng, offer, shelf.belongings), None)

    def _repost_across(
        self, rng: random.Random, person: Person, shelves: Sequence[Shelf]
    ) -> None:
        if len(shelves) < 2:
            return
        if person.bond is PairEvidence.REPOSTS:
            count = rng.randint(3, 5)
        elif (
            person.bond in (PairEvidence.IDENTIFIER, PairEvidence.CONTACT)
            and rng.random() < _BOUND_REPOST_SHARE
        ):
            count = rng.randint(1, 3)
        else:
            return
        for _ in range(min(count, *(shelf.room - 1 for shelf in shelves))):
            first = self.repeatable(rng, person, shelves[0].currency)
            self.put_group(rng, first, shelves)

    def _repost_within(self, rng: random.Random, shelf: Shelf) -> None:
        for _ in range(rng.choice((1, 1, 2))):
            times = min(shelf.room, rng.choice((2, 2, 3)))
            if times >= 2:
                first = self.repeatable(rng, shelf.person, shelf.currency)
                self.put_group(rng, first, [shelf] * times)

    def _supplier_copies(self, shelves: Sequence[Shelf]) -> list[HardNegative]:
        """Let unrelated vendors paste the same text for a listing or two."""
        rng = seeded(self._seed, "suppliers")
        scaled = round(_SUPPLIERS_AT_FULL_SIZE * self._size / FULL_SIZE)
        order = rng.sample(shelves, len(shelves))
        negatives: list[HardNegative] = []
        for left in order:
            if len(negatives) >= max(_FEWEST_SUPPLIERS, scaled):
                break
            right = next((one for one in order if _may_share(left, one)), None)
            if right is None or left.room < 3:
                continue
            for _ in range(rng.choice((1, 2))):
                offer = self.repeatable(rng, left.person, left.currency)
                style = make_style(rng, left.person.language)
                offer = replace(offer, style=style)
                self.put_group(rng, offer, [left, right])
            order.remove(right)
            negatives.append(
                hard_negative(left.account, right.account, NegativeReason.SUPPLIER_COPY)
            )
        return negatives

    def repeatable(self, rng: random.Random, person: Person, currency: str) -> Offer:
        """Return an offer long enough that a reworded copy is still known again."""
        offers = (
            without_contact(self._maker.offer(rng, person, currency, is_long=True))
            for _ in range(_LENGTH_ATTEMPTS)
        )
        best = next(offers)
        for offer in offers:
            if _words(best) >= _REPOST_WORDS:
                break
            best = max(best, offer, key=_words)
        return best

    def put_group(
        self, rng: random.Random, first: Offer, shelves: Sequence[Shelf]
    ) -> None:
        """Put an offer on the first shelf and near-duplicates of it on the others."""
        rewordings = self._maker.texts.common[first.language].rewordings
        self._groups += 1
        for number, shelf in enumerate(shelves):
            offer = first
            if number and rng.random() < 0.5:
                offer = copied(rng, first, shelf.currency)
            elif number:
                offer = reworded(rng, first, shelf.currency, rewordings)
            self._put(shelf, offer, self._groups)

    def _put(self, shelf: Shelf, offer: Offer, group: int | None) -> StockedOffer:
        self._maker.keep(offer)
        stocked = StockedOffer(shelf.account, shelf.person, offer, group)
        shelf.offers.append(stocked)
        return stocked


def with_belongings(rng: random.Random, offer: Offer, belongings: Belongings) -> Offer:
    """Return an offer that names what its account shows of itself."""
    if not belongings.contacts:
        offer = without_contact(offer)
    address = near_miss = None
    if belongings.addresses and rng.random() < _ADDRESS_SHARE:
        address = rng.choice(belongings.addresses)
    if belongings.near_miss and rng.random() < _NEAR_MISS_SHARE:
        near_miss = belongings.near_miss
    contact = rng.choice(belongings.contacts) if belongings.contacts else None
    return replace(
        offer,
        contact=contact,
        address=address,
        near_miss=near_miss,
        stop_value=pick_stop_value(offer.form_seed),
    )


def share_out(seed: int, size: int, accounts: int) -> list[int]:
    """Return how many of the listings each account has; they sum up to the size."""
    rng = seeded(seed, "quotas")
    weights = [rng.lognormvariate(0.0, 0.5) for _ in range(accounts)]
    fewest = min(_FEWEST_LISTINGS, size // accounts - 1)
    spare = size - fewest * accounts
    scale = spare / sum(weights)
    quotas = [fewest + int(weight * scale) for weight in weights]
    for at in range(size - sum(quotas)):
        quotas[at % accounts] += 1
    return quotas


def set_out(rng: random.Random, stocked: StockedOffer, day: int) -> None:
    """Give a listing its date and figures.

    Args:
        rng: Where chance comes from.
        stocked: The listing.
        day: When it was listed; on day 0, some time before.
    """
    past = rng.randrange(_LONGEST_LISTED_DAYS) if day == 0 else 0
    listed = day or _day_within(stocked.account, past)
    stocked.listed_at = moment_of(rng, listed, stocked.person)
    stocked.stock = rng.randrange(1, _LARGEST_STOCK) if rng.random() < 0.7 else None
    stocked.sold = int(rng.expovariate(0.05)) if past else 0


def _day_within(account: AccountPlan, past: int) -> int:
    """Return a day on which an account had been opened and was not yet given up."""
    if account.opened_day is None:
        return -past
    last = account.last_day or 0
    first = max(account.opened_day, last - _LONGEST_LISTED_DAYS)
    return last - past * (last - first) // _LONGEST_LISTED_DAYS


def moment_of(rng: random.Random, day: int, person: Person) -> datetime:
    """Return a minute of a day of the world at which a person is awake."""
    hour = person.waking_from + rng.randrange(24) * person.waking_hours // 24
    at = time(hour % 24, rng.randrange(60), tzinfo=UTC)
    return datetime.combine(DAY_ZERO + timedelta(days=day), at)


def _words(offer: Offer) -> int:
    return sum(len(phrase.split()) for phrase in offer.wording.said)


def _by_person(shelves: Sequence[Shelf]) -> list[tuple[Person, list[Shelf]]]:
    """Return people with their shelves, one of two languages as two people: each is pasted for itself."""
    found: dict[tuple[str, str], tuple[Person, list[Shelf]]] = {}
    for shelf in shelves:
        person = shelf.person
        key = person.person_id, person.language
        found.setdefault(key, (person, []))[1].append(shelf)
    return list(found.values())


def _may_share(left: Shelf, right: Shelf) -> bool:
    """Say whether two accounts might buy from one supplier, though unrelated."""
    return (
        left.person.person_id != right.person.person_id
        and left.person.language is right.person.language
        and left.person.categories[0] in right.person.categories
        and right.room >= 3
    )
