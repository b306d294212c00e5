"""Checksums once more, written from the specifications and sharing nothing with the product."""

import hashlib
import zlib
from collections.abc import Sequence

from eth_hash.auto import keccak

from core.mentions import EntityKind

BITCOIN = "123456789ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz"
RIPPLE = "rpshnaf39wBUDNEGHJKLM4PQRST7VWXYZ2bcdeCg65jkm8oFqi1tuvAxyz"
BECH32 = "qpzry9x8gf2tvdw0s3jn54khce6mua7l"


def base58_bytes(value: str, alphabet: str = BITCOIN) -> bytes:
    number = 0
    for char in value:
        number = number * 58 + alphabet.index(char)
    zeros = len(value) - len(value.lstrip(alphabet[0]))
    return bytes(zeros) + number.to_bytes((number.bit_length() + 7) // 8, "big")


def is_base58check(value: str, alphabet: str = BITCOIN) -> bool:
    if any(char not in alphabet for char in value):
        return False
    content = base58_bytes(value, alphabet)
    digest = hashlib.sha256(hashlib.sha256(content[:-4]).digest()).digest()
    return digest[:4] == content[-4:]


def bech32_checksum(value: str) -> int:
    prefix, _, data = value.rpartition("1")
    if any(char not in BECH32 for char in data):
        return 0
    words = [ord(char) >> 5 for char in prefix] + [0]
    words += [ord(char) & 31 for char in prefix]
    return _polymod(
        [*words, *(BECH32.index(char) for char in data)],
        (0x3B6A57B2, 0x26508E6D, 0x1EA119FA, 0x3D4233DD, 0x2A1462B3),
        25,
    )


def is_bech32(value: str) -> bool:
    return value == value.lower() and bech32_checksum(value) in {1, 0x2BC830A3}


def is_cashaddr(value: str) -> bool:
    prefix, _, data = value.partition(":")
    if prefix != "bitcoincash" or any(char not in BECH32 for char in data):
        return False
    words = [*(ord(char) & 31 for char in prefix), 0]
    words += [BECH32.index(char) for char in data]
    generator = (0x98F2BC8E61, 0x79B76D99E2, 0xF33E5FB3C4, 0xAE2EABE2A8, 0x1E4F43E470)
    return _polymod(words, generator, 35) == 1


def _polymod(words: Sequence[int], generator: Sequence[int], bits: int) -> int:
    checksum = 1
    for word in words:
        top = checksum >> bits
        checksum = (checksum & ((1 << bits) - 1)) << 5 ^ word
        for bit, coefficient in enumerate(generator):
            checksum ^= coefficient if top >> bit & 1 else 0
    return checksum


def is_monero(value: str) -> bool:
    content = b""
    for start in range(0, len(value), 11):
        block = value[start : start + 11]
        if any(char not in BITCOIN for char in block):
            return False
        number = int.from_bytes(base58_bytes(block), "big")
        size = {11: 8, 7: 5}.get(len(block), 0)
        if number >= 256**size:
            return False
        content += number.to_bytes(size, "big")
    return bool(keccak(content[:-4])[:4] == content[-4:])


def is_eip55(value: str) -> bool:
    digits = value[2:]
    digest = keccak(digits.lower().encode()).hex()
    return value[:2] == "0x" and all(
        digit.isdigit() or digit.isupper() == (int(nibble, 16) >= 8)
        for digit, nibble in zip(digits, digest, strict=False)
    )


def is_byron(value: str) -> bool:
    if any(char not in BITCOIN for char in value):
        return False
    content = base58_bytes(value)
    inner, checksum = content[5:-5], content[-4:]
    return content[-5] == 0x1A and zlib.crc32(inner) == int.from_bytes(checksum, "big")


def is_valid(kind: EntityKind, value: str) -> bool:
    """Whether the checksum of an address of a kind, in its one spelling, is right."""
    if kind is EntityKind.BCH:
        return is_cashaddr(value)
    if kind is EntityKind.XMR:
        return is_monero(value)
    if kind is EntityKind.ETH:
        return is_eip55(value)
    if kind is EntityKind.XRP:
        return is_base58check(value, RIPPLE)
    if value.startswith(("bc1", "ltc", "zs1", "u1", "addr1", "stake1")):
        return is_bech32(value)
    return is_byron(value) if kind is EntityKind.ADA else is_base58check(value)
