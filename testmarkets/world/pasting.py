"""Texts that people paste who are not one: a supplier's, in many shops, and a victim's, by its impersonator."""

import random
from collections.abc import Mapping, Sequence
from dataclasses import replace
from itertools import combinations

from core.records import Category
from testmarkets.truth import HardNegative, NegativeReason
from testmarkets.world.identifiers.identifier import seeded
from testmarkets.world.people import LookAlike, hard_negative
from testmarkets.world.stock import Shelf, Stocker
from testmarkets.world.style import make_style
from testmarkets.world.texts import Language

_ACCOUNTS_PER_SUPPLIER = 120
"""In the world, not among those who paste one supplier's text."""
_FEWEST_SUPPLIERS = 2
_FEWEST_PASTING, _MOST_PASTING = 5, 12
_ROOM_LEFT = 2
"""Listings that an account still writes itself."""
_COPIED_SHARE = 0.5
"""Part of the impersonators who also copy a listing."""


def paste_widely(
    stocker: Stocker, shelves: Sequence[Shelf], seed: int
) -> list[HardNegative]:
    """Let vendors of one trade paste one supplier's text, and return all pairs of them."""
    rng = seeded(seed, "wide suppliers")
    trades: dict[tuple[Language, Category], list[Shelf]] = {}
    for shelf in shelves:
        trade = shelf.person.language, shelf.person.categories[0]
        trades.setdefault(trade, []).append(shelf)
    negatives: list[HardNegative] = []
    for _ in range(max(_FEWEST_SUPPLIERS, len(shelves) // _ACCOUNTS_PER_SUPPLIER)):
        open_trades = [
            found
            for one in trades.values()
            if len(found := _different_people(rng, one)) >= _FEWEST_PASTING
        ]
        if not open_trades:
            break
        chosen = rng.choice(open_trades)[: rng.randint(_FEWEST_PASTING, _MOST_PASTING)]
        offer = stocker.repeatable(rng, chosen[0].person, chosen[0].currency)
        style = make_style(rng, chosen[0].person.language)
        stocker.put_group(rng, replace(offer, style=style), chosen)
        negatives += [
            hard_negative(left.account, right.account, NegativeReason.SUPPLIER_COPY)
            for left, right in combinations(chosen, 2)
        ]
    return negatives


def paste_from_victims(
    stocker: Stocker,
    shelves: Sequence[Shelf],
    look_alikes: Sequence[LookAlike],
    seed: int,
) -> None:
    """Let some impersonators copy a listing of the vendor whose name they took."""
    by_key: Mapping[tuple[str, str], Shelf] = {one.account.key: one for one in shelves}
    for one in look_alikes:
        victim, imitator = by_key[one.left.key], by_key[one.right.key]
        rng = seeded(seed, "copied", *imitator.account.key)
        if (
            one.reason is NegativeReason.IMPERSONATOR
            and rng.random() < _COPIED_SHARE
            and victim.person.language is imitator.person.language
            and min(victim.room, imitator.room) >= _ROOM_LEFT
        ):
            first = stocker.repeatable(rng, victim.person, victim.currency)
            stocker.put_group(rng, first, [victim, imitator])


def _different_people(rng: random.Random, shelves: Sequence[Shelf]) -> list[Shelf]:
    """Return shelves with room in any order, one a person."""
    found: dict[str, Shelf] = {}
    for shelf in rng.sample(shelves, len(shelves)):
        if shelf.room > _ROOM_LEFT:
            found.setdefault(shelf.person.person_id, shelf)
    return list(found.values())
