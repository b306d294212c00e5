from math import log2, sqrt

import pytest

from core.analysis import Account, DuplicateKind, DuplicatePair
from nlp.linking.overlaps import MAX_SPREAD
from nlp.linking.witnesses.near_duplicates import NearDuplicateListings
from tests.nlp.linking.builders import make_duplicate
from tests.nlp.linking.witnesses.pairs import (
    account,
    context,
    measure_of,
    measured,
    snapshots,
    told,
)

WITNESS = NearDuplicateListings()


def offers(vendor_id: str, count: int) -> Account:
    return account(vendor_id, *({"title": f"offer {n}"} for n in range(count)))


def match(
    left: str, right: str, kind: DuplicateKind = DuplicateKind.EXACT
) -> DuplicatePair:
    return make_duplicate(left, right).model_copy(update={"kind": kind})


def test_measure_by_hand() -> None:
    one, other = offers("a", 8), offers("b", 4)
    pair = context(duplicates=[match("a/1", "b/0"), match("b/1", "a/5")])
    # Two of the smaller account's four listings, and nobody else has them.
    assert measure_of(WITNESS, one, other, pair) == pytest.approx(log2(3) * sqrt(0.5))


def test_nothing_is_said_without_a_match() -> None:
    pair = context(duplicates=[match("a/1", "c/0")])
    assert measured(WITNESS, offers("a", 3), offers("b", 3), pair) is None
    assert measured(WITNESS, offers("a", 0), offers("b", 3), pair) is None


def test_exact_counts_more_than_near_and_near_more_than_reworded() -> None:
    one, other = offers("a", 3), offers("b", 3)
    exact, near, reworded = (
        measure_of(WITNESS, one, other, context(duplicates=[match("a/1", "b/1", kind)]))
        for kind in (DuplicateKind.EXACT, DuplicateKind.NEAR, DuplicateKind.REWORDED)
    )
    assert exact > near > reworded > 0.0


def test_boilerplate_weighs_nothing_and_supplier_copy_little() -> None:
    one, other = offers("a", 3), offers("b", 3)

    def spread_over(vendors: int) -> float:
        ids = ["a/1", "b/1", *(f"v{n}/1" for n in range(vendors - 2))]
        pairs = [match(x, y) for x in ids for y in ids if x < y]
        return measure_of(WITNESS, one, other, context(duplicates=pairs))

    assert spread_over(2) > 2 * spread_over(5) > 0.0
    assert spread_over(MAX_SPREAD + 1) == 0.0


def test_telling_counts_the_side_with_fewer_and_who_else_has_the_text() -> None:
    one, other = offers("a", 3), offers("b", 1)
    pair = context(
        duplicates=[
            match("a/0", "b/0"),
            match("a/1", "b/0", DuplicateKind.NEAR),
            match("a/2", "b/0", DuplicateKind.NEAR),
            match("b/0", "c/0"),
        ]
    )
    detail = told(WITNESS, one, other, pair).detail
    assert "1 of the smaller account's 1 listing says the same" in detail
    assert "(1 word for word)" in detail
    assert "up to 1 other known account has such a text" in detail


def test_telling_counts_shows_and_proves() -> None:
    one, other = offers("a", 8), offers("b", 4)
    pair = context(
        duplicates=[
            match("a/1", "b/0"),
            match("a/2", "b/1", DuplicateKind.NEAR),
            match("a/3", "b/2", DuplicateKind.REWORDED),
        ]
    )
    telling = told(WITNESS, one, other, pair)
    assert "3 of the smaller account's 4 listings say the same" in telling.detail
    assert "no other known account has these texts" in telling.detail
    assert "1 word for word, 1 nearly so, 1 in other words" in telling.detail
    assert "'offer 1'" in telling.detail
    assert telling.values == ("a/1", "a/2", "a/3", "b/0", "b/1", "b/2")
    assert {"snap-a-1", "snap-b-0"} <= snapshots(telling)
    assert "No listings" in told(WITNESS, one, offers("c", 2), pair).detail
