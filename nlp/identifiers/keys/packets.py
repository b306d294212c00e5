"""The packets of an OpenPGP key, as far as they say whose it is and since when."""

from collections.abc import Iterator
from datetime import UTC, datetime
from typing import NamedTuple

_KEY_TAG, _USER_ID_TAG = 6, 13
_LONGEST_USER_ID = 500
"""Octets of a user id that are kept."""


class Packet(NamedTuple):
    """One packet: its tag and its body."""

    tag: int
    body: bytes


def packets_of(octets: bytes) -> Iterator[Packet]:
    """Yield the packets of a key up to the first that is cut short or of partial length.

    References:
        RFC 9580, section 4.2.
    """
    at = 0
    while at + 1 < len(octets) and octets[at] & 0x80:
        header = octets[at]
        if header & 0x40:
            tag, size, start = header & 0x3F, *_new_length(octets, at + 1)
        else:
            tag, size, start = (header >> 2) & 0x0F, *_old_length(octets, at)
        if size is None or start + size > len(octets):
            return
        yield Packet(tag, octets[start : start + size])
        at = start + size


def created_at(octets: bytes) -> datetime | None:
    """Return when a key says that it was made."""
    body = next((one.body for one in packets_of(octets) if one.tag == _KEY_TAG), b"")
    # Version, then four octets of seconds since 1970.
    if len(body) < 5:
        return None
    return datetime.fromtimestamp(int.from_bytes(body[1:5], "big"), UTC)


def user_ids(octets: bytes) -> tuple[str, ...]:
    """Return the user ids of a key in its order, signed by it or not."""
    return tuple(
        one.body[:_LONGEST_USER_ID].decode("utf-8", errors="replace")
        for one in packets_of(octets)
        if one.tag == _USER_ID_TAG
    )


def _new_length(octets: bytes, at: int) -> tuple[int | None, int]:
    first = octets[at]
    if first < 192:
        return first, at + 1
    if first < 224 and at + 1 < len(octets):
        return ((first - 192) << 8) + octets[at + 1] + 192, at + 2
    if first == 255:
        return int.from_bytes(octets[at + 1 : at + 5], "big"), at + 5
    return None, at


def _old_length(octets: bytes, at: int) -> tuple[int | None, int]:
    width = (1, 2, 4, 0)[octets[at] & 3]
    if width == 0:
        return None, at
    return int.from_bytes(octets[at + 1 : at + 1 + width], "big"), at + 1 + width
