import pytest

from core.mentions import EntityKind
from nlp.identifiers.coins.zcash import Zcash
from tests.nlp.identifiers.coins.vectors import CHECKED

# Test vectors of ZIP-320.
TRANSPARENT = {
    "tex10wur2u9clts5dcpu2vc6qg93uzyj7cca2xm732": "t1V9mnyk5Z5cTNMCkLbaDwSskgJZucTLdgW",
    "tex1rkq7seu3cukjjtusde7q8xnjne93laluyvdxu7": "t1LZdE42PAt1wREUv1YMYRFwJDPHPW8toLL",
}


@pytest.mark.parametrize("address", CHECKED[EntityKind.ZEC])
def test_find_takes_each_form(address: str) -> None:
    (found,) = Zcash().find(f"zec:{address}\n")
    assert found.value == address


@pytest.mark.parametrize("address", sorted(TRANSPARENT))
def test_canonical_gives_the_address_behind_a_tex_address(address: str) -> None:
    assert Zcash().canonical(address) == TRANSPARENT[address]
    assert Zcash().canonical(address.upper()) == TRANSPARENT[address]
    assert Zcash().canonical(f"{address[:-1]}q") is None


@pytest.mark.parametrize(
    "address",
    [
        "tmEZhbWHTpdKMw5it8YDspUXSMGQyFwovpU",  # a test network's P2PKH
        "ztestsapling1ctuamfer5xjnnrdr3xdazenljx0mu0gutcf9u9e74tr2d3jwjnt0qllzxaplu54hgc2tyjdc2p6",
        "u1qqqqqqqqqqqqqqqqqqqqqqqqqq",
        "zs1",
        "tex1",
        "zc",
    ],
)
def test_canonical_refuses_others(address: str) -> None:
    assert Zcash().canonical(address) is None
