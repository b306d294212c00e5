"""OpenPGP public keys that parse: an Ed25519 key, a user id and its self-signature.

Written from RFC 4880 and its EdDSA extension, since no installed library makes a key from given random bytes.
"""

import base64
import hashlib
import random
from dataclasses import dataclass
from datetime import datetime

from core.mentions import EntityKind
from testmarkets.world.identifiers.identifier import Identifier, ed25519_key

_ED25519_OID = bytes.fromhex("2b06010401da470f01")
_EDDSA, _SHA256 = 22, 8
_CERTIFICATION = 0x13
_KEY_TAG, _USER_ID_TAG, _SIGNATURE_TAG = 6, 13, 2
_CREATED, _ISSUER, _KEY_FLAGS, _ISSUER_FINGERPRINT = 2, 16, 27, 33
_MAY_CERTIFY_AND_SIGN = b"\x03"
_CRC24_START, _CRC24_POLYNOMIAL = 0xB704CE, 0x1864CFB
_ARMOUR_WIDTH = 64


@dataclass(frozen=True, slots=True)
class PgpKey:
    """A public key block and what identifies it."""

    armoured: str
    fingerprint: str
    """Upper-case, 40 hexadecimal characters."""

    @property
    def identifier(self) -> Identifier:
        """Return the fingerprint as an identifier."""
        return Identifier(EntityKind.PGP_FINGERPRINT, self.fingerprint)


def make_pgp_key(rng: random.Random, user_id: str, created_at: datetime) -> PgpKey:
    """Return the public half of a new key that certifies its own user id."""
    secret = ed25519_key(rng)
    created = int(created_at.timestamp()).to_bytes(4, "big")
    point = b"\x40" + secret.public_key().public_bytes_raw()
    key = b"".join(
        (
            b"\x04",
            created,
            bytes((_EDDSA, len(_ED25519_OID))),
            _ED25519_OID,
            _mpi(point),
        )
    )
    framed_key = b"\x99" + len(key).to_bytes(2, "big") + key
    fingerprint = hashlib.sha1(framed_key, usedforsecurity=False).digest()
    name = user_id.encode()
    framed_name = b"\xb4" + len(name).to_bytes(4, "big") + name
    head = _signature_head(created, fingerprint)
    trailer = b"\x04\xff" + len(head).to_bytes(4, "big")
    digest = hashlib.sha256(framed_key + framed_name + head + trailer).digest()
    signed = secret.sign(digest)
    unhashed = _subpacket(_ISSUER, fingerprint[-8:])
    signature = b"".join(
        (
            head,
            len(unhashed).to_bytes(2, "big"),
            unhashed,
            digest[:2],
            _mpi(signed[:32]),
            _mpi(signed[32:]),
        )
    )
    packets = (
        _packet(_KEY_TAG, key)
        + _packet(_USER_ID_TAG, name)
        + _packet(_SIGNATURE_TAG, signature)
    )
    return PgpKey(_armour(packets), fingerprint.hex().upper())


def _signature_head(created: bytes, fingerprint: bytes) -> bytes:
    """Return the signature's part that is itself signed."""
    hashed = b"".join(
        (
            _subpacket(_CREATED, created),
            _subpacket(_KEY_FLAGS, _MAY_CERTIFY_AND_SIGN),
            _subpacket(_ISSUER_FINGERPRINT, b"\x04" + fingerprint),
        )
    )
    fixed = bytes((4, _CERTIFICATION, _EDDSA, _SHA256))
    return fixed + len(hashed).to_bytes(2, "big") + hashed


def _subpacket(kind: int, body: bytes) -> bytes:
    return bytes((len(body) + 1, kind)) + body


def _packet(tag: int, body: bytes) -> bytes:
    return bytes((0xC0 | tag, len(body))) + body


def _mpi(number: bytes) -> bytes:
    bare = number.lstrip(b"\x00")
    bits = int.from_bytes(bare, "big").bit_length()
    return bits.to_bytes(2, "big") + bare


def _armour(packets: bytes) -> str:
    body = base64.b64encode(packets).decode()
    lines = [body[at : at + _ARMOUR_WIDTH] for at in range(0, len(body), _ARMOUR_WIDTH)]
    checksum = base64.b64encode(_crc24(packets).to_bytes(3, "big")).decode()
    return "\n".join(
        (
            "-----BEGIN PGP PUBLIC KEY BLOCK-----",
            "",
            *lines,
            f"={checksum}",
            "-----END PGP PUBLIC KEY BLOCK-----",
        )
    )


def _crc24(octets: bytes) -> int:
    crc = _CRC24_START
    for octet in octets:
        crc ^= octet << 16
        for _ in range(8):
            crc <<= 1
            if crc & 0x1000000:
                crc ^= _CRC24_POLYNOMIAL
    return crc & 0xFFFFFF
