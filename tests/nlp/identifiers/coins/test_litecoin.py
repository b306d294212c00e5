import pytest

from core.mentions import EntityKind
from nlp.identifiers.coins.litecoin import Litecoin
from tests.nlp.identifiers.coins.vectors import CHECKED

STEALTH = CHECKED[EntityKind.LTC][3]


@pytest.mark.parametrize("address", CHECKED[EntityKind.LTC])
def test_validate_takes_each_form(address: str) -> None:
    assert Litecoin().validate(address)


def test_canonical_settles_capitals() -> None:
    address = CHECKED[EntityKind.LTC][2]
    assert Litecoin().canonical(address.upper()) == address
    assert Litecoin().canonical(STEALTH.upper()) == STEALTH


@pytest.mark.parametrize(
    "address",
    [
        "3CNHUhP3uyB9EUtRLsmvFUmvGdjGdkTxJw",  # the older P2SH form is Bitcoin's
        "1BgGZ9tcN4rm9KBzDn7KprQz87SZ26SAMH",
        "bc1qw508d6qejxtdg4y5r3zarvary0c5xw7kv8f3t4",
        f"{STEALTH[:-1]}q",
        "ltcmweb1",
        "ltc1",
    ],
)
def test_canonical_refuses_others(address: str) -> None:
    assert Litecoin().canonical(address) is None
