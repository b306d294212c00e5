"""Keys are read with Sequoia, an implementation of OpenPGP of its own."""

import base64
from datetime import UTC, datetime

import pytest
from pysequoia import Cert

from testmarkets.world import World
from testmarkets.world.identifiers.identifier import seeded
from testmarkets.world.identifiers.pgp import make_pgp_key

MADE_AT = datetime(2024, 5, 6, 7, 8, 9, tzinfo=UTC)


@pytest.mark.parametrize("number", range(12))
def test_key_parses_and_has_the_fingerprint_told(number: int) -> None:
    key = make_pgp_key(seeded(number), f"Vendor {number}", MADE_AT)

    cert = Cert.from_bytes(key.armoured.encode())

    assert cert.fingerprint.upper() == key.fingerprint
    # Sequoia lists only user ids whose self-signature is right.
    assert [str(one) for one in cert.user_ids] == [f"Vendor {number}"]
    assert not cert.is_revoked


def test_user_id_is_believed_only_with_a_right_signature() -> None:
    key = make_pgp_key(seeded(1), "Vendor", MADE_AT)
    lines = key.armoured.split("\n")
    packets = bytearray(base64.b64decode("".join(lines[2:-2])))
    packets[-1] ^= 1

    assert Cert.from_bytes(key.armoured.encode()).user_ids
    with pytest.raises(RuntimeError, match="No binding signature"):
        _ = Cert.from_bytes(bytes(packets)).user_ids


def test_every_key_box_of_a_world_parses(small_world: World) -> None:
    told = {
        (one.market, one.external_id): one.value
        for one in small_world.mentions
        if one.field == "pgp_key"
    }
    boxes = [one for one in small_world.accounts if one.pgp_key]

    assert len(boxes) >= 5
    for account in boxes:
        cert = Cert.from_bytes((account.pgp_key or "").encode())
        assert cert.fingerprint.upper() == told[account.market, account.external_id]
