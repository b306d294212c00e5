from pathlib import Path

import pytest

from nlp.identifiers.keys.armour import block_spans, octets_of
from nlp.text import normalise

BLOCK = (
    Path(__file__).parents[3] / "fixtures" / "pgp" / "with_checksum.asc"
).read_text()


def octets(text: str) -> list[tuple[bytes, bool]]:
    clean = normalise(text).text
    return [
        one for span in block_spans(clean) for one in octets_of(clean[slice(*span)])
    ]


@pytest.mark.parametrize(
    "broken",
    [
        "\n".join(f"> {line}" for line in BLOCK.splitlines()),
        "\n".join(f"> > {line}" for line in BLOCK.splitlines()),
        " ".join(f"> {line}" for line in BLOCK.splitlines()),
        BLOCK.replace("-----", "—–—"),
        BLOCK.replace("-----", "- - - - -"),
        BLOCK.replace("-----", ""),
    ],
)
def test_octets_survive_quoting_and_other_dashes(broken: str) -> None:
    ((whole, is_checked),) = octets(BLOCK)
    assert is_checked
    assert octets(broken) == [(whole, True)]


def test_octets_of_a_block_without_checksum_are_not_checked() -> None:
    lines = BLOCK.splitlines()
    without = "\n".join(line for line in lines if not line.startswith("="))
    read = octets(without)
    # A word of the header reads like a body too; no key comes of that one.
    assert not any(is_checked for _, is_checked in read)
    assert octets(BLOCK)[0][0] in [whole for whole, _ in read]


def test_block_spans_are_empty_without_a_block() -> None:
    assert block_spans("-----BEGIN PGP MESSAGE-----") == []
