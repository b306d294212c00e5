import pytest

from nlp.identifiers.coins.bitcoin import Bitcoin

BASE58 = "123456789ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz"
BECH32 = "qpzry9x8gf2tvdw0s3jn54khce6mua7l"

# The genesis block's address, and the P2SH example of Bitcoin's documentation.
HASH_ADDRESSES = [
    "1A1zP1eP5QGefi2DMPTfTL5SLmv7DivfNa",
    "3J98t1WpEZ73CNmQviecrnyiWrnqRhWNLy",
]
# BIP-350, "Test vectors", main network.
VALID_SEGWIT = [
    "BC1QW508D6QEJXTDG4Y5R3ZARVARY0C5XW7KV8F3T4",
    "bc1pw508d6qejxtdg4y5r3zarvary0c5xw7kw508d6qejxtdg4y5r3zarvary0c5xw7kt5nd6y",
    "BC1SW50QGDZ25J",
    "bc1zw508d6qejxtdg4y5r3zarvaryvaxxpcs",
    "bc1p0xlxvlhemja6c4dqv22uapctqupfhlxm9h8z3k2e72q4k9hcz7vqzk5jj0",
]
INVALID_SEGWIT = [
    "bc1p0xlxvlhemja6c4dqv22uapctqupfhlxm9h8z3k2e72q4k9hcz7vqh2y7hd",
    "bc1qw508d6qejxtdg4y5r3zarvary0c5xw7kemeawh",
    "BC1S0XLXVLHEMJA6C4DQV22UAPCTQUPFHLXM9H8Z3K2E72Q4K9HCZ7VQ54WELL",
    "bc1p38j9r5y49hruaue7wxjce0updqjuyyx0kh56v8s25huc6995vvpql3jow4",
    "BC130XLXVLHEMJA6C4DQV22UAPCTQUPFHLXM9H8Z3K2E72Q4K9HCZ7VQ7ZWS8R",
    "bc1pw5dgrnzv",
    "bc1p0xlxvlhemja6c4dqv22uapctqupfhlxm9h8z3k2e72q4k9hcz7v8n0nx0muaewav253zgeav",
    "BC1QR508D6QEJXTDG4Y5R3ZARVARYV98GJ9P",
    "bc1p0xlxvlhemja6c4dqv22uapctqupfhlxm9h8z3k2e72q4k9hcz7v07qwwzcrf",
    "bc1gmk9yu",
    # BIP-173: right under bech32 alone, refused since BIP-350.
    "bc1zw508d6qejxtdg4y5r3zarvaryvqyzf3du",
]


@pytest.mark.parametrize("address", [*HASH_ADDRESSES, *VALID_SEGWIT])
def test_find_gives_valid_addresses(address: str) -> None:
    text = f"pay to bitcoin:{address}, then wait"
    (found,) = Bitcoin().find(text)
    assert text[found.start : found.end] == address
    assert found.value == (address.lower() if address[0] in "Bb" else address)
    assert found.score == 1.0


@pytest.mark.parametrize("address", INVALID_SEGWIT)
def test_find_refuses_the_invalid_vectors(address: str) -> None:
    assert list(Bitcoin().find(f"pay to {address} now")) == []


@pytest.mark.parametrize("address", HASH_ADDRESSES)
def test_find_refuses_every_wrong_character_of_base58(address: str) -> None:
    finder = Bitcoin()
    accepted = [
        changed
        for at, right in enumerate(address)
        for wrong in BASE58
        if wrong != right
        for changed in [address[:at] + wrong + address[at + 1 :]]
        if finder.canonical(changed) is not None
    ]
    assert accepted == []


@pytest.mark.parametrize("address", [VALID_SEGWIT[0].lower(), VALID_SEGWIT[4]])
def test_find_refuses_every_wrong_character_of_bech32(address: str) -> None:
    finder = Bitcoin()
    accepted = [
        changed
        for at, right in enumerate(address[3:], start=3)
        for wrong in BECH32
        if wrong != right
        for changed in [address[:at] + wrong + address[at + 1 :]]
        if finder.canonical(changed) is not None
    ]
    assert accepted == []


def test_find_refuses_parts_of_longer_words() -> None:
    assert list(Bitcoin().find(f"x{HASH_ADDRESSES[0]} {HASH_ADDRESSES[0]}x")) == []


def test_canonical_refuses_mixed_case_bech32() -> None:
    address = VALID_SEGWIT[4]
    assert Bitcoin().canonical(address[:20] + address[20:].upper()) is None


def test_canonical_refuses_other_coins() -> None:
    # Litecoin's and Dogecoin's addresses are base58check too, under other version bytes.
    assert Bitcoin().canonical("LM2WMpR1Rp6j3Sa59cMXMs1SPzj9eXpGc1") is None
    assert Bitcoin().canonical("DEgDVFa2DoW1533dxeDVdTxQFhMzs1pMke") is None
