"""Plans the people of a crowded world: a thousand accounts and more, with the cases that are hard to tell.

A crowded world is there to train and to measure linking. Besides the served markets it remembers one that has closed, from which
vendors moved on under another name; some people write English on one market and German on another; some name an account of theirs
themselves; impersonators copy more than the name.
"""

import random
from collections.abc import Sequence

from testmarkets.truth import NegativeReason, PairEvidence
from testmarkets.world.evidence import MOVE_DAYS
from testmarkets.world.handles import HandleMaker
from testmarkets.world.identifiers.identifier import seeded
from testmarkets.world.markets import ALL_MARKETS
from testmarkets.world.people import LookAlike, Person, account_counts, make_people
from testmarkets.world.style import make_style
from testmarkets.world.texts import Language

FEWEST_ACCOUNTS, FEWEST_LISTINGS_EACH = 100, 5
_ACCOUNTS_PER_PERSON = 1.78
_ACCOUNTS_PER_IMPERSONATOR, _ACCOUNTS_PER_SIMILAR = 25, 18
_BOND_SHARES = {
    PairEvidence.IDENTIFIER: 0.31,
    PairEvidence.CONTACT: 0.20,
    PairEvidence.REPOSTS: 0.24,
    PairEvidence.STYLE: 0.17,
    PairEvidence.ALIAS: 0.08,
}
_LONGEST_MEMBERSHIP_DAYS = 900
_LAST_WEEK_DAYS = 4
"""Before a market closed; vendors were last seen there in these days."""
_MOVED_SHARE, _CAME_BY_CHANCE_SHARE = 0.75, 0.08
"""Part of those with a further account who opened it when the market closed, and part of all others who came just then."""
_BILINGUAL_SHARE = 0.4
"""Of those who sell on the German market and elsewhere; all of them where nothing else would bind but style."""
_NAMED_SHARE = 0.15
"""Part of the people bound by an identifier or a contact who also name their other account."""
_ALBUM_SHARE, _STOCK_PICTURES_SHARE, _FOLLOWED_SHARE = 0.5, 0.35, 0.6
_MIRRORED_SHARE, _FALSE_CLAIM_SHARE = 0.5, 0.25
"""Part of the impersonators who copy the profile, and who claim to be the other."""
_ALIKE_BY_PICTURES = (
    PairEvidence.IDENTIFIER,
    PairEvidence.CONTACT,
    PairEvidence.STYLE,
    PairEvidence.TRADE,
)
_NAMEABLE = (PairEvidence.IDENTIFIER, PairEvidence.CONTACT)


def plan_crowd(seed: int, accounts: int) -> list[Person]:
    """Return people who hold so many accounts between them, exactly.

    Args:
        seed: Of the world.
        accounts: At least ``FEWEST_ACCOUNTS``.
    """
    handles = HandleMaker(seeded(seed, "handles"), is_crowded=True)
    counts = _counts(accounts)
    people = make_people(seed, counts, handles, _BOND_SHARES, ALL_MARKETS)
    for person in people:
        rng = seeded(seed, "crowd", person.person_id)
        _date_accounts(rng, person, handles)
        _let_write_two_languages(rng, person)
        _let_name_accounts(rng, person)
        has_several = person.bond is not None
        person.has_album = (
            person.bond in _ALIKE_BY_PICTURES and rng.random() < _ALBUM_SHARE
        )
        person.uses_stock_pictures = rng.random() < _STOCK_PICTURES_SHARE
        person.is_followed = has_several and rng.random() < _FOLLOWED_SHARE
    return people


def look_alike_counts(accounts: int) -> tuple[int, int]:
    """Return how many impersonators and how many similar handles a crowd has."""
    return accounts // _ACCOUNTS_PER_IMPERSONATOR, accounts // _ACCOUNTS_PER_SIMILAR


def embolden(
    look_alikes: Sequence[LookAlike], people: Sequence[Person], seed: int
) -> None:
    """Let impersonators also copy the profile of their victim, or claim to be the victim."""
    holders = {id(one): person for person in people for one in person.accounts}
    for number, one in enumerate(look_alikes):
        if one.reason is not NegativeReason.IMPERSONATOR:
            continue
        rng = seeded(seed, "emboldened", number)
        victim, imitator = holders[id(one.left)], holders[id(one.right)]
        written = one.left.language or victim.language
        if written is imitator.language and rng.random() < _MIRRORED_SHARE:
            one.right.mirrored = victim, one.left
        if rng.random() < _FALSE_CLAIM_SHARE:
            one.right.alias_of = one.left


def _counts(accounts: int) -> list[int]:
    """Return how many accounts each person holds; those with one fill up what is missing."""
    several = [
        one for one in account_counts(round(accounts / _ACCOUNTS_PER_PERSON)) if one > 1
    ]
    return several + [1] * (accounts - sum(several))


def _date_accounts(rng: random.Random, person: Person, handles: HandleMaker) -> None:
    """Say when each account was opened; move on who sold on the market that closed."""
    for account in person.accounts:
        account.opened_day = -rng.randrange(3, _LONGEST_MEMBERSHIP_DAYS)
    left_behind = [
        one for one in person.accounts if ALL_MARKETS[one.market].closed_day is not None
    ]
    kept = [one for one in person.accounts if one not in left_behind]
    for old in left_behind:
        closed = ALL_MARKETS[old.market].closed_day or 0
        old.opened_day = closed - rng.randrange(40, _LONGEST_MEMBERSHIP_DAYS)
        old.last_day = closed - rng.randrange(_LAST_WEEK_DAYS)
        if kept and rng.random() < _MOVED_SHARE:
            kept[0].opened_day = closed + rng.randint(2, MOVE_DAYS)
            kept[0].handle = handles.fresh()
    if not left_behind and rng.random() < _CAME_BY_CHANCE_SHARE:
        days = [one.closed_day for one in ALL_MARKETS.values() if one.closed_day]
        kept[-1].opened_day = days[0] + rng.randint(1, MOVE_DAYS)


def _let_write_two_languages(rng: random.Random, person: Person) -> None:
    """Let some who sell on the German market write English on the others."""
    abroad = [
        one
        for one in person.accounts
        if ALL_MARKETS[one.market].language == Language.GERMAN
    ]
    chance = rng.random()
    if not abroad or person.bond in (None, PairEvidence.REPOSTS):
        return
    if person.bond is PairEvidence.STYLE:
        person.bond = PairEvidence.TRADE
    elif chance >= _BILINGUAL_SHARE:
        return
    person.language = Language.ENGLISH
    person.style = make_style(rng, person.language)
    for one in abroad:
        one.language = Language.GERMAN


def _let_name_accounts(rng: random.Random, person: Person) -> None:
    """Let profiles name the person's first account."""
    first, *others = person.accounts
    chance = rng.random()
    if person.bond is PairEvidence.ALIAS or (
        person.bond in _NAMEABLE and chance < _NAMED_SHARE
    ):
        for one in others:
            one.alias_of = first
