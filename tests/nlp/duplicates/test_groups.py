import random
from datetime import UTC, datetime, timedelta
from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from core.analysis import DuplicateGroup, DuplicateKind, DuplicatePair
from nlp.duplicates.groups import group_duplicates

NOON = datetime(2026, 3, 1, 12, tzinfo=UTC)
EDGES = st.lists(
    st.tuples(st.integers(0, 30), st.integers(0, 30)).filter(
        lambda ends: ends[0] != ends[1]
    ),
    max_size=60,
)


def pair(
    left: str,
    right: str,
    *,
    overlap: float = 0.9,
    kind: DuplicateKind = DuplicateKind.NEAR,
) -> DuplicatePair:
    left, right = sorted((left, right))
    return DuplicatePair(
        left=left,
        right=right,
        left_vendor=f"v{left}",
        right_vendor=f"v{right}",
        kind=kind,
        overlap=overlap,
        cosine=0.9,
    )


def group(representative: str, *others: str) -> DuplicateGroup:
    members = tuple(sorted((representative, *others)))
    return DuplicateGroup(representative=representative, members=members)


def test_group_duplicates_joins_what_is_near_the_representative() -> None:
    pairs = [pair("d", "e"), pair("a", "c"), pair("a", "b")]
    assert group_duplicates(pairs) == [group("a", "b", "c"), group("d", "e")]


def test_group_duplicates_of_nothing_is_nothing() -> None:
    assert group_duplicates([]) == []


def test_group_duplicates_does_not_follow_a_chain() -> None:
    names = [f"{number:05}" for number in range(20_000)]
    pairs = [pair(*ends) for ends in pairwise(names)]
    groups = group_duplicates(reversed(pairs))
    assert {len(one.members) for one in groups} == {2}


def test_group_duplicates_does_not_glue_two_groups_with_a_bridge() -> None:
    left = [pair("a", name) for name in ("b", "c")]
    right = [pair("m", name) for name in ("n", "o")]
    bridge = [pair("c", "n")]
    expected = [group("a", "b", "c"), group("m", "n", "o")]
    assert group_duplicates([*left, *right, *bridge]) == expected


def test_group_duplicates_is_represented_by_what_was_seen_first() -> None:
    pairs = [pair("a", "b"), pair("b", "c"), pair("a", "c")]
    seen = {"a": NOON, "b": NOON - timedelta(days=1), "c": NOON}
    assert group_duplicates(pairs, seen) == [group("b", "a", "c")]


def test_group_duplicates_joins_the_likest_representative() -> None:
    near, nearer = pair("a", "x", overlap=0.5), pair("b", "x", overlap=0.9)
    copy = pair("a", "x", overlap=0.5, kind=DuplicateKind.EXACT)
    rest = [pair("a", "c"), pair("b", "d")]
    in_b = group_duplicates([near, nearer, *rest])
    assert in_b == [group("a", "c"), group("b", "d", "x")]
    in_a = group_duplicates([copy, nearer, *rest])
    assert in_a == [group("a", "c", "x"), group("b", "d")]


@given(EDGES, st.randoms(use_true_random=False))
def test_group_duplicates_does_not_depend_on_the_order(
    edges: list[tuple[int, int]], rng: random.Random
) -> None:
    pairs = [pair(f"{left:02}", f"{right:02}") for left, right in edges]
    shuffled = rng.sample(pairs, len(pairs))
    assert group_duplicates(shuffled) == group_duplicates(pairs)


@given(EDGES)
def test_every_member_is_paired_with_its_representative(
    edges: list[tuple[int, int]],
) -> None:
    pairs = [pair(f"{left:02}", f"{right:02}") for left, right in edges]
    known = {frozenset((one.left, one.right)) for one in pairs}
    members: list[str] = []
    for one in group_duplicates(pairs):
        members += one.members
        rest = set(one.members) - {one.representative}
        assert all(frozenset((one.representative, name)) in known for name in rest)
    assert len(members) == len(set(members))


@given(EDGES, st.integers(0, 30))
def test_listings_seen_later_leave_groups_as_they_are(
    edges: list[tuple[int, int]], later: int
) -> None:
    names = [(f"{left:02}", f"{right:02}") for left, right in edges]
    seen = {f"{number:02}": NOON + timedelta(hours=number) for number in range(31)}
    after = group_duplicates([pair(*ends) for ends in names], seen)
    earlier = [ends for ends in names if max(ends) < f"{later:02}"]
    before = group_duplicates([pair(*ends) for ends in earlier], seen)
    grown = {one.representative: set(one.members) for one in after}
    for one in before:
        assert set(one.members) <= grown[one.representative]
