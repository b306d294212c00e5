"""Phone shops: contacts that several vendors give, who have nothing else in common."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import combinations

from testmarkets.truth import HardNegative, NegativeReason
from testmarkets.world.belongings import Belongings
from testmarkets.world.identifiers.contact import (
    contact_stem,
    make_email,
    make_jabber,
    make_phone,
    make_telegram,
    make_wickr,
)
from testmarkets.world.identifiers.identifier import Identifier, seeded
from testmarkets.world.people import AccountPlan, Person, hard_negative

_ACCOUNTS_PER_SHOP = 80
"""In the world, not among a shop's customers."""
_FEWEST_SHOPS = 3
_CUSTOMERS = (2, 2, 3, 3, 4)
_OWN_KEY_SHARE = 0.7
"""Part of a shop's customers who show a key, which is then their own."""
_NAMES = ("callcorner", "simdesk", "handyeck", "phonebooth", "dialtone", "telepoint")
_MAKERS = (make_phone, make_phone, make_telegram, make_email, make_jabber, make_wickr)


@dataclass(frozen=True, slots=True)
class Shop:
    """A shop and the accounts that leave its contact."""

    contact: Identifier
    customers: tuple[AccountPlan, ...]

    def as_negatives(self) -> list[HardNegative]:
        """Return its customers, two and two, as truth tells them; their ids must be given."""
        return [
            hard_negative(left, right, NegativeReason.SHARED_SHOP)
            for left, right in combinations(self.customers, 2)
        ]


def open_shops(people: Sequence[Person], seed: int) -> list[Shop]:
    """Return shops whose customers are different people, each in one shop only."""
    rng = seeded(seed, "shops")
    accounts = sum(len(person.accounts) for person in people)
    waiting = rng.sample(people, len(people))
    shops: list[Shop] = []
    for _ in range(max(_FEWEST_SHOPS, accounts // _ACCOUNTS_PER_SHOP)):
        chosen = [waiting.pop() for _ in range(rng.choice(_CUSTOMERS))]
        customers = tuple(rng.choice(person.accounts) for person in chosen)
        for one in customers:
            one.needs_key = one.needs_key or rng.random() < _OWN_KEY_SHARE
        stem = contact_stem(rng.choice(_NAMES), rng)
        contact = rng.choice(_MAKERS)(rng, stem)
        while any(shop.contact == contact for shop in shops):
            contact = rng.choice(_MAKERS)(rng, stem)
        shops.append(Shop(contact, customers))
    return shops


def with_shops(
    belongings: Mapping[tuple[str, str], Belongings], shops: Sequence[Shop]
) -> dict[tuple[str, str], Belongings]:
    """Return what each account shows, the contact of its shop added."""
    given = dict(belongings)
    for shop in shops:
        for account in shop.customers:
            own = given[account.key]
            contacts = (shop.contact, *own.contacts)
            given[account.key] = replace(own, contacts=contacts, shop=shop.contact)
    return given
