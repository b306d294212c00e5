import base58
import pytest

from core.mentions import EntityKind
from nlp.identifiers.coins.ripple import Ripple
from tests.nlp.identifiers.coins.vectors import CHECKED

ACCOUNT = bytes(range(20))


def x_address(*, version: bytes = b"\x05\x44", flag: int, tag: int) -> str:
    payload = version + ACCOUNT + bytes([flag]) + tag.to_bytes(8, "little")
    value: bytes = base58.b58encode_check(payload, alphabet=base58.RIPPLE_ALPHABET)
    return value.decode("ascii")


@pytest.mark.parametrize("address", CHECKED[EntityKind.XRP])
def test_find_takes_each_form(address: str) -> None:
    (found,) = Ripple().find(f"xrp {address}")
    assert found.value == address


def test_canonical_gives_the_account_of_an_address_without_tag() -> None:
    # Of the tests of the ledger's own library.
    address = "X7AcgcsBL6XDcUb289X4mJ8djcdyKaB5hJDWMArnXr61cqZ"
    assert Ripple().canonical(address) == "r9cZA1mLK5R5Am25ArfXFmqgNwjZgnfk59"


def test_canonical_keeps_tags_apart() -> None:
    tagged = [x_address(flag=1, tag=tag) for tag in (0, 1, 2**32 - 1)]
    assert [Ripple().canonical(one) for one in tagged] == tagged


@pytest.mark.parametrize(
    "address",
    [
        x_address(flag=0, tag=1),
        x_address(flag=1, tag=2**32),
        x_address(flag=2, tag=1),
        x_address(version=b"\x04\x93", flag=1, tag=1),  # a test network's
        "rU6K7V3Po4snVhBBaU29sesqs2qTQJWDw2",
        "1BgGZ9tcN4rm9KBzDn7KprQz87SZ26SAMH",
    ],
)
def test_canonical_refuses_others(address: str) -> None:
    assert Ripple().canonical(address) is None
