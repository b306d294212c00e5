import pytest
from rapidfuzz.fuzz import ratio

from testmarkets.truth import NegativeReason
from testmarkets.world.look_alikes import add_look_alikes, as_negatives
from testmarkets.world.people import plan_people


@pytest.mark.parametrize("seed", range(1, 9))
def test_renamed_accounts_resemble_those_of_others(seed: int) -> None:
    people = plan_people(seed, 4_000)
    holder = {id(one): person for person in people for one in person.accounts}

    pairs = add_look_alikes(people, seed, 4_000)

    assert len(pairs) == 22
    for pair in pairs:
        assert holder[id(pair.left)] is not holder[id(pair.right)]
        assert holder[id(pair.right)].bond is None
        likeness = ratio(pair.left.handle.lower(), pair.right.handle.lower())
        if pair.reason is NegativeReason.IMPERSONATOR:
            assert pair.left.handle == pair.right.handle
            assert pair.left.market != pair.right.market
            assert pair.left.needs_key
            assert pair.right.needs_key
        else:
            assert pair.left.handle != pair.right.handle
            assert likeness >= 65
    handles = [
        (one.market, one.handle.lower()) for person in people for one in person.accounts
    ]
    assert len(set(handles)) == len(handles)


def test_pairs_are_told_as_negatives() -> None:
    people = plan_people(1, 300)
    pairs = add_look_alikes(people, 1, 300)

    negatives = as_negatives(pairs)

    assert [one.reason for one in negatives] == [one.reason for one in pairs]
    assert negatives[0].left.market == pairs[0].left.market
