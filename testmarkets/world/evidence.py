"""Which is the strongest thing that two accounts of one person share."""

from collections.abc import Iterator, Mapping, Sequence, Set
from itertools import combinations

from testmarkets.truth import AccountRef, PairEvidence, TruePair
from testmarkets.world.markets import ALL_MARKETS
from testmarkets.world.people import AccountPlan, Person

MOVE_DAYS = 28
"""Who comes within so many days of a market's closing may well come from there."""
_WEAKER_THAN_PICTURES = (PairEvidence.STYLE, PairEvidence.TRADE)


def true_pairs(
    people: Sequence[Person], motifs: Mapping[tuple[str, str], Set[str]]
) -> Iterator[TruePair]:
    """Yield all pairs of accounts of one person.

    Args:
        people: With accounts whose ids are given.
        motifs: Of each account's own pictures, by market and external id.
    """
    for person in people:
        for left, right in combinations(person.accounts, 2):
            if person.bond is not None:
                shared = motifs.get(left.key, set()) & motifs.get(right.key, set())
                yield TruePair(
                    left=AccountRef(market=left.market, external_id=left.external_id),
                    right=AccountRef(
                        market=right.market, external_id=right.external_id
                    ),
                    evidence=_evidence(
                        person.bond, left, right, shares_pictures=bool(shared)
                    ),
                )


def _evidence(
    bond: PairEvidence, left: AccountPlan, right: AccountPlan, *, shares_pictures: bool
) -> PairEvidence:
    """Return what binds two accounts of a person, who may hold further ones of another kind."""
    if bond not in _WEAKER_THAN_PICTURES:
        return bond
    if shares_pictures:
        return PairEvidence.IMAGE
    if has_moved(left, right) or has_moved(right, left):
        return PairEvidence.MIGRATION
    return PairEvidence.STYLE if left.language is right.language else PairEvidence.TRADE


def has_moved(old: AccountPlan, new: AccountPlan) -> bool:
    """Tell whether one account was opened within weeks of the end of the other's market."""
    closed = ALL_MARKETS[old.market].closed_day
    if closed is None or new.opened_day is None:
        return False
    return closed < new.opened_day <= closed + MOVE_DAYS
