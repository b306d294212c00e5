import pytest

from core.mentions import EntityKind
from nlp.identifiers.coins.tezos import Tezos
from tests.nlp.identifiers.coins.vectors import CHECKED, KEY_ONE

OTHERS = [address for kind, address in KEY_ONE.items() if kind is not EntityKind.XTZ]


@pytest.mark.parametrize("address", CHECKED[EntityKind.XTZ])
def test_find_takes_each_form(address: str) -> None:
    (found,) = Tezos().find(f"to {address}, please")
    assert found.value == address


@pytest.mark.parametrize("address", OTHERS)
def test_canonical_refuses_the_same_key_of_other_chains(address: str) -> None:
    assert Tezos().canonical(address) is None


def test_find_refuses_parts_of_longer_words() -> None:
    address = CHECKED[EntityKind.XTZ][0]
    assert list(Tezos().find(f"a{address} {address}a {address[:-1]}")) == []
