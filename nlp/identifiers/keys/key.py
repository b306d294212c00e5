"""What an OpenPGP key says about itself."""

from datetime import datetime
from typing import NamedTuple

from pysequoia import Cert

from nlp.identifiers.base import SURE
from nlp.identifiers.keys.armour import block_spans, octets_of
from nlp.identifiers.keys.packets import created_at, user_ids
from nlp.text import normalise

_UNVERIFIED = 0.8
"""Score of a block whose armour carries no checksum and whose signatures say nothing."""


class Key(NamedTuple):
    """A key that was read out of its block."""

    fingerprint: str
    """40 hexadecimal digits in capitals (version 4), or 64 (version 6)."""
    score: float
    octets: bytes
    """The key's packets."""


class KeyDetails(NamedTuple):
    """What analysts want to know of a key beside its fingerprint."""

    fingerprint: str
    user_ids: tuple[str, ...]
    """As the key holds them, whether it signed them or not."""
    created_at: datetime | None
    """When the key says that it was made, in UTC; nobody vouches for it."""


def read_key(text: str) -> KeyDetails | None:
    """Return what the first readable key block of a text says, ``None`` without one.

    Args:
        text: The text as it was observed.
    """
    clean = normalise(text).text
    for start, end in block_spans(clean):
        key = key_of_block(clean[start:end])
        if key is not None:
            ids, made = user_ids(key.octets), created_at(key.octets)
            return KeyDetails(key.fingerprint, ids, made)
    return None


def key_of_block(block: str) -> Key | None:
    """Return the key of a block that begins a clean text, ``None`` when it has none."""
    for octets, is_checked in octets_of(block):
        certificate = _certificate(octets)
        if certificate is not None:
            is_sure = is_checked or _is_signed(certificate)
            score = SURE if is_sure else _UNVERIFIED
            return Key(certificate.fingerprint.upper(), score, octets)
    return None


def _certificate(octets: bytes) -> Cert | None:
    try:
        certificates = Cert.split_bytes(octets)
    except RuntimeError:
        return None
    return certificates[0] if certificates else None


def _is_signed(certificate: Cert) -> bool:
    try:
        return bool(certificate.user_ids)
    except RuntimeError:  # no signature that today's policy accepts
        return False
