"""Addresses are checked with the decoders of bip_utils, not with what made them."""

from collections import Counter

import base58
import pytest
from bip_utils import P2TRAddrDecoder, P2WPKHAddrDecoder, XmrAddrDecoder
from Crypto.Hash import keccak

from core.mentions import EntityKind
from testmarkets.world.identifiers.chain import eip55, make_btc, make_eth, make_xmr
from testmarkets.world.identifiers.identifier import seeded


def test_bitcoin_addresses_of_all_three_forms_have_right_checksums() -> None:
    forms: Counter[str] = Counter()
    for number in range(60):
        address = make_btc(seeded("btc", number)).value
        if address.startswith("bc1p"):
            assert len(P2TRAddrDecoder.DecodeAddr(address, hrp="bc")) == 32
        elif address.startswith("bc1q"):
            assert len(P2WPKHAddrDecoder.DecodeAddr(address, hrp="bc")) == 20
        else:
            payload = base58.b58decode_check(address)
            assert payload[0] == 0
            assert len(payload) == 21
        forms[address[:4] if address.startswith("bc1") else "1"] += 1
    assert set(forms) == {"1", "bc1q", "bc1p"}


def test_monero_addresses_have_valid_keys_and_checksum() -> None:
    prefixes = {"4": b"\x12", "8": b"\x2a"}
    seen = set()
    for number in range(30):
        address = make_xmr(seeded("xmr", number)).value
        version = prefixes[address[0]]
        assert len(XmrAddrDecoder.DecodeAddr(address, net_ver=version)) == 64
        seen.add(address[0])
    assert seen == {"4", "8"}


def test_ethereum_addresses_have_the_case_that_their_digest_asks_for() -> None:
    for number in range(20):
        address = make_eth(seeded("eth", number)).value
        bare = address[2:].lower()
        digest = keccak.new(digest_bits=256, data=bare.encode()).hexdigest()
        for char, nibble in zip(address[2:], digest, strict=False):
            assert char.isdigit() or char.isupper() == (nibble in "89abcdef")


@pytest.mark.parametrize(
    "address",
    [
        "0x5aAeb6053F3E94C9b9A09f33669435E7Ef1BeAed",
        "0xfB6916095ca1df60bB79Ce92cE3Ea74c37c5d359",
    ],
)
def test_eip55_gives_the_examples_of_its_specification(address: str) -> None:
    assert eip55(address[2:].lower()) == address


def test_equal_seeds_give_equal_addresses() -> None:
    assert make_btc(seeded(1)) == make_btc(seeded(1))
    assert make_btc(seeded(1)).kind is EntityKind.BTC
