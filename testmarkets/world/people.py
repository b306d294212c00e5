"""Who is behind which accounts, and what binds the accounts of one person.

Each person with several accounts has one bond, so that each pair of them is told by the same kind of evidence: a key or address, a
contact, reposts only, or style only.
"""

import random
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace

from core.records import Category
from testmarkets.truth import HardNegative, NegativeReason, PairEvidence
from testmarkets.world.handles import HandleMaker
from testmarkets.world.identifiers.identifier import seeded
from testmarkets.world.markets import ALL_MARKETS, MARKETS, MarketPlan
from testmarkets.world.places import HOMES, hours_from_utc
from testmarkets.world.style import Style, make_style, with_habits
from testmarkets.world.texts import Language, written_categories

FULL_SIZE = 4_000
_PEOPLE_AT_FULL_SIZE = 132
_FEWEST_PEOPLE = 16
_PAIR_SHARE, _TRIPLE_SHARE = 0.44, 0.17
"""Part of the people who hold two and three accounts."""
_BOND_SHARES = {
    PairEvidence.IDENTIFIER: 0.34,
    PairEvidence.REPOSTS: 0.29,
    PairEvidence.STYLE: 0.13,
    PairEvidence.CONTACT: 0.24,
}
UNNAMED_BONDS = frozenset(
    {
        PairEvidence.REPOSTS,
        PairEvidence.STYLE,
        PairEvidence.ALIAS,
        PairEvidence.TRADE,
    }
)
"""Bonds of people whose accounts share no identifier, no handle and no phrase of their profiles."""
_SMALL_LANGUAGES = (Language.DUTCH, Language.FRENCH, Language.SPANISH)
_SMALL_LANGUAGE_SHARE = 0.03
"""Part of the people who write in each of the small languages, two accounts at most."""
_CATEGORY_WEIGHTS = {
    Category.DRUGS: 45,
    Category.WEAPONS: 11,
    Category.COUNTERFEITS: 12,
    Category.DOCUMENTS: 12,
    Category.FRAUD: 11,
    Category.OTHER: 9,
}
_EARLIEST_HOUR, _HOURS_APART = 7, 9
"""When, by the clocks at home, people begin to put up listings."""
_FEWEST_HOURS, _MOST_HOURS = 8, 13
_SAME_HANDLE, _SIMILAR_HANDLE = 0.35, 0.65
"""Cumulative chances that a bound account keeps, or only changes, the handle."""


@dataclass(slots=True)
class AccountPlan:
    """An account before it has a profile and listings."""

    market: str
    handle: str
    external_id: str = ""
    needs_key: bool = False
    """Whether it must show a PGP key, since it is impersonated or impersonates."""
    language: Language | None = None
    """What its texts are written in; ``None`` for the first language of its holder."""
    opened_day: int | None = None
    """The day of the world on which it was registered; ``None`` where that plays no part."""
    last_day: int | None = None
    """The last day on which it did anything; ``None`` for one that is still kept."""
    alias_of: "AccountPlan | None" = field(default=None, repr=False, compare=False)
    """The account whose handle its profile claims, truly or not."""
    mirrored: "tuple[Person, AccountPlan] | None" = field(
        default=None, repr=False, compare=False
    )
    """Whose profile it copies."""
    pastes_rules: bool = False
    """Whether the profile repeats the rules of the market."""
    pastes_answers: bool = False
    """Whether the listings repeat what the market says on shipping."""

    @property
    def key(self) -> tuple[str, str]:
        """Return what names the account in the whole world."""
        return self.market, self.external_id


@dataclass(slots=True)
class Person:
    """Somebody who sells, under one handle or several."""

    person_id: str
    bond: PairEvidence | None
    """``None`` for a person with one account."""
    language: Language
    categories: tuple[Category, ...]
    home: str
    style: Style
    price_factor: float
    accounts: list[AccountPlan] = field(default_factory=list)
    waking_from: int = 0
    """The hour, in UTC, from which the person puts up listings."""
    waking_hours: int = 24
    """For how long."""
    first_language: Language | None = None
    """Set where ``language`` is not the first: it then decides on the goods."""
    has_album: bool = False
    """Whether all accounts show photographs from one small album."""
    uses_stock_pictures: bool = False
    """Whether some pictures are those that everybody shows."""
    is_followed: bool = False
    """Whether buyers come along from one account to the next."""

    def writing(self, account: AccountPlan) -> "Person":
        """Return the person as one of the accounts knows them: in the language written there."""
        language = account.language
        if language is None or language is self.language:
            return self
        habits = seeded("habits", self.person_id, self.price_factor, language)
        style = with_habits(self.style, habits, language)
        first = self.language
        return replace(self, language=language, style=style, first_language=first)


def plan_people(seed: int, size: int) -> list[Person]:
    """Return all people with the accounts that they hold."""
    count = max(_FEWEST_PEOPLE, round(_PEOPLE_AT_FULL_SIZE * size / FULL_SIZE))
    handles = HandleMaker(seeded(seed, "handles"))
    return make_people(seed, account_counts(count), handles, _BOND_SHARES, MARKETS)


def make_people(
    seed: int,
    account_counts: Sequence[int],
    handles: HandleMaker,
    bond_shares: Mapping[PairEvidence, float],
    markets_open: Mapping[str, MarketPlan],
) -> list[Person]:
    """Return people with their accounts.

    Args:
        seed: Of the world.
        account_counts: How many accounts each of them holds.
        handles: Makes the handles.
        bond_shares: Part of the pairs that each bond holds together.
        markets_open: Where the accounts may be.
    """
    rng = seeded(seed, "people")
    markets = _MarketChooser(rng, sum(account_counts), markets_open)
    bonds = _bonds(account_counts, bond_shares)
    small = _SmallLanguages(len(account_counts))
    people = []
    for number, (accounts, bond) in enumerate(
        zip(account_counts, bonds, strict=True), start=1
    ):
        chosen = markets.choose(accounts)
        person = _make_person(seed, number, bond, small.language(chosen))
        person.accounts = _make_accounts(rng, handles, bond, chosen)
        people.append(person)
    return people


def account_counts(people: int) -> list[int]:
    """Return how many accounts each of so many people holds."""
    pairs, triples = round(people * _PAIR_SHARE), round(people * _TRIPLE_SHARE)
    return [3] * triples + [2] * pairs + [1] * (people - pairs - triples)


def _bonds(
    account_counts: Sequence[int], shares: Mapping[PairEvidence, float]
) -> list[PairEvidence | None]:
    """Return one bond a person, each kind's share of the pairs as planned."""
    given: Counter[PairEvidence] = Counter()
    bonds: list[PairEvidence | None] = []
    for accounts in account_counts:
        if accounts == 1:
            bonds.append(None)
            continue
        bond = min(shares, key=lambda one: given[one] / shares[one])
        given[bond] += accounts * (accounts - 1) // 2
        bonds.append(bond)
    return bonds


class _MarketChooser:
    """Deals out places on the markets so that each gets its share."""

    def __init__(
        self, rng: random.Random, accounts: int, plans: Mapping[str, MarketPlan]
    ) -> None:
        self._rng = rng
        self._left = {
            name: max(4, round(plan.account_share * accounts))
            for name, plan in plans.items()
        }

    def choose(self, accounts: int) -> list[str]:
        """Return different markets, those with more room first in likelihood."""
        chosen: list[str] = []
        for _ in range(accounts):
            open_markets = [name for name in self._left if name not in chosen]
            weights = [max(0.01, self._left[name]) for name in open_markets]
            market = self._rng.choices(open_markets, weights)[0]
            self._left[market] -= 1
            chosen.append(market)
        return chosen


class _SmallLanguages:
    """Deals out languages, so that none has more people than it has texts for."""

    def __init__(self, people: int) -> None:
        each = max(1, round(people * _SMALL_LANGUAGE_SHARE))
        self._waiting = list(_SMALL_LANGUAGES) * each
        self._seen = 0

    def language(self, markets: list[str]) -> Language:
        """Return what somebody with accounts on these markets writes in."""
        if any(ALL_MARKETS[name].language == Language.GERMAN for name in markets):
            return Language.GERMAN
        self._seen += 1
        if len(markets) < 3 and self._waiting and self._seen % 4 == 0:
            return self._waiting.pop(0)
        return Language.ENGLISH


def _make_person(
    seed: int, number: int, bond: PairEvidence | None, language: Language
) -> Person:
    rng = seeded(seed, "person", number)
    sold = written_categories(language)
    weights = [_CATEGORY_WEIGHTS[one] for one in sold]
    first = rng.choices(sold, weights)[0]
    others = [one for one in sold if one is not first]
    person = Person(
        person_id=f"person-{number:04}",
        bond=bond,
        language=language,
        categories=(first, rng.choice(others)) if rng.random() < 0.5 else (first,),
        home=rng.choice(HOMES[language]),
        style=make_style(rng, language),
        price_factor=rng.uniform(0.8, 1.25),
    )
    clock = seeded(seed, "waking", number)
    local = _EARLIEST_HOUR + clock.randrange(_HOURS_APART)
    person.waking_from = (local - hours_from_utc(person.home)) % 24
    person.waking_hours = clock.randint(_FEWEST_HOURS, _MOST_HOURS)
    return person


def _make_accounts(
    rng: random.Random,
    handles: HandleMaker,
    bond: PairEvidence | None,
    markets: list[str],
) -> list[AccountPlan]:
    first = handles.fresh()
    accounts = [AccountPlan(markets[0], first)]
    for market in markets[1:]:
        chance = rng.random()
        if bond in UNNAMED_BONDS:
            handle = handles.fresh()
        elif chance < _SAME_HANDLE:
            handle = first
        elif chance < _SIMILAR_HANDLE:
            handle = handles.variant(first)
        else:
            handle = handles.fresh()
        accounts.append(AccountPlan(market, handle))
    return accounts


@dataclass(frozen=True, slots=True)
class LookAlike:
    """Two accounts of different people whose handles resemble each other."""

    left: AccountPlan
    right: AccountPlan
    reason: NegativeReason

    def as_negative(self) -> HardNegative:
        """Return the pair as truth tells it."""
        return hard_negative(self.left, self.right, self.reason)


def hard_negative(
    left: AccountPlan, right: AccountPlan, reason: NegativeReason
) -> HardNegative:
    """Return two accounts that are not one person's, and why they look so."""
    return HardNegative.model_validate(
        {
            "left": {"market": left.market, "external_id": left.external_id},
            "right": {"market": right.market, "external_id": right.external_id},
            "reason": reason,
        }
    )
