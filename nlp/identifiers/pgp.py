"""OpenPGP fingerprints: computed from key blocks, or written out beside a word for it."""

import base64
import binascii
import re
from bisect import bisect_left
from collections.abc import Iterator
from itertools import pairwise

from pysequoia import Cert
from typing_extensions import override

from core.mentions import EntityKind
from nlp.identifiers.base import SURE, Found, Identifier
from nlp.identifiers.context import context_words, has_context

_DASHES = r"[-–—]{1,8}"
_BEGIN = re.compile(rf"{_DASHES} ?BEGIN PGP PUBLIC KEY BLOCK ?{_DASHES}", re.IGNORECASE)
_END = re.compile(rf"{_DASHES} ?END PGP PUBLIC KEY BLOCK ?{_DASHES}", re.IGNORECASE)
_LONGEST_BLOCK = 100_000
"""Characters of armour that are read; keys with many signatures take some 30,000."""
_MOST_BLOCKS = 50
"""Key blocks that are read of one text; each costs a parse."""
_BODY_START = re.compile(r"[mx][A-Za-z0-9+/]{7}")
"""A public-key packet (tag 6, old or new format) in Base64 starts with ``m`` or ``x``."""
_BODY = re.compile(
    r"(?P<data>[A-Za-z0-9+/]+)={0,2}(?:=(?P<checksum>[A-Za-z0-9+/]{4}))?"
)
_MOST_STARTS = 8
"""Words of a header ("Comment: mailvelope") may look like a body: tries per block."""

_BARE = re.compile(
    r"(?<![A-Za-z0-9])(?:0x)?[0-9A-F]{4}(?:[ :]?[0-9A-F]{4}){9}(?![A-Za-z0-9])",
    re.IGNORECASE | re.ASCII,
)
_VALUE = re.compile(r"[0-9A-F]{40}(?:[0-9A-F]{24})?", re.ASCII)
"""A fingerprint of version 4, or of version 6 (64 digits; only out of a key block)."""
_CONTEXT = context_words(
    [
        "(?:open)?pgp",
        "gpg",
        "openpgp4fpr",
        "fingerprints?",
        "fpr",
        "fingerabdruck",
        "keys?",
        "schlüssel",
        "sleutel",
        "clé",
        "clave",
    ]
)
_WRITTEN_OUT = 0.9
_UNVERIFIED_BLOCK = 0.8
"""Score of a block whose armour carries no checksum and whose signatures say nothing."""


class Pgp(Identifier):
    """The fingerprint of an OpenPGP key."""

    kind = EntityKind.PGP_FINGERPRINT
    specificity = 1.0

    @override
    def find(self, text: str) -> Iterator[Found]:
        blocks = list(_block_spans(text))
        for span in blocks:
            fingerprint, score = _fingerprint_of_block(text[slice(*span)])
            if fingerprint is not None:
                yield self.found(span, fingerprint, score=score)
        for candidate in _BARE.finditer(text):
            value = self.canonical(candidate[0])
            # What a block's comment says about its key, the key itself says better.
            if (
                value is not None
                and not any(start <= candidate.start() < end for start, end in blocks)
                and has_context(text, candidate.span(), _CONTEXT)
            ):
                yield self.found(candidate.span(), value, score=_WRITTEN_OUT)

    @override
    def normalise(self, raw: str) -> str:
        begin = _BEGIN.search(raw)
        if begin is not None:
            return _fingerprint_of_block(raw[begin.start() :])[0] or raw
        return re.sub(r"[ :]", "", raw).upper().removeprefix("0X")

    @override
    def validate(self, value: str) -> bool:
        # A single repeated digit is a placeholder, never a digest.
        return _VALUE.fullmatch(value) is not None and len(set(value)) > 1

    @override
    def recognise(self, query: str) -> str | None:
        # Behind 0x, forty digits are an Ethereum address before they are a key.
        return None if query[:2].lower() == "0x" else self.canonical(query)


def _block_spans(text: str) -> Iterator[tuple[int, int]]:
    """Yield where key blocks stand, each up to its own end or the next block."""
    ends = [end.span() for end in _END.finditer(text)]
    begins = [begin.start() for begin in _BEGIN.finditer(text)][:_MOST_BLOCKS]
    for start, following in pairwise([*begins, len(text)]):
        at = bisect_left(ends, (start, 0))
        end = ends[at][1] if at < len(ends) else following
        if end <= following and end - start <= _LONGEST_BLOCK:
            yield start, end


def _fingerprint_of_block(block: str) -> tuple[str | None, float]:
    """Return the fingerprint of a block's key and how sure it is."""
    end = _END.search(block)
    inner = _BEGIN.sub("", block[: end.start()] if end else block)
    words = inner.split()
    starts = [at for at, word in enumerate(words) if _BODY_START.match(word)]
    for start in starts[:_MOST_STARTS]:
        octets, is_checked = _decoded("".join(words[start:]))
        # A block without an end may have lost half of its key.
        if octets is None or not (is_checked or end):
            continue
        fingerprint, is_signed = _certificate(octets)
        if fingerprint is not None:
            score = SURE if is_checked or is_signed else _UNVERIFIED_BLOCK
            return fingerprint, score
    return None, 0.0


def _decoded(armour: str) -> tuple[bytes | None, bool]:
    """Return the octets of an armour's body and whether its checksum was there."""
    body = _BODY.fullmatch(armour)
    if body is None:
        return None, False
    data = body["data"]
    try:
        octets = base64.b64decode(data + "=" * (-len(data) % 4), validate=True)
    except binascii.Error:
        return None, False
    if body["checksum"] is None:
        return octets, False
    is_right = base64.b64decode(body["checksum"]) == _crc24(octets)
    return (octets, True) if is_right else (None, False)


def _certificate(octets: bytes) -> tuple[str | None, bool]:
    """Return a key's fingerprint and whether its own signatures bind a user id."""
    try:
        certificates = Cert.split_bytes(octets)
    except RuntimeError:
        return None, False
    if not certificates:
        return None, False
    return certificates[0].fingerprint.upper(), _is_signed(certificates[0])


def _is_signed(certificate: Cert) -> bool:
    try:
        return bool(certificate.user_ids)
    except RuntimeError:  # no signature that today's policy accepts
        return False


def _crc24_table() -> tuple[int, ...]:
    table = []
    for octet in range(256):
        crc = octet << 16
        for _ in range(8):
            crc = (crc << 1) ^ (0x1864CFB if crc & 0x800000 else 0)
        table.append(crc & 0xFFFFFF)
    return tuple(table)


_CRC24 = _crc24_table()


def _crc24(octets: bytes) -> bytes:
    """Return the checksum that RFC 4880, section 6.1, puts behind an armour's body."""
    crc = 0xB704CE
    for octet in octets:
        crc = ((crc << 8) & 0xFFFFFF) ^ _CRC24[(crc >> 16) ^ octet]
    return crc.to_bytes(3, "big")
