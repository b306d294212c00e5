import pytest

from nlp.identifiers.coins.bech32 import (
    Variant,
    decode,
    decode_bytes,
    is_segwit,
    octets_of,
    words_of,
)

# BIP-173 and BIP-350, valid strings that hold no witness program, by their part.
VALID = [
    ("a", "a12uel5l", Variant.BECH32),
    ("abcdef", "abcdef1qpzry9x8gf2tvdw0s3jn54khce6mua7lmqqqxw", Variant.BECH32),
    ("split", "split1checkupstagehandshakeupstreamerranterredcaperred2y9e3w", Variant.BECH32),
    ("a", "a1lqfn3a", Variant.BECH32M),
    ("abcdef", "abcdef1l7aum6echk45nj3s0wdvt2fg8x9yrzpqzd3ryx", Variant.BECH32M),
    ("split", "split1checkupstagehandshakeupstreamerranterredcaperredlc445v", Variant.BECH32M),
]  # fmt: skip
KEY_ONE = "bc1qw508d6qejxtdg4y5r3zarvary0c5xw7kv8f3t4"


@pytest.mark.parametrize(("prefix", "value", "variant"), VALID)
def test_decode_tells_the_variants_apart(
    prefix: str, value: str, variant: Variant
) -> None:
    decoded = decode(prefix, value)
    assert decoded is not None
    assert decoded.variant is variant
    assert len(decoded.words) == len(value) - len(prefix) - 7


@pytest.mark.parametrize(
    ("prefix", "value"),
    [
        ("a", "a12uel5m"),
        ("b", "a12uel5l"),
        ("a", "a12uelb5"),
        ("a", "a1é2uel5l"),
        ("x", "x1b4n0q5v"),  # BIP-173: a character outside the 32
        ("li", "li1dgmt3"),  # BIP-173: too short for a checksum
    ],
)
def test_decode_refuses_what_is_wrong(prefix: str, value: str) -> None:
    assert decode(prefix, value) is None


def test_decode_bytes_asks_for_the_variant() -> None:
    tex = "tex10wur2u9clts5dcpu2vc6qg93uzyj7cca2xm732"
    expected = bytes.fromhex("7bb83570b8fae146e03c5331a020b1e0892f631d")  # ZIP-320
    assert decode_bytes("tex", tex, Variant.BECH32M) == expected
    assert decode_bytes("tex", tex, Variant.BECH32) is None


def test_octets_of_refuses_padding() -> None:
    assert octets_of(bytes([31, 28])) == b"\xff"
    assert octets_of(bytes([31, 29])) is None
    assert octets_of(bytes([31, 28, 0])) is None
    assert octets_of(b"") == b""


def test_words_of_refuses_other_characters() -> None:
    assert words_of("qpz") == bytes([0, 1, 2])
    assert words_of("b") is None
    assert words_of("ö") is None


def test_is_segwit_checks_part_version_and_length() -> None:
    assert is_segwit("bc", KEY_ONE)
    assert not is_segwit("ltc", KEY_ONE)
    assert not is_segwit("bc", KEY_ONE + "q" * 60)
    assert not is_segwit("bc", "bc1gmk9yu")  # BIP-173: no words at all
