from datetime import UTC, datetime

import pytest

from nlp.identifiers.keys.packets import created_at, packets_of, user_ids

# A public key made 2001-09-09T01:46:40Z and a user id, in the old and the new format.
KEY = b"\x04" + (1_000_000_000).to_bytes(4, "big") + b"\x16"


@pytest.mark.parametrize(
    "octets",
    [
        b"\x98\x06" + KEY + b"\xb4\x05horse",
        b"\x99\x00\x06" + KEY + b"\xb5\x00\x05horse",
        b"\xc6\x06" + KEY + b"\xcd\x05horse",
        b"\xc6\xff\x00\x00\x00\x06" + KEY + b"\xcd\x05horse",
    ],
)
def test_packets_are_read_in_both_formats(octets: bytes) -> None:
    assert created_at(octets) == datetime(2001, 9, 9, 1, 46, 40, tzinfo=UTC)
    assert user_ids(octets) == ("horse",)


@pytest.mark.parametrize(
    "octets", [b"", b"\xc6", b"\xc6\x09ab", b"\x9b\x01", b"abc", b"\xc6\xe0ab"]
)
def test_packets_that_are_cut_short_end_the_reading(octets: bytes) -> None:
    assert list(packets_of(octets)) == []
    assert created_at(octets) is None
