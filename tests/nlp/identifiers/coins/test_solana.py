import pytest

from core.mentions import EntityKind, MentionSource, StopReason
from nlp.identifiers.coins.solana import Solana
from tests.nlp.identifiers.coins.vectors import CHECKED

# Solana's RPC documentation; a native program that no key pair can have.
ADDRESS = "83astBRguLMdt2h5U1Tpdq5tjFoJ6noeGwaY3mDLVcri"
OFF_CURVE = "ComputeBudget111111111111111111111111111111"


@pytest.mark.parametrize(
    "text",
    [
        f"SOL: {ADDRESS}",
        f"solana wallet {ADDRESS}",
        f"{ADDRESS} (Solana)",
        f"USDT (SPL) -> {ADDRESS}",
        f"$sol {ADDRESS}",
        f"phantom\n{ADDRESS}",
    ],
)
def test_find_takes_an_address_beside_its_name(text: str) -> None:
    (found,) = Solana().find(text)
    assert (found.value, found.source) == (ADDRESS, MentionSource.RULE)
    assert found.score == 0.7


def test_find_scores_words_of_payment_lower() -> None:
    (found,) = Solana().find(f"send it to {ADDRESS}")
    assert found.score == 0.55


def test_find_refuses_an_address_without_context() -> None:
    for text in (ADDRESS, f"see {ADDRESS} there", f"tx hash {ADDRESS}"):
        assert list(Solana().find(text)) == []


def test_find_refuses_base64_of_the_same_length() -> None:
    assert list(Solana().find(f"sol wallet {ADDRESS[:43]}=")) == []


def test_find_knows_programs() -> None:
    (found,) = Solana().find(f"solana {OFF_CURVE}")
    assert found.stop_reason is StopReason.CONTRACT
    assert found.score == 0.6


@pytest.mark.parametrize("address", ["1" * 32, ADDRESS, OFF_CURVE])
def test_validate_takes_32_bytes(address: str) -> None:
    assert Solana().validate(address)


@pytest.mark.parametrize(
    "address",
    [
        "1" * 31,
        "1" * 33,
        "z" * 44,  # 33 bytes
        ADDRESS[:-2],
        f"{ADDRESS}1",
        f"{ADDRESS[:-1]}0",
        "1BgGZ9tcN4rm9KBzDn7KprQz87SZ26SAMH",
    ],
)
def test_validate_refuses_other_sizes(address: str) -> None:
    assert not Solana().validate(address)


def test_find_refuses_parts_of_broken_addresses() -> None:
    for address in (*CHECKED[EntityKind.XMR], *CHECKED[EntityKind.ADA][4:]):
        for at in range(1, len(address)):
            for gap in (" ", "-"):
                text = f"send {address[:at]}{gap}{address[at + 1 :]} now"
                assert list(Solana().find(text)) == []


def test_find_refuses_one_case() -> None:
    assert not Solana().validate("a" * 43)
    assert list(Solana().find(f"sol wallet {ADDRESS.lower()}")) == []
