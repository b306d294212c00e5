import pytest

from core.mentions import EntityKind
from nlp.identifiers.coins.dogecoin import Dogecoin
from tests.nlp.identifiers.coins.vectors import CHECKED, KEY_ONE

OTHERS = [address for kind, address in KEY_ONE.items() if kind is not EntityKind.DOGE]


@pytest.mark.parametrize("address", CHECKED[EntityKind.DOGE])
def test_find_takes_each_form(address: str) -> None:
    (found,) = Dogecoin().find(f"to {address}, please")
    assert found.value == address


@pytest.mark.parametrize("address", OTHERS)
def test_canonical_refuses_the_same_key_of_other_chains(address: str) -> None:
    assert Dogecoin().canonical(address) is None


def test_find_refuses_parts_of_longer_words() -> None:
    address = CHECKED[EntityKind.DOGE][0]
    assert list(Dogecoin().find(f"a{address} {address}a {address[:-1]}")) == []
