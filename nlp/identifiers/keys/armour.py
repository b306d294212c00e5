"""Finds OpenPGP key blocks in a text and gets the octets out of them, however mangled."""

import base64
import binascii
import re
from bisect import bisect_left
from collections.abc import Iterator
from itertools import pairwise

_DASHES = r"(?:[-–—―‐‑−][ ]?){0,8}"
_BEGIN = re.compile(
    rf"{_DASHES}BEGIN PGP PUBLIC KEY BLOCK(?: ?[-–—―‐‑−]){{0,8}}", re.IGNORECASE
)
_END = re.compile(
    rf"{_DASHES}END PGP PUBLIC KEY BLOCK(?: ?[-–—―‐‑−]){{0,8}}", re.IGNORECASE
)
_STEM = "pgp public key block"
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
_QUOTES = str.maketrans(">|", "  ")
"""Marks of quoted mail; neither stands in Base64."""


def block_spans(text: str) -> list[tuple[int, int]]:
    """Return where key blocks stand, each up to its own end or the next block."""
    if _STEM not in text.lower():
        return []
    return list(_spans(text))


def octets_of(block: str) -> Iterator[tuple[bytes, bool]]:
    """Yield what a key block may hold and whether its checksum was there and right.

    Mended are: lost line ends and blank lines, quotation marks, other dashes, header lines without their blank line, a lost
    checksum, a lost last line (where a checksum still proves that nothing else is lost).

    References:
        RFC 4880, section 6.2; RFC 9580, section 6.
    """
    end = _END.search(block)
    inner = _BEGIN.sub("", block[: end.start()] if end else block)
    words = inner.translate(_QUOTES).split()
    starts = [at for at, word in enumerate(words) if _BODY_START.match(word)]
    for start in starts[:_MOST_STARTS]:
        octets, is_checked = _decoded("".join(words[start:]))
        # A block without an end may have lost half of its key.
        if octets is not None and (is_checked or end):
            yield octets, is_checked


def _spans(text: str) -> Iterator[tuple[int, int]]:
    ends = [end.span() for end in _END.finditer(text)]
    begins = [begin.start() for begin in _BEGIN.finditer(text)][:_MOST_BLOCKS]
    for start, following in pairwise([*begins, len(text)]):
        at = bisect_left(ends, (start, 0))
        end = ends[at][1] if at < len(ends) else following
        if end <= following and end - start <= _LONGEST_BLOCK:
            yield start, end


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
