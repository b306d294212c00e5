import pytest

from core.mentions import EntityKind
from nlp.identifiers.coins.dash import Dash
from tests.nlp.identifiers.coins.vectors import CHECKED, KEY_ONE

OTHERS = [address for kind, address in KEY_ONE.items() if kind is not EntityKind.DASH]


@pytest.mark.parametrize("address", CHECKED[EntityKind.DASH])
def test_find_takes_each_form(address: str) -> None:
    (found,) = Dash().find(f"to {address}, please")
    assert found.value == address


@pytest.mark.parametrize("address", OTHERS)
def test_canonical_refuses_the_same_key_of_other_chains(address: str) -> None:
    assert Dash().canonical(address) is None


def test_find_refuses_parts_of_longer_words() -> None:
    address = CHECKED[EntityKind.DASH][0]
    assert list(Dash().find(f"a{address} {address}a {address[:-1]}")) == []
