import pytest

from nlp.identifiers.coins.curve import is_on_curve

# RFC 8032, 7.1: the public keys of tests 1 to 3.
KEYS = [
    "d75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a",
    "3d4017c3e843895a92b70aa74d1b7ebc9c982ccf2ec4968cc0cd55f12af4660c",
    "fc51cd8e6218a1a38da47ed00230f0580816ed13ba3303ac5deb911548908025",
]


@pytest.mark.parametrize("key", KEYS)
def test_is_on_curve_takes_published_keys(key: str) -> None:
    assert is_on_curve(bytes.fromhex(key))


def test_is_on_curve_refuses_about_half_of_all_numbers() -> None:
    on_curve = sum(is_on_curve(number.to_bytes(32, "little")) for number in range(400))
    assert 150 < on_curve < 250


def test_is_on_curve_refuses_large_numbers_and_other_lengths() -> None:
    assert not is_on_curve((2**255 - 19 + 1).to_bytes(32, "little"))
    assert not is_on_curve(b"\1" + bytes(30))
    assert is_on_curve(b"\1" + bytes(31))  # the neutral element
