import pytest

from crawlers.access.payments import payment_addresses
from tests.growth import assert_linear

MONERO = "4" + "8" + "Z" * 93
REAL = (
    "1A1zP1eP5QGefi2DMPTfTL5SLmv7DivfNa",
    "3J98t1WpEZ73CNmQviecrnyiWrnqRhWNLy",
    "bc1qw508d6qejxtdg4y5r3zarvary0c5xw7kv8f3t4",
    "0xde0B295669a9FD93d5F28D9Ec85E40f4cb697BAe",
    MONERO,
)


@pytest.mark.parametrize("address", REAL)
def test_address_is_found_wherever_it_stands(address: str) -> None:
    for markup in (f"<b>{address}</b>", f"<a href='pay:{address}?amount=1'>", address):
        assert payment_addresses(markup) == {address}


@pytest.mark.parametrize(
    "token",
    [
        "1A1zP1eP5QGefi2DMPTfTL5SLmv7DivfNb",
        "1" + "z" * 33,
        "x1A1zP1eP5QGefi2DMPTfTL5SLmv7DivfNa",
        "0xde0B295669a9FD93d5F28D9Ec85E40f4cb697BAe00",
        "d41d8cd98f00b204e9800998ecf8427e",
    ],
)
def test_token_that_only_looks_like_one_is_not(token: str) -> None:
    assert payment_addresses(f"<b>{token}</b>") == frozenset()


@pytest.mark.parametrize("unit", ["1", "bc1q", "0x"])
def test_hostile_text_takes_linear_time(unit: str) -> None:
    def read(text: str) -> None:
        assert payment_addresses(text) == frozenset()

    assert_linear(read, lambda times: unit * times, size=1_000_000 // len(unit))
