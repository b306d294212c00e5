from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from core.mentions import EntityKind, MentionSource
from nlp.identifiers.base import Found
from nlp.identifiers.overlap import without_overlaps
from tests.growth import assert_linear


def found(
    start: int,
    end: int,
    source: MentionSource = MentionSource.RULE,
    score: float = 0.9,
    kind: EntityKind = EntityKind.EMAIL,
) -> Found:
    return Found(kind, start, end, "x", source, score)


def test_without_overlaps_prefers_checksum_then_length_then_score() -> None:
    long, checked = found(0, 20), found(5, 10, MentionSource.CHECKSUM)
    assert without_overlaps([long, checked]) == [checked]
    assert without_overlaps([found(3, 8), long]) == [long]
    better = found(0, 20, score=0.95)
    assert without_overlaps([long, better]) == [better]


def test_without_overlaps_prefers_an_address_to_the_link_that_holds_it() -> None:
    link = found(0, 60, kind=EntityKind.URL, score=0.95)
    address = found(20, 60, kind=EntityKind.SOL, score=0.55)
    assert without_overlaps([link, address]) == [address]


def test_without_overlaps_keeps_neighbours_in_order() -> None:
    finds = [found(10, 20), found(0, 10), found(20, 21)]
    assert [one.start for one in without_overlaps(finds)] == [0, 10, 20]


def test_without_overlaps_takes_linear_time_in_any_order() -> None:
    scores = (0.7, 0.9, 0.8)

    def make(count: int) -> list[Found]:
        places = range(0, 4 * count, 4)
        return [found(at, at + 3, score=scores[at % 3]) for at in places]

    def settle(many: list[Found]) -> None:
        assert without_overlaps(many) == many

    assert_linear(settle, make, size=100_000)


@given(st.lists(st.tuples(st.integers(0, 50), st.integers(1, 9)), max_size=40))
def test_without_overlaps_leaves_none_and_wastes_no_room(
    spans: list[tuple[int, int]],
) -> None:
    finds = [found(start, start + length) for start, length in spans]
    kept = without_overlaps(finds)
    assert all(left.end <= right.start for left, right in pairwise(kept))
    for one in finds:
        assert any(one.start < other.end and other.start < one.end for other in kept)
