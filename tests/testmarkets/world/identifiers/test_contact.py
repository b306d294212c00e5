import base64
import hashlib
import re
from functools import reduce

import pytest

from testmarkets.world.identifiers.contact import (
    contact_stem,
    make_email,
    make_jabber,
    make_onion,
    make_phone,
    make_session,
    make_telegram,
    make_tox,
    make_wickr,
)
from testmarkets.world.identifiers.identifier import seeded


def test_onion_names_carry_the_checksum_of_version_3() -> None:
    for number in range(20):
        name = make_onion(seeded(number), "").value.removesuffix(".onion")
        octets = base64.b32decode(name.upper())
        point, checksum, version = octets[:32], octets[32:34], octets[34:]
        text = b".onion checksum" + point + version
        assert version == b"\x03"
        assert hashlib.sha3_256(text).digest()[:2] == checksum


def test_tox_ids_carry_their_checksum() -> None:
    for number in range(20):
        value = make_tox(seeded(number), "").value
        octets = bytes.fromhex(value)
        pairs = [octets[at : at + 2] for at in range(0, 38, 2)]
        folded = reduce(
            lambda one, two: bytes((one[0] ^ two[0], one[1] ^ two[1])), pairs
        )
        assert value == value.upper()
        assert len(value) == 76
        assert folded == b"\x00\x00"


def test_session_ids_are_05_and_64_hexadecimal_characters() -> None:
    assert re.fullmatch(r"05[0-9a-f]{64}", make_session(seeded(1), "").value)


@pytest.mark.parametrize(
    "handle", ["Quiet_Otter", "77", "The-Long_Handle_Of_A_Vendor_Who_Writes"]
)
def test_names_are_well_formed_whatever_the_handle(handle: str) -> None:
    for number in range(40):
        rng = seeded(handle, number)
        stem = contact_stem(handle, rng)
        assert re.fullmatch(r"[a-z][a-z0-9_]{4,31}", make_telegram(rng, stem).value)
        assert re.fullmatch(r"[a-z][a-z0-9]{4,31}", make_wickr(rng, stem).value)
        for address in (make_email(rng, stem).value, make_jabber(rng, stem).value):
            assert re.fullmatch(
                r"[a-z][a-z0-9._-]*[a-z0-9]@[a-z.]+\.(example|test|invalid)", address
            )


def test_phones_are_of_the_hundred_that_nobody_has() -> None:
    found = {make_phone(seeded(number), "x").value for number in range(300)}

    assert len(found) > 80
    assert all(one.startswith("+4917139200") and len(one) == 13 for one in found)
