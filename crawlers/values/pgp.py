"""Public key blocks in ASCII armour."""

import re

from core.errors import RecordError, shown

KEY_BEGINS = "-----BEGIN PGP PUBLIC KEY BLOCK-----"
_BLOCK = re.compile(
    rf"{KEY_BEGINS}.{{1,100000}}?"
    r"-----END PGP PUBLIC KEY BLOCK-----",
    re.DOTALL,
)
_HEADER = re.compile(r"[A-Za-z]{1,20}: ")


def parse_pgp_block(raw: str) -> str:
    """Return the first public key block of a text, its lines trimmed.

    Pages lose the empty line that the format asks for after the headers: it is put back.
    Whether the key parses is for the language room to find out: here it is text.

    Raises:
        RecordError: There is no complete block.
    """
    found = _BLOCK.search(raw)
    if not found:
        raise RecordError(f"no complete PGP public key block in {shown(raw)}")
    lines = [line.strip() for line in found[0].splitlines() if line.strip()]
    headers = 1
    while headers < len(lines) - 1 and _HEADER.match(lines[headers]):
        headers += 1
    return "\n".join([*lines[:headers], "", *lines[headers:]])
