import random
from itertools import combinations, pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.ids import pair_id
from core.links import VendorLink, Verdict
from nlp.linking.clusters import (
    UNLINKED_BITS,
    HeldBack,
    Pair,
    confirmed_groups,
    group_accounts,
)

POSITIVE, NEGATIVE, UNSURE = Verdict.POSITIVE, Verdict.NEGATIVE, Verdict.UNSURE
NAMES = "abcdefgh"


def make_link(left: str, right: str, weight: float = 8.0) -> VendorLink:
    return VendorLink(
        link_id=pair_id("link", left, right),
        left=left,
        right=right,
        weight=weight,
        probability=0.9,
        evidence=(),
        scorer="test",
    )


def chain(names: str, weight: float) -> list[VendorLink]:
    return [make_link(left, right, weight) for left, right in pairwise(names)]


def groups_of(
    links: list[VendorLink], verdicts: dict[Pair, Verdict] | None = None
) -> list[str]:
    grouping = group_accounts(links, verdicts or {})
    return ["".join(sorted(group)) for group in grouping.groups]


def test_linked_accounts_make_groups() -> None:
    links = [make_link("a", "b"), make_link("c", "d"), make_link("b", "e")]
    assert groups_of(links) == ["abe", "cd"]


def test_a_chain_of_weak_links_does_not_glue_its_ends() -> None:
    grouping = group_accounts(chain("abc", UNLINKED_BITS), {})
    assert len(grouping.groups) == 1
    assert [len(group) for group in grouping.groups] == [2]
    assert grouping.held_back == (HeldBack("b", "c", by=None),)


@pytest.mark.parametrize("weight", [1.0, 6.0, 20.0])
def test_a_long_chain_never_becomes_one_giant_group(weight: float) -> None:
    names = [f"{number:03}" for number in range(200)]
    links = [make_link(left, right, weight) for left, right in pairwise(names)]
    sizes = [len(group) for group in group_accounts(links, {}).groups]
    # Pairs that are not linked grow with the square of a group, the links with its size.
    assert max(sizes) <= 4 + 2 * weight / UNLINKED_BITS
    assert sum(sizes) > 100


def test_one_bridge_does_not_join_two_tight_groups() -> None:
    left = [make_link(*pair) for pair in combinations("abcd", 2)]
    right = [make_link(*pair) for pair in combinations("efgh", 2)]
    assert groups_of([*left, *right, make_link("d", "e", 6.0)]) == ["abcd", "efgh"]


def test_two_strong_links_hold_three_accounts() -> None:
    assert groups_of(chain("abc", UNLINKED_BITS + 0.1)) == ["abc"]


def test_a_negative_judgement_keeps_two_accounts_apart() -> None:
    grouping = group_accounts([make_link("a", "b", 40.0)], {("a", "b"): NEGATIVE})
    assert grouping.groups == ()
    assert grouping.held_back == ()


def test_a_negative_judgement_holds_through_others() -> None:
    links = [make_link(*pair, 20.0) for pair in combinations("abcd", 2)]
    grouping = group_accounts(links, {("a", "d"): NEGATIVE})
    group_of = {one: group for group in grouping.groups for one in group}
    assert group_of.get("a", "a") != group_of.get("d", "d")
    assert all(one.by == ("a", "d") for one in grouping.held_back)
    assert len(grouping.held_back) >= 2


def test_a_positive_judgement_joins_without_a_link() -> None:
    assert groups_of([make_link("b", "c")], {("a", "b"): POSITIVE}) == ["abc"]


def test_unsure_leaves_a_pair_to_its_score() -> None:
    assert groups_of([make_link("a", "b")], {("a", "b"): UNSURE}) == ["ab"]
    assert groups_of([], {("a", "b"): UNSURE}) == []


def test_positive_judgements_that_contradict_a_negative_one_are_named() -> None:
    verdicts = {
        ("a", "b"): POSITIVE,
        ("b", "c"): POSITIVE,
        ("a", "c"): NEGATIVE,
    }
    grouping = group_accounts([], verdicts)
    assert [sorted(group) for group in grouping.groups] == [["a", "b"]]
    assert grouping.contradicted == (("b", "c"),)
    assert grouping.held_back == (HeldBack("b", "c", by=("a", "c")),)


def test_confirmed_groups_come_of_judgements_alone() -> None:
    verdicts = {("a", "b"): POSITIVE, ("b", "c"): UNSURE, ("d", "e"): NEGATIVE}
    assert confirmed_groups(verdicts) == (frozenset("ab"),)


pairs = st.lists(st.sampled_from(NAMES), min_size=2, max_size=2, unique=True).map(
    lambda two: (min(two), max(two))
)
link_weights = st.dictionaries(pairs, st.floats(0.0, 30.0), max_size=20)
judgements = st.dictionaries(pairs, st.sampled_from(list(Verdict)), max_size=8)


@given(link_weights, judgements, st.randoms(use_true_random=False))
def test_groups_keep_every_promise(
    weights: dict[Pair, float], verdicts: dict[Pair, Verdict], source: random.Random
) -> None:
    links = [make_link(*pair, weight) for pair, weight in weights.items()]
    grouping = group_accounts(links, verdicts)
    members = [one for group in grouping.groups for one in group]
    assert len(members) == len(set(members))
    group_of = {one: group for group in grouping.groups for one in group}
    for (left, right), verdict in verdicts.items():
        together = group_of.get(left, left) == group_of.get(right, right)
        assert not (verdict is NEGATIVE and together)
        if verdict is POSITIVE and not together:
            assert (left, right) in grouping.contradicted
    held = {(one.left, one.right) for one in grouping.held_back}
    for pair in weights:
        left, right = pair
        together = group_of.get(left, left) == group_of.get(right, right)
        judged = verdicts.get(pair) is NEGATIVE
        assert together or judged or pair in held
    source.shuffle(links)
    assert group_accounts(links, verdicts) == grouping
