"""One identifier of a person, and the random bytes that all of them are made from."""

import hashlib
import random
from dataclasses import dataclass

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from core.mentions import EntityKind

ADDRESS_KINDS = frozenset(
    {EntityKind.PGP_FINGERPRINT, EntityKind.BTC, EntityKind.ETH, EntityKind.XMR}
)
"""Kinds that count as a key or a chain address; the others are contacts."""


@dataclass(frozen=True, slots=True)
class Identifier:
    """A kind and its normalised value."""

    kind: EntityKind
    value: str


def seeded(*parts: object) -> random.Random:
    """Return a random source that depends on nothing but these parts."""
    name = "/".join(str(part) for part in parts)
    return random.Random(name)  # noqa: S311  (a made-up world, no secret)


def ed25519_key(rng: random.Random) -> Ed25519PrivateKey:
    """Return a signing key made from the next random bytes."""
    seed = hashlib.sha256(rng.randbytes(32)).digest()
    return Ed25519PrivateKey.from_private_bytes(seed)


def ed25519_point(rng: random.Random) -> bytes:
    """Return 32 bytes that are a point on the curve, as onion names need."""
    return ed25519_key(rng).public_key().public_bytes_raw()
