"""Accounts of different people that look like one person's: the handles' part.

Impersonators and people with a similar handle are made by renaming accounts of people who hold only one.
"""

import random
from collections.abc import Iterator, Sequence

from testmarkets.truth import HardNegative, NegativeReason
from testmarkets.world.handles import HandleMaker
from testmarkets.world.identifiers.identifier import seeded
from testmarkets.world.markets import ALL_MARKETS
from testmarkets.world.people import FULL_SIZE, AccountPlan, LookAlike, Person

_SIMILAR_AT_FULL_SIZE, _IMPERSONATORS_AT_FULL_SIZE = 14, 8
_FEWEST = 2


def add_look_alikes(
    people: Sequence[Person],
    seed: int,
    size: int,
    counts: tuple[int, int] | None = None,
) -> list[LookAlike]:
    """Rename some accounts after accounts of other people, and return the pairs.

    Args:
        people: Those who hold one account may be renamed.
        seed: Of the world.
        size: Listings of the world, with which the numbers grow.
        counts: How many impersonators and how many similar handles, if not by the size.
    """
    rng = seeded(seed, "look-alikes")
    victims = [account for person in people for account in person.accounts]
    rng.shuffle(victims)
    imitators = [person.accounts[0] for person in people if person.bond is None]
    rng.shuffle(imitators)
    reasons = _reasons(*(counts or _counts(size)))
    matches = _matches(rng, victims, imitators[: len(reasons)])
    handles = HandleMaker(rng)
    taken: dict[str, list[str]] = {name: [] for name in ALL_MARKETS}
    for one in victims:
        taken[one.market].append(one.handle.lower())
    found = []
    for reason, (victim, imitator) in zip(reasons, matches, strict=True):
        handle = victim.handle
        if reason is NegativeReason.IMPERSONATOR:
            victim.needs_key = imitator.needs_key = True
        if reason is NegativeReason.SIMILAR_HANDLE:
            handle = _free_variant(handles, victim.handle, taken[imitator.market])
        imitator.handle = handle
        taken[imitator.market].append(handle.lower())
        found.append(LookAlike(victim, imitator, reason))
    return found


def _free_variant(handles: HandleMaker, handle: str, taken: Sequence[str]) -> str:
    variant = handles.variant(handle)
    while variant.lower() in taken:
        variant = handles.variant(variant)
    return variant


def _counts(size: int) -> tuple[int, int]:
    share = size / FULL_SIZE
    impersonators = max(_FEWEST, round(_IMPERSONATORS_AT_FULL_SIZE * share))
    return impersonators, max(_FEWEST, round(_SIMILAR_AT_FULL_SIZE * share))


def _reasons(impersonators: int, similar: int) -> list[NegativeReason]:
    return [NegativeReason.IMPERSONATOR] * impersonators + [
        NegativeReason.SIMILAR_HANDLE
    ] * similar


def _matches(
    rng: random.Random,
    victims: Sequence[AccountPlan],
    imitators: Sequence[AccountPlan],
) -> Iterator[tuple[AccountPlan, AccountPlan]]:
    """Yield a victim for each imitator, none twice, whose handle is free there.

    Handles are read when the next pair is asked for, after the renaming before it.
    """
    used = [id(one) for one in imitators]
    for imitator in imitators:
        taken = {one.handle.lower() for one in victims if one.market == imitator.market}
        choices = [
            one
            for one in victims
            if one.handle.lower() not in taken and id(one) not in used
        ]
        victim = rng.choice(choices)
        used.append(id(victim))
        yield victim, imitator


def as_negatives(look_alikes: Sequence[LookAlike]) -> list[HardNegative]:
    """Return the pairs as truth tells them."""
    return [one.as_negative() for one in look_alikes]
