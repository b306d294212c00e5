import pytest

from core.mentions import EntityKind
from nlp.identifiers.coins.cardano import Cardano
from nlp.identifiers.stop.table import stop_table
from tests.nlp.identifiers.coins.vectors import CHECKED

# All ten forms of CIP-19's main network are on the stop list.
SHELLEY = [value for kind, value in stop_table().values if kind is EntityKind.ADA]


@pytest.mark.parametrize("address", [*SHELLEY, *CHECKED[EntityKind.ADA][4:]])
def test_find_takes_each_form(address: str) -> None:
    (found,) = Cardano().find(f"ada {address}")
    assert found.value == address


def test_canonical_settles_capitals() -> None:
    assert Cardano().canonical(SHELLEY[0].upper()) == SHELLEY[0]


@pytest.mark.parametrize(
    "address",
    [
        # CIP-19, test network, and a Byron address of one.
        "addr_test1vz2fxv2umyhttkxyxp8x0dlpdt3k6cwng5pxj3jhsydzerspjrlsz",
        "37btjrVyb4KDXBNC4haBVPCrro8AQPHwvCMp3RFhhSVWwfFmZ6wwzSK6JK1hY6wHNmtrpTf1kdbva8TCneM2YsiXT7mrzT21EacHnPpz5YyUdj64na",
        "addr1",
        "stake1",
        f"Ae2{'1' * 56}",
        f"Ddz{'z' * 101}",
    ],
)
def test_canonical_refuses_others(address: str) -> None:
    assert Cardano().canonical(address) is None
