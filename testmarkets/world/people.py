"""Who is behind which accounts, and what binds the accounts of one person.

Each person with several accounts has one bond, so that each pair of them is told by the same kind of evidence: a key or address, a
contact, reposts only, or style only.
"""

import random
from collections import Counter
from dataclasses import dataclass, field

from core.records import Category
from testmarkets.truth import HardNegative, NegativeReason, PairEvidence
from testmarkets.world.handles import HandleMaker
from testmarkets.world.identifiers.identifier import seeded
from testmarkets.world.markets import MARKETS
from testmarkets.world.places import HOMES
from testmarkets.world.style import Style, make_style
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


def plan_people(seed: int, size: int) -> list[Person]:
    """Return all people with the accounts that they hold."""
    rng = seeded(seed, "people")
    count = max(_FEWEST_PEOPLE, round(_PEOPLE_AT_FULL_SIZE * size / FULL_SIZE))
    account_counts = _account_counts(count)
    markets = _MarketChooser(rng, sum(account_counts))
    handles = HandleMaker(seeded(seed, "handles"))
    bonds = _bonds(account_counts)
    small = _SmallLanguages(count)
    people = []
    for number, (accounts, bond) in enumerate(
        zip(account_counts, bonds, strict=True), start=1
    ):
        chosen = markets.choose(accounts)
        person = _make_person(seed, number, bond, small.language(chosen))
        person.accounts = _make_accounts(rng, handles, bond, chosen)
        people.append(person)
    return people


def _account_counts(people: int) -> list[int]:
    pairs, triples = round(people * _PAIR_SHARE), round(people * _TRIPLE_SHARE)
    return [3] * triples + [2] * pairs + [1] * (people - pairs - triples)


def _bonds(account_counts: list[int]) -> list[PairEvidence | None]:
    """Return one bond a person, each kind's share of the pairs as planned."""
    given: Counter[PairEvidence] = Counter()
    bonds: list[PairEvidence | None] = []
    for accounts in account_counts:
        if accounts == 1:
            bonds.append(None)
            continue
        bond = min(_BOND_SHARES, key=lambda one: given[one] / _BOND_SHARES[one])
        given[bond] += accounts * (accounts - 1) // 2
        bonds.append(bond)
    return bonds


class _MarketChooser:
    """Deals out places on the markets so that each gets its share."""

    def __init__(self, rng: random.Random, accounts: int) -> None:
        self._rng = rng
        self._left = {
            name: max(4, round(plan.account_share * accounts))
            for name, plan in MARKETS.items()
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
        if any(MARKETS[name].language == Language.GERMAN for name in markets):
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
    return Person(
        person_id=f"person-{number:04}",
        bond=bond,
        language=language,
        categories=(first, rng.choice(others)) if rng.random() < 0.5 else (first,),
        home=rng.choice(HOMES[language]),
        style=make_style(rng, language),
        price_factor=rng.uniform(0.8, 1.25),
    )


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
        if bond in (PairEvidence.REPOSTS, PairEvidence.STYLE):
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
