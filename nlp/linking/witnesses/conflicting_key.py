"""PGP keys that differ: an impersonator copies the name and the texts, and cannot copy the key."""

from dataclasses import dataclass

from typing_extensions import override

from core.analysis import Account
from core.links import EvidenceKind
from nlp.linking.names import Name, compare_names, read_name
from nlp.linking.proofs import few_pages, pages_showing
from nlp.linking.statistics import Statistics
from nlp.linking.witness import PairContext, Telling, Witness
from nlp.linking.witnesses.shared_values import (
    ADDRESS_KINDS,
    CONTACT_KINDS,
    KEY_KINDS,
    ShownValues,
    facts_of,
    shared_values,
)

ANY_NAME = 0.05
"""Measure under other names: whoever hides takes a new key as well, so that it says next to nothing."""
SAME_NAME = 0.5
"""From here on the sentence says that one may impersonate the other."""


@dataclass(frozen=True, slots=True)
class ShownKeys:
    """The keys of an account, its name, and where it is paid and answered."""

    keys: ShownValues
    name: Name | None
    places: ShownValues


class ConflictingKey(Witness[ShownKeys]):
    """Whoever keeps a name keeps its key, so that buyers can check it: the same name with another key is somebody else.

    Where both are paid or answered at one place, it is nobody else, and the key was merely changed.
    """

    kind = EvidenceKind.CONFLICTING_KEY
    falling = True

    @override
    def look(self, account: Account, statistics: Statistics) -> ShownKeys | None:
        facts = facts_of(account, KEY_KINDS)
        if not facts:
            return None
        return ShownKeys(
            keys=ShownValues(account, facts),
            name=read_name(account.handle, statistics),
            places=ShownValues(
                account, facts_of(account, ADDRESS_KINDS | CONTACT_KINDS)
            ),
        )

    @override
    def measure(
        self, left: ShownKeys, right: ShownKeys, pair: PairContext
    ) -> float | None:
        """Return how far two accounts with other keys have one name, in [0.05, 1]; None where the keys do not differ, or were changed."""
        one, other = _own_keys(left, pair), _own_keys(right, pair)
        if not one or not other or one & other:
            return None
        places = shared_values(left.places, right.places, pair)
        if any(not place.may_be_the_markets for place in places):
            return None
        return max(ANY_NAME, _sameness(left, right))

    @override
    def tell(self, left: ShownKeys, right: ShownKeys, pair: PairContext) -> Telling:
        detail = "Each account shows a PGP key, and they have none in common"
        if _sameness(left, right) >= SAME_NAME:
            detail += (
                ", though the names are nearly the same: an impersonator can copy a name "
                "and texts but not a key, so one account may pose as the other"
            )
        else:
            detail += (
                "; as people who open another account often take a new key, this says "
                "little"
            )
        keys = tuple(sorted(_own_keys(left, pair) | _own_keys(right, pair)))
        return Telling(
            detail=f"{detail}.",
            values=keys,
            proofs=few_pages(
                pages_showing(left.keys.account, keys),
                pages_showing(right.keys.account, keys),
            ),
        )


def _own_keys(seen: ShownKeys, pair: PairContext) -> frozenset[str]:
    """Return an account's keys, less those that so many show that they are no vendor's."""
    return frozenset(key for key in seen.keys.facts if not pair.is_stop_value(key))


def _sameness(left: ShownKeys, right: ShownKeys) -> float:
    if left.name is None or right.name is None:
        return 0.0
    worth = min(left.name.worth, right.name.worth)
    return worth * compare_names(left.name, right.name).sameness
