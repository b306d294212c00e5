import base64
from pathlib import Path

import pytest

from core.mentions import MentionSource
from nlp.identifiers.keys.pgp import Pgp
from nlp.text import normalise

KEYS = Path(__file__).parents[3] / "fixtures" / "pgp"
WITH_CHECKSUM = (KEYS / "with_checksum.asc").read_text()
WITHOUT_CHECKSUM = (KEYS / "without_checksum.asc").read_text()
FINGERPRINT = "8E85BF01820B268A4CDA6988CB952C6205D5AECC"
GROUPED = " ".join(FINGERPRINT[at : at + 4] for at in range(0, 40, 4))


def values(text: str) -> list[str]:
    return [one.value for one in Pgp().find(normalise(text).text)]


@pytest.mark.parametrize("block", [WITH_CHECKSUM, WITHOUT_CHECKSUM])
def test_find_computes_the_fingerprint_of_a_block(block: str) -> None:
    clean = normalise(f"My key:\n{block}\nbye").text
    (found,) = Pgp().find(clean)
    assert found.value == FINGERPRINT
    assert found.source is MentionSource.CHECKSUM
    assert clean[found.start : found.end].startswith("-----BEGIN")
    assert clean[found.start : found.end].endswith("BLOCK-----")


@pytest.mark.parametrize(
    "broken",
    [
        WITH_CHECKSUM.replace("\n", " "),
        WITH_CHECKSUM.replace("\n", "\n\n"),
        WITH_CHECKSUM.replace("\n", "\r\n"),
        WITH_CHECKSUM.replace("\n", " \n  "),
        WITH_CHECKSUM.replace("-----", "—"),
        WITH_CHECKSUM.replace("Comment: mailvelope export\n\n", ""),
        WITH_CHECKSUM.replace("Comment:", "Version: GnuPG v2\nComment:"),
        WITH_CHECKSUM.partition("-----END")[0],
    ],
)
def test_find_mends_broken_armour(broken: str) -> None:
    assert values(broken) == [FINGERPRINT]


def test_find_refuses_a_block_with_a_wrong_checksum() -> None:
    lines = WITH_CHECKSUM.splitlines()
    wrong = base64.b64encode(b"\x00\x00\x00").decode()
    lines[-2] = f"={wrong}"
    assert values("\n".join(lines)) == []


@pytest.mark.parametrize("at", range(0, 64, 4))
def test_find_refuses_a_checked_block_with_a_wrong_character(at: int) -> None:
    lines = WITH_CHECKSUM.splitlines()
    line = lines[4]
    lines[4] = line[:at] + ("A" if line[at] != "A" else "B") + line[at + 1 :]
    assert values("\n".join(lines)) == []


def test_find_trusts_a_block_less_when_nothing_in_it_checks() -> None:
    # The key packet alone: no armour checksum, no signature that binds a name to it.
    body = "".join(WITH_CHECKSUM.splitlines()[3:-2])
    packet = base64.b64decode(body)[: 2 + 0x33]
    block = (
        "-----BEGIN PGP PUBLIC KEY BLOCK-----\n\n"
        f"{base64.b64encode(packet).decode()}\n-----END PGP PUBLIC KEY BLOCK-----"
    )
    (found,) = Pgp().find(block)
    assert (found.value, found.source) == (FINGERPRINT, MentionSource.RULE)


@pytest.mark.parametrize(
    "text",
    [
        "-----BEGIN PGP PUBLIC KEY BLOCK-----\n\nhello\n-----END PGP PUBLIC KEY BLOCK-----",
        "-----BEGIN PGP PUBLIC KEY BLOCK-----\n\nmDMEabcd\n-----END PGP PUBLIC KEY BLOCK-----",
        WITHOUT_CHECKSUM.partition("-----END")[0],
        WITH_CHECKSUM.replace("PUBLIC KEY BLOCK", "MESSAGE"),
    ],
)
def test_find_refuses_what_is_no_whole_key(text: str) -> None:
    assert values(text) == []


@pytest.mark.parametrize(
    "text",
    [
        f"PGP: {FINGERPRINT}",
        f"fingerprint {FINGERPRINT.lower()}",
        f"fpr = {GROUPED}",
        f"openpgp4fpr:{FINGERPRINT}",
        f"key 0x{FINGERPRINT}",
    ],
)
def test_find_gives_fingerprints_beside_a_word_for_them(text: str) -> None:
    assert values(text) == [FINGERPRINT]


@pytest.mark.parametrize(
    "text", [f"commit {FINGERPRINT}", f"pgp {FINGERPRINT}0", f"pgp {'0' * 40}"]
)
def test_find_refuses_other_digests(text: str) -> None:
    assert values(text) == []


def test_canonical_reads_blocks_and_digits() -> None:
    assert Pgp().canonical(WITH_CHECKSUM) == FINGERPRINT
    assert Pgp().canonical(GROUPED.lower()) == FINGERPRINT
    assert Pgp().canonical("beef") is None


def test_recognise_leaves_hexadecimal_addresses_to_others() -> None:
    assert Pgp().recognise(FINGERPRINT) == FINGERPRINT
    assert Pgp().recognise(f"0x{FINGERPRINT}") is None
