import pytest

from core.analysis import DuplicateKind, DuplicatePair
from nlp.linking.overlaps import KIND_WORTH, MAX_SPREAD, OverlapIndex
from tests.nlp.linking.builders import make_duplicate


def test_overlap_names_the_listings_of_both_sides() -> None:
    index = OverlapIndex([make_duplicate("a/1", "b/1"), make_duplicate("b/2", "a/2")])
    overlap = index.overlap("a", "b")
    assert overlap is not None
    assert (overlap.left, overlap.right) == (("a/1", "a/2"), ("b/1", "b/2"))
    assert overlap.count == 2
    assert overlap.worth == 2 * KIND_WORTH[DuplicateKind.NEAR]


def test_overlap_counts_the_side_with_fewer_matches() -> None:
    # One text of b, offered by a in three sizes, is one text.
    index = OverlapIndex([make_duplicate(f"a/{size}", "b/1") for size in range(3)])
    overlap = index.overlap("a", "b")
    assert overlap is not None
    assert overlap.count == 1
    assert overlap.worth == KIND_WORTH[DuplicateKind.NEAR]


def test_overlap_counts_a_text_by_how_few_vendors_have_it() -> None:
    # Five vendors have one text, so each has it with four others.
    texts = [f"{vendor}/1" for vendor in "abcde"]
    pairs = [
        make_duplicate(left, right) for left in texts for right in texts if left < right
    ]
    overlap = OverlapIndex(pairs).overlap("a", "b")
    assert overlap is not None
    assert overlap.worth == pytest.approx(KIND_WORTH[DuplicateKind.NEAR] * 4**-0.75)


def test_overlap_ignores_repeats_of_one_vendor() -> None:
    index = OverlapIndex([make_duplicate("a/1", "a/2")])
    assert index.overlap("a", "a") is None
    assert index.spread("a/1") == 1


def test_overlap_of_strangers_is_none() -> None:
    index = OverlapIndex([make_duplicate("a/1", "b/1")])
    assert index.overlap("a", "c") is None
    assert (index.spread("a/1"), index.spread("c/1")) == (2, 1)


def test_overlap_does_not_follow_chains() -> None:
    # a resembles b and b resembles c, but nobody said that a resembles c.
    index = OverlapIndex([make_duplicate("a/1", "b/1"), make_duplicate("b/1", "c/1")])
    assert index.overlap("a", "c") is None
    assert index.spread("b/1") == 3
    assert index.spread("a/1") == 2


def of_kind(left: str, right: str, kind: DuplicateKind) -> DuplicatePair:
    return make_duplicate(left, right).model_copy(update={"kind": kind})


def test_overlap_counts_each_listing_by_its_most_alike_match() -> None:
    index = OverlapIndex(
        [
            of_kind("a/1", "b/1", DuplicateKind.REWORDED),
            of_kind("a/1", "b/2", DuplicateKind.EXACT),
            of_kind("b/3", "a/2", DuplicateKind.NEAR),
        ]
    )
    overlap = index.overlap("a", "b")
    assert overlap is not None
    assert overlap.kinds == {DuplicateKind.EXACT: 1, DuplicateKind.NEAR: 1}
    # The account a has two of these texts, b three: the lower sum counts.
    exact, near = KIND_WORTH[DuplicateKind.EXACT], KIND_WORTH[DuplicateKind.NEAR]
    assert overlap.worth == pytest.approx(exact + near)


def test_overlap_of_boilerplate_is_worth_nothing() -> None:
    texts = [f"v{number:02}/1" for number in range(MAX_SPREAD + 1)]
    pairs = [
        make_duplicate(left, right) for left in texts for right in texts if left < right
    ]
    overlap = OverlapIndex(pairs).overlap("v00", "v01")
    assert overlap is not None
    assert overlap.worth == 0.0
    assert not overlap.kinds
