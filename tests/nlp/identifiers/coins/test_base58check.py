import base58
from hypothesis import given
from hypothesis import strategies as st

from nlp.identifiers.coins.base58check import decode, encode, is_hash_address

# BIP-173's key hash, under Bitcoin's version 0.
HASH = bytes.fromhex("751e76e8199196d454941c45d1b3a323f1433bd6")
ADDRESS = "1BgGZ9tcN4rm9KBzDn7KprQz87SZ26SAMH"


def test_decode_reads_a_known_address() -> None:
    assert decode(ADDRESS) == b"\0" + HASH
    assert encode(b"\0" + HASH) == ADDRESS


@given(st.binary(max_size=60))
def test_decode_undoes_encode(payload: bytes) -> None:
    assert decode(encode(payload)) == payload


def test_decode_refuses_wrong_checksums_characters_and_lengths() -> None:
    assert decode(ADDRESS[:-1] + "J") is None
    assert decode(ADDRESS[:-1] + "0") is None
    assert decode("é" * 30) is None
    assert decode("2" * 129, with_checksum=False) is None


def test_decode_knows_other_alphabets_and_bare_values() -> None:
    ripple = base58.RIPPLE_ALPHABET
    assert decode("rrrrrrrrrrrrrrrrrrrrrhoLvTp", alphabet=ripple) == bytes(21)
    assert decode("1" * 32, with_checksum=False) == bytes(32)


def test_is_hash_address_compares_the_version() -> None:
    assert is_hash_address(ADDRESS, frozenset({b"\0"}))
    assert not is_hash_address(ADDRESS, frozenset({b"\5"}))
    assert not is_hash_address(encode(b"\0" + HASH[:-1]), frozenset({b"\0"}))
    assert not is_hash_address(encode(HASH[:-1]), frozenset({b""}))
    assert not is_hash_address("1" * 300, frozenset({b"\0"}))
