import pytest

from core.mentions import MentionSource
from nlp.identifiers.coins.ethereum import Ethereum

# EIP-55, "Test cases".
VECTORS = [
    "0x52908400098527886E0F7030069857D2E4169EE7",
    "0x8617E340B3D01FA5F11F306F4090FD50E238070D",
    "0xde709f2102306220921060314715629080e2fb77",
    "0x27b1fdb04752bbc536007a920d24acb045561c26",
    "0x5aAeb6053F3E94C9b9A09f33669435E7Ef1BeAed",
    "0xfB6916095ca1df60bB79Ce92cE3Ea74c37c5d359",
    "0xdbF03B407c01E7cD3CBea99509d93f8DDDC8C6FB",
    "0xD1220A0cf47c7B9Be7A2E6BA89F429762e7b9aDb",
]
MIXED = VECTORS[4:]


@pytest.mark.parametrize("address", VECTORS)
def test_find_gives_the_published_addresses(address: str) -> None:
    (found,) = Ethereum().find(f"send to {address}.")
    assert (found.value, found.score) == (address, 1.0)
    assert found.source is MentionSource.CHECKSUM


@pytest.mark.parametrize("address", MIXED)
def test_find_refuses_every_wrong_digit_even_with_context(address: str) -> None:
    finder = Ethereum()
    text = " | ".join(
        f"eth {address[:at]}{wrong}{address[at + 1 :]}"
        for at, right in enumerate(address[2:], start=2)
        for wrong in "0123456789abcdefABCDEF"
        if wrong != right
    )
    assert list(finder.find(text)) == []


@pytest.mark.parametrize("word", ["eth", "Ethereum", "ERC20", "usdt", "wallet"])
def test_find_takes_one_case_beside_a_word_for_it(word: str) -> None:
    address = MIXED[0]
    (found,) = Ethereum().find(f"my {word}: {address.lower()}")
    assert found.value == address
    assert found.source is MentionSource.RULE
    assert 0.5 <= found.score <= 0.7


def test_find_refuses_one_case_without_a_word_for_it() -> None:
    assert list(Ethereum().find(f"hash {MIXED[0].lower()} of it")) == []


def test_find_refuses_longer_hashes() -> None:
    assert list(Ethereum().find(f"eth {MIXED[0]}{'0' * 24}")) == []


def test_canonical_settles_the_case() -> None:
    assert Ethereum().canonical(MIXED[1].lower()) == MIXED[1]
    assert Ethereum().canonical("0x" + MIXED[1][2:].upper()) == MIXED[1]
    assert Ethereum().canonical("0x12") is None


@pytest.mark.parametrize(
    "text",
    [
        "{} is my eth wallet",
        "USDT-ERC20: {}",
        "pay {}",
        "BEP20 {}",
        "ETH wallets:\n{}",
        "Ethereums {}",
    ],
)
def test_find_takes_one_case_in_many_contexts(text: str) -> None:
    (found,) = Ethereum().find(text.format(MIXED[0].lower()))
    assert found.value == MIXED[0]


def test_find_takes_a_fingerprint_for_none() -> None:
    for word in ("pgp", "my wallet's PGP fingerprint"):
        assert list(Ethereum().find(f"{word} {MIXED[0].lower()}")) == []


def test_find_asks_for_context_where_no_letter_tells_the_case() -> None:
    digits = f"0x{'12' * 20}"
    assert list(Ethereum().find(f"see {digits}")) == []
    (found,) = Ethereum().find(f"eth {digits}")
    assert found.source is MentionSource.RULE


def test_capital_x_is_taken_with_capital_digits_alone() -> None:
    assert Ethereum().canonical(f"0X{MIXED[1][2:].upper()}") == MIXED[1]
    assert Ethereum().canonical(f"0X{MIXED[1][2:]}") is None
    assert list(Ethereum().find(f"eth 0X{MIXED[1][2:]}")) == []
