from core.mentions import EntityKind
from nlp.identifiers.coins.bech32 import Variant, decode_bytes
from nlp.identifiers.coins.f4jumble import unjumble
from tests.nlp.identifiers.coins.vectors import CHECKED

# Test vectors of ZIP-316, first row: its transparent and its Sapling receiver.
UNIFIED = CHECKED[EntityKind.ZEC][4]
TRANSPARENT = "7bb83570b8fae146e03c5331a020b1e0892f631d"
SAPLING = "d8ef8293d26de832e7193f296ba1922d90f122c6135bc231eebd91efdb03b1a8606771cd4fd6480574d43e"


def test_unjumble_shows_the_receivers_of_a_unified_address() -> None:
    jumbled = decode_bytes("u", UNIFIED, Variant.BECH32M)
    assert jumbled is not None
    message = unjumble(jumbled)
    assert message is not None
    assert message.hex() == f"0014{TRANSPARENT}022b{SAPLING}75{'00' * 15}"


def test_unjumble_refuses_what_is_too_short() -> None:
    assert unjumble(bytes(37)) is None
    assert unjumble(bytes(38)) is not None
