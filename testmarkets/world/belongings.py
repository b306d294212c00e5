"""Which keys, addresses and contacts each account shows.

The accounts of a person share exactly what the person's bond says, and accounts of different people share nothing but what their
market's own support gives to all.
"""

import random
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from testmarkets.truth import PairEvidence
from testmarkets.world.identifiers.chain import make_btc, make_eth, make_xmr
from testmarkets.world.identifiers.contact import (
    contact_stem,
    make_email,
    make_jabber,
    make_onion,
    make_session,
    make_telegram,
    make_tox,
    make_wickr,
)
from testmarkets.world.identifiers.identifier import Identifier, seeded
from testmarkets.world.identifiers.near_miss import make_near_miss
from testmarkets.world.identifiers.pgp import PgpKey, make_pgp_key
from testmarkets.world.people import AccountPlan, Person

_FIRST_KEY_AT = datetime(2023, 1, 1, tzinfo=UTC)
_KEY_DAYS = 1_000
_CONTACT_MAKERS: tuple[Callable[[random.Random, str], Identifier], ...] = (
    make_email,
    make_email,
    make_telegram,
    make_telegram,
    make_wickr,
    make_session,
    make_jabber,
    make_tox,
    make_onion,
)
_ADDRESS_MAKERS = (make_btc, make_btc, make_xmr, make_eth)
_OWN_KEY_SHARE = {
    None: 0.65,
    PairEvidence.IDENTIFIER: 0.5,
    PairEvidence.CONTACT: 0.4,
    PairEvidence.REPOSTS: 0.45,
    PairEvidence.STYLE: 0.45,
    PairEvidence.ALIAS: 0.3,
    PairEvidence.TRADE: 0.45,
}
_OWN_ADDRESS_SHARE, _NEAR_MISS_SHARE = 0.3, 0.15


@dataclass(frozen=True, slots=True)
class Belongings:
    """What an account shows that may identify its holder."""

    pgp: PgpKey | None = None
    contacts: tuple[Identifier, ...] = ()
    addresses: tuple[Identifier, ...] = ()
    near_miss: Identifier | None = None
    """Something wrong by one character, which is no identifier."""
    shop: Identifier | None = None
    """The one of the contacts that belongs to a shop, where others leave messages too."""


def give_belongings(
    people: Sequence[Person], seed: int
) -> dict[tuple[str, str], Belongings]:
    """Return what each account shows, by market and external id."""
    given = {}
    for person in people:
        rng = seeded(seed, "belongings", person.person_id)
        shared = _shared(rng, person)
        for account in person.accounts:
            given[account.key] = _account_belongings(rng, person, account, shared)
    return given


def market_support(seed: int, market: str) -> tuple[Identifier, ...]:
    """Return the e-mail and the escrow address of a market itself."""
    rng = seeded(seed, "support", market)
    return make_email(rng, f"{market}support"), make_btc(rng)


def market_key(seed: int, market: str) -> str:
    """Return the public key of a market's staff, which signs its list of mirrors."""
    rng = seeded(seed, "staff", market)
    return _key(rng, f"{market} staff").armoured


def _shared(rng: random.Random, person: Person) -> Belongings:
    handle = person.accounts[0].handle
    if person.bond is PairEvidence.CONTACT:
        return Belongings(contacts=_contacts(rng, handle, rng.choice((1, 1, 2))))
    if person.bond is not PairEvidence.IDENTIFIER:
        return Belongings()
    form = rng.choice(("key", "key", "address", "both"))
    has_contact = rng.random() < 0.25
    return Belongings(
        pgp=_key(rng, handle) if form != "address" else None,
        addresses=(rng.choice(_ADDRESS_MAKERS)(rng),) if form != "key" else (),
        contacts=_contacts(rng, handle, 1) if has_contact else (),
    )


def _account_belongings(
    rng: random.Random, person: Person, account: AccountPlan, shared: Belongings
) -> Belongings:
    pgp = shared.pgp
    wants_key = rng.random() < _OWN_KEY_SHARE[person.bond]
    if pgp is None and (wants_key or account.needs_key):
        pgp = _key(rng, account.handle)
    addresses = shared.addresses
    if rng.random() < _OWN_ADDRESS_SHARE:
        addresses = (*addresses, rng.choice(_ADDRESS_MAKERS)(rng))
    count = rng.choice((0, 1, 1, 2) if person.bond else (1, 1, 2, 2))
    own = _contacts(rng, account.handle, count)
    has_near_miss = rng.random() < _NEAR_MISS_SHARE
    return Belongings(
        pgp=pgp,
        contacts=(*shared.contacts, *own),
        addresses=addresses,
        near_miss=make_near_miss(rng) if has_near_miss else None,
    )


def _key(rng: random.Random, handle: str) -> PgpKey:
    created_at = _FIRST_KEY_AT + timedelta(days=rng.randrange(_KEY_DAYS))
    return make_pgp_key(rng, handle, created_at)


def _contacts(rng: random.Random, handle: str, count: int) -> tuple[Identifier, ...]:
    stem = contact_stem(handle, rng)
    makers = rng.sample(_CONTACT_MAKERS, count)
    return tuple(dict.fromkeys(make(rng, stem) for make in makers))
