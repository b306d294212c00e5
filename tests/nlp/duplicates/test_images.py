import pytest
from hypothesis import given
from hypothesis import strategies as st

from nlp.duplicates.images import MAX_DISTANCE, image_bands, near_hashes

BALANCED = 0x0F1E2D3C4B5A6978
"""Half of its bits are set, as in the hash of a photograph."""
BITS = st.integers(0, 63)


def flipped(bits: set[int]) -> str:
    value = BALANCED
    for bit in bits:
        value ^= 1 << bit
    return f"{value:016x}"


def test_near_hashes_allows_four_bits() -> None:
    assert near_hashes(flipped(set()), flipped(set()))
    assert near_hashes(flipped(set()), flipped({0, 17, 40, 63}))
    assert not near_hashes(flipped(set()), flipped({0, 17, 40, 50, 63}))


@given(st.sets(BITS, max_size=MAX_DISTANCE))
def test_near_hashes_share_a_band(bits: set[int]) -> None:
    left, right = flipped(set()), flipped(bits)
    assert near_hashes(left, right)
    assert set(image_bands(left)) & set(image_bands(right))


def test_image_bands_of_unlike_hashes_share_none() -> None:
    other = f"{BALANCED ^ 0xFFFFFFFFFFFFFFFF:016x}"
    assert not set(image_bands(flipped(set()))) & set(image_bands(other))
    assert len(image_bands(other)) == 15


@pytest.mark.parametrize(
    "plain",
    ["0" * 16, "8000000000000000", "c400000000000000", "f" * 16],
    ids=["black", "one colour", "two halves", "all set"],
)
def test_plain_pictures_are_near_to_none(plain: str) -> None:
    assert image_bands(plain) == ()
    assert not near_hashes(plain, plain)


@pytest.mark.parametrize("wrong", ["", "abc", "z" * 16, "0" * 17])
def test_what_is_no_hash_is_near_to_none(wrong: str) -> None:
    assert image_bands(wrong) == ()
    assert not near_hashes(wrong, wrong)
