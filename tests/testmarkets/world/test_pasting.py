from collections import defaultdict

from testmarkets.truth import NegativeReason
from testmarkets.world import World

Key = tuple[str, str]


def groups_of(world: World) -> dict[Key, set[int]]:
    vendor = {
        (one.market, one.external_id): (one.market, one.vendor_external_id)
        for one in world.listings
    }
    found: dict[Key, set[int]] = defaultdict(set)
    for number, group in enumerate(world.near_duplicate_groups):
        for ref in group:
            found[vendor[ref.market, ref.external_id]].add(number)
    return found


def test_one_suppliers_text_is_pasted_by_many_people(crowd: World) -> None:
    person = {(one.market, one.external_id): one.person_id for one in crowd.accounts}
    people: dict[int, set[str]] = defaultdict(set)
    for account, numbers in groups_of(crowd).items():
        for number in numbers:
            people[number].add(person[account])

    wide = [len(found) for found in people.values() if len(found) >= 5]

    assert len(wide) >= 2
    assert max(wide) <= 12


def test_all_who_paste_one_text_are_told_as_pairs(crowd: World) -> None:
    groups = groups_of(crowd)
    pairs = [
        one
        for one in crowd.hard_negatives
        if one.reason is NegativeReason.SUPPLIER_COPY
    ]
    assert len(pairs) >= 20
    for one in pairs:
        left = (one.left.market, one.left.external_id)
        right = (one.right.market, one.right.external_id)
        assert groups[left] & groups[right]


def test_some_impersonators_copy_a_listing(crowd: World) -> None:
    groups = groups_of(crowd)
    copied = [
        bool(
            groups[one.left.market, one.left.external_id]
            & groups[one.right.market, one.right.external_id]
        )
        for one in crowd.hard_negatives
        if one.reason is NegativeReason.IMPERSONATOR
    ]
    assert 0 < sum(copied) < len(copied)
