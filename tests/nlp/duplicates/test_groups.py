import random
from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from core.analysis import DuplicateKind, DuplicatePair
from nlp.duplicates.groups import group_duplicates

EDGES = st.lists(
    st.tuples(st.integers(0, 30), st.integers(0, 30)).filter(
        lambda ends: ends[0] != ends[1]
    ),
    max_size=60,
)


def pair(left: str, right: str) -> DuplicatePair:
    left, right = sorted((left, right))
    return DuplicatePair(
        left=left,
        right=right,
        left_vendor=f"v{left}",
        right_vendor=f"v{right}",
        kind=DuplicateKind.NEAR,
        overlap=0.9,
        cosine=0.9,
    )


def test_group_duplicates_joins_what_is_connected() -> None:
    pairs = [pair("d", "e"), pair("a", "c"), pair("b", "c")]
    assert group_duplicates(pairs) == [frozenset("abc"), frozenset("de")]


def test_group_duplicates_of_nothing_is_nothing() -> None:
    assert group_duplicates([]) == []


def test_group_duplicates_takes_a_long_chain() -> None:
    names = [f"{number:05}" for number in range(20_000)]
    pairs = [pair(*ends) for ends in pairwise(names)]
    assert group_duplicates(reversed(pairs)) == [frozenset(names)]


@given(EDGES, st.randoms(use_true_random=False))
def test_group_duplicates_does_not_depend_on_the_order(
    edges: list[tuple[int, int]], source: random.Random
) -> None:
    pairs = [pair(f"{left:02}", f"{right:02}") for left, right in edges]
    shuffled = list(pairs)
    source.shuffle(shuffled)
    assert group_duplicates(shuffled) == group_duplicates(pairs)


@given(EDGES)
def test_group_duplicates_puts_every_listing_in_one_group(
    edges: list[tuple[int, int]],
) -> None:
    pairs = [pair(f"{left:02}", f"{right:02}") for left, right in edges]
    groups = group_duplicates(pairs)
    members = [listing_id for group in groups for listing_id in group]
    assert sorted(members) == sorted(
        {end for one in pairs for end in (one.left, one.right)}
    )
    for one in pairs:
        assert any({one.left, one.right} <= group for group in groups)
