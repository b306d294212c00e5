import base64
import hashlib

import base58
import pytest
from bip_utils import P2TRAddrDecoder, P2WPKHAddrDecoder, XmrAddrDecoder

from core.mentions import EntityKind
from testmarkets.world.identifiers.chain import eip55
from testmarkets.world.identifiers.identifier import Identifier, seeded
from testmarkets.world.identifiers.near_miss import NEAR_MISS_KINDS, make_near_miss

MISSES = [make_near_miss(seeded("miss", number)) for number in range(240)]


def of_kind(kind: EntityKind) -> list[Identifier]:
    return [one for one in MISSES if one.kind is kind]


def test_every_kind_is_missed() -> None:
    assert {one.kind for one in MISSES} == set(NEAR_MISS_KINDS)


def decode_btc(address: str) -> bytes:
    if address.startswith("bc1p"):
        return bytes(P2TRAddrDecoder.DecodeAddr(address, hrp="bc"))
    if address.startswith("bc1"):
        return bytes(P2WPKHAddrDecoder.DecodeAddr(address, hrp="bc"))
    return base58.b58decode_check(address)


def test_bitcoin_near_misses_fail_their_checksums() -> None:
    for one in of_kind(EntityKind.BTC):
        with pytest.raises(ValueError, match=r"(?i)check"):
            decode_btc(one.value)


def test_monero_near_misses_fail_their_checksum() -> None:
    for one in of_kind(EntityKind.XMR):
        version = b"\x12" if one.value[0] == "4" else b"\x2a"
        with pytest.raises(ValueError, match=r"."):
            XmrAddrDecoder.DecodeAddr(one.value, net_ver=version)


def test_ethereum_near_misses_have_one_wrong_case() -> None:
    for one in of_kind(EntityKind.ETH):
        right = eip55(one.value[2:].lower())
        assert sum(a != b for a, b in zip(one.value, right, strict=True)) == 1


def test_onion_near_misses_fail_their_checksum() -> None:
    for one in of_kind(EntityKind.ONION):
        octets = base64.b32decode(one.value.removesuffix(".onion").upper())
        text = b".onion checksum" + octets[:32] + b"\x03"
        assert hashlib.sha3_256(text).digest()[:2] != octets[32:34]


def test_tox_and_session_near_misses_are_broken() -> None:
    for one in of_kind(EntityKind.TOX):
        octets = bytes.fromhex(one.value)
        folded = [0, 0]
        for at, octet in enumerate(octets):
            folded[at % 2] ^= octet
        assert folded != [0, 0]
    assert {len(one.value) for one in of_kind(EntityKind.SESSION)} == {65}
