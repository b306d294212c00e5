from hypothesis import given
from hypothesis import strategies as st

from core.ids import (
    ID_CHARS,
    content_hash,
    listing_id,
    pair_id,
    snapshot_id,
    stable_id,
    vendor_id,
)

PARTS = st.lists(st.text(), min_size=1, max_size=4)


@given(PARTS, PARTS)
def test_stable_id_is_equal_only_for_equal_parts(
    left: list[str], right: list[str]
) -> None:
    assert (stable_id(*left) == stable_id(*right)) == (left == right)


def test_stable_id_does_not_confuse_where_parts_are_cut() -> None:
    assert stable_id("ab", "c") != stable_id("a", "bc")
    assert stable_id('a","b') != stable_id("a", "b")


def test_ids_are_the_same_in_every_process_and_version() -> None:
    # Worked out with sha256sum over ["listing","harbour","17"].
    assert listing_id("harbour", "17") == "06015ccde8104c7b70dba3ceed37ff9a"
    assert len(listing_id("harbour", "17")) == ID_CHARS


def test_ids_of_different_things_differ() -> None:
    ids = {
        listing_id("m", "1"),
        vendor_id("m", "1"),
        snapshot_id("m", "1", ""),
        stable_id("m", "1"),
    }
    assert len(ids) == 4


@given(st.text(), st.text())
def test_pair_id_does_not_depend_on_order(left: str, right: str) -> None:
    assert pair_id("link", left, right) == pair_id("link", right, left)


def test_content_hash_is_a_whole_sha256() -> None:
    assert len(content_hash("a", "b")) == 64
    assert content_hash("a", "b") != content_hash("ab")
