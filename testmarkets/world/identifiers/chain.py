"""Payment addresses with right checksums: Bitcoin, Ethereum and Monero."""

import random

import base58
from bip_utils import Base58XmrEncoder, SegwitBech32Encoder
from cryptography.hazmat.primitives.asymmetric import ec
from eth_hash.auto import keccak

from core.mentions import EntityKind
from testmarkets.world.identifiers.identifier import Identifier, ed25519_point

_XMR_STANDARD, _XMR_SUB_ADDRESS = b"\x12", b"\x2a"
_SECP256K1_ORDER_BITS = 255


def make_btc(rng: random.Random) -> Identifier:
    """Return a Bitcoin address: base58check, bech32 or bech32m in turn by chance."""
    form = rng.choice(("p2pkh", "segwit", "taproot"))
    if form == "p2pkh":
        value = base58.b58encode_check(b"\x00" + rng.randbytes(20)).decode()
    elif form == "segwit":
        value = SegwitBech32Encoder.Encode("bc", 0, rng.randbytes(20))
    else:
        value = SegwitBech32Encoder.Encode("bc", 1, _taproot_point(rng))
    return Identifier(EntityKind.BTC, value)


def _taproot_point(rng: random.Random) -> bytes:
    secret = rng.getrandbits(_SECP256K1_ORDER_BITS) | 1
    numbers = ec.derive_private_key(secret, ec.SECP256K1()).public_key()
    return numbers.public_numbers().x.to_bytes(32, "big")


def make_eth(rng: random.Random) -> Identifier:
    """Return an Ethereum address, its case as EIP-55 wants it."""
    bare = rng.randbytes(20).hex()
    return Identifier(EntityKind.ETH, eip55(bare))


def eip55(bare: str) -> str:
    """Return 40 lower-case hexadecimal characters with the case that checks them."""
    digest = keccak(bare.encode()).hex()
    cased = (
        char.upper() if int(nibble, 16) >= 8 else char
        for char, nibble in zip(bare, digest, strict=False)
    )
    return "0x" + "".join(cased)


def make_xmr(rng: random.Random) -> Identifier:
    """Return a Monero address, standard or sub-address."""
    prefix = rng.choice((_XMR_STANDARD, _XMR_SUB_ADDRESS))
    payload = prefix + ed25519_point(rng) + ed25519_point(rng)
    value = Base58XmrEncoder.Encode(payload + keccak(payload)[:4])
    return Identifier(EntityKind.XMR, value)
