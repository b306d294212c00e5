import pytest
from hypothesis import given
from hypothesis import strategies as st

from nlp.linking.handles import (
    HandleIndex,
    handle_similarity,
    letter_groups,
    spellings,
)


@pytest.mark.parametrize(
    ("left", "right"),
    [
        ("GreenLeaf", "gr33nl34f"),
        ("green_leaf", "Green-Leaf"),
        ("greenleaf", "greenleaf77"),
        ("LeafGreen", "GreenLeaf"),
        ("TheGreenLeaf", "greenLeaf_official"),
        ("$ilver", "silver"),
        ("p1ll", "pill"),
        ("grünling", "Grunling"),
    ],
)
def test_handle_similarity_undoes_disguises(left: str, right: str) -> None:
    assert handle_similarity(left, right) == 1.0


def test_handle_similarity_by_hand() -> None:
    # Eight letters each (i stands for l): seven in common, 14 of 16.
    assert handle_similarity("stonepot", "stonepod") == pytest.approx(14 / 16)


def test_handle_similarity_of_strangers_is_low() -> None:
    assert handle_similarity("greenleaf", "nordwind") < 0.5


def test_spellings_of_signs_alone_are_the_handle() -> None:
    assert spellings("---") == ("---",)
    assert spellings("") == ("",)


def test_spellings_keep_a_handle_of_fillers() -> None:
    assert spellings("TheShop")[0] == "theshop"


def test_letter_groups_mark_the_ends() -> None:
    assert letter_groups("ab") == {"^ab", "ab$"}
    assert letter_groups("abcd") == {"^ab", "abc", "bcd", "cd$"}
    assert letter_groups("") == {"^$"}


def test_index_compares_rare_names_as_rare() -> None:
    handles = ["zanzibar", "zanzibar", *(f"kingdom{'abcdefgh'[n]}" for n in range(8))]
    index = HandleIndex(handles)
    rare = index.compare(0, 1)
    common = index.compare(2, 3)
    assert rare.similarity == 1.0
    # Two of the handles have these letters: as rare as something shared can be.
    assert rare.rarity == pytest.approx(1.0)
    assert common.rarity < 0.8


def test_index_of_names_without_common_letters_has_no_rarity() -> None:
    match = HandleIndex(["zanzibar", "nordwind"]).compare(0, 1)
    assert match.rarity == 0.0


def test_index_finds_similar_pairs() -> None:
    index = HandleIndex(["greenleaf", "nordwind", "gr33nleaf", "n0rdwind", "quartz"])
    assert index.similar_pairs() == {(0, 2), (1, 3)}


def test_index_bounds_the_pairs_of_a_common_name() -> None:
    # A hundred accounts of one name would be 4,950 pairs that say nothing.
    assert HandleIndex(["greenleaf"] * 100).similar_pairs() == set()


def test_index_takes_hostile_handles() -> None:
    handles = ["a" * 512, "a" * 512, "\u202e\x00", "💎" * 100, "1" * 512]
    index = HandleIndex(handles)
    assert index.compare(0, 1).similarity == 1.0
    assert (0, 1) in index.similar_pairs()


@given(st.text(min_size=1, max_size=60), st.text(min_size=1, max_size=60))
def test_handle_similarity_is_symmetric_and_bounded(left: str, right: str) -> None:
    assert handle_similarity(left, right) == handle_similarity(right, left)
    assert 0.0 <= handle_similarity(left, right) <= 1.0
    assert handle_similarity(left, left) == 1.0
