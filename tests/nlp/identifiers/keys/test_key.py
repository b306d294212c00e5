from pathlib import Path

from nlp.identifiers.keys.key import key_of_block, read_key

BLOCK = (
    Path(__file__).parents[3] / "fixtures" / "pgp" / "with_checksum.asc"
).read_text()
FINGERPRINT = "8E85BF01820B268A4CDA6988CB952C6205D5AECC"


def test_read_key_tells_what_the_key_says() -> None:
    details = read_key(f"My key:\n{BLOCK}")
    assert details is not None
    assert details.fingerprint == FINGERPRINT
    assert details.user_ids == ("Example Vendor <vendor@stall.example>",)
    assert details.created_at is not None
    assert details.created_at.year >= 2020


def test_read_key_is_none_without_a_key() -> None:
    assert read_key("no key here") is None
    assert key_of_block("-----BEGIN PGP PUBLIC KEY BLOCK-----") is None
